package mqtt

import (
	"sync"

	"bordercast/adapters"
)

// health tells each change of a link once. Safe for concurrent use.
type health struct {
	link  string
	clock adapters.Clock
	to    func(adapters.Health)

	mu   sync.Mutex // guards the fields below, and keeps reports in order
	last string
	up   bool
}

// report passes a change on; what was already told is not told again.
func (h *health) report(up bool, reason, text string) {
	if h.to == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == reason && h.up == up {
		return
	}
	h.last, h.up = reason, up
	h.to(adapters.Health{Link: h.link, Up: up, Reason: reason, Text: text, At: h.clock.Now()})
}
