package gateway

import (
	"sync"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// parsedCache carries an alert as settling read it to its release, which would have to read the same bytes again. It is
// a shortcut only: whatever is not in it is read from the store.
type parsedCache struct {
	mu     sync.Mutex
	alerts map[int64]parsedAlert // by alert
}

// parsedAlert is what was read, and of which document: a better-verified copy may have taken the identity since.
type parsedAlert struct {
	blob   int64
	alert  *cap.Alert
	ground *translate.Ground
	size   int // of the document
}

// maxParsed bounds what is kept while releases are behind.
const maxParsed = 256

func (h *parsedCache) put(work []followUp, what parsedAlert) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range work {
		if len(h.alerts) < maxParsed {
			h.alerts[w.alert] = what
		}
	}
}

// get is the alert as it was read from this document, where it is, and the document's size; or nil.
func (h *parsedCache) get(id, blob int64) (*cap.Alert, *translate.Ground, int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if found := h.alerts[id]; found.blob == blob {
		return found.alert, found.ground, found.size
	}
	return nil, nil, 0
}

func (h *parsedCache) drop(id int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.alerts, id)
}
