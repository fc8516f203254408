package derive

import (
	"sync"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/after"
)

// Parsed carries an alert as settling read it to its release, which would have to read the same bytes again. It is
// a shortcut only: whatever is not in it is read from the store.
type Parsed struct {
	mu     sync.Mutex
	alerts map[int64]ParsedAlert // by alert
}

// ParsedAlert is what was read, and of which document: a better-verified copy may have taken the identity since.
type ParsedAlert struct {
	Blob   int64
	Alert  *cap.Alert
	Ground *translate.Ground
	Size   int // of the document
}

// NewParsed makes one that knows nothing.
func NewParsed() *Parsed { return &Parsed{alerts: map[int64]ParsedAlert{}} }

// maxParsed bounds what is kept while releases are behind.
const maxParsed = 256

// Put keeps an alert for the releases that follow.
func (h *Parsed) Put(work []after.FollowUp, what ParsedAlert) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range work {
		if len(h.alerts) < maxParsed {
			h.alerts[w.Alert] = what
		}
	}
}

// get is the alert as it was read from this document, where it is, and the document's size; or nil.
func (h *Parsed) get(id, blob int64) (*cap.Alert, *translate.Ground, int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if found := h.alerts[id]; found.Blob == blob {
		return found.Alert, found.Ground, found.Size
	}
	return nil, nil, 0
}

// Drop forgets one.
func (h *Parsed) Drop(id int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.alerts, id)
}
