package mqtt

import (
	"time"

	"bordercast/adapters"
)

// machine is the machine's own clock, which kernels and brokers keep.
type machine struct{}

var _ adapters.Clock = machine{}

func (machine) Now() time.Time { return time.Now() }

func (machine) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}
