package daemon

import (
	"math"
	"runtime/debug"
	"testing"
)

// TestBoundMemory: the collector is asked once, and the environment is asked first.
func TestBoundMemory(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	for set, want := range map[string]int64{"": enoughMemory, "1GiB": math.MaxInt64} {
		t.Setenv("GOMEMLIMIT", set)
		debug.SetMemoryLimit(math.MaxInt64)
		BoundMemory()
		if got := debug.SetMemoryLimit(-1); got != want {
			t.Errorf("with GOMEMLIMIT=%q the limit is %d, not %d", set, got, want)
		}
	}
}
