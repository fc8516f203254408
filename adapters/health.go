package adapters

import "sync"

// Reporter passes on each change of a link's health once. Safe for concurrent use.
type Reporter struct {
	link  string
	clock Clock
	to    func(Health)

	mu   sync.Mutex // guards the fields below, and keeps reports in order
	last string
	up   bool
}

// NewReporter makes one for a link; to is nil where nobody listens.
func NewReporter(link string, clock Clock, to func(Health)) *Reporter {
	return &Reporter{link: link, clock: clock, to: to}
}

// Report passes a change on; what was reported already is not reported again.
func (h *Reporter) Report(up bool, reason, text string) {
	if h.to == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == reason && h.up == up {
		return
	}
	h.last, h.up = reason, up
	h.to(Health{Link: h.link, Up: up, Reason: reason, Text: text, At: h.clock.Now()})
}
