package gateway

import (
	"sync"

	"bordercast/gateway/store/sqlite"
)

// maxCached bounds the bytes kept: a released document is published within milliseconds by several destinations, and
// expanding it each time would cost more than publishing it.
const maxCached = 8 << 20

// blobs remembers documents lately read from the store. It may be used from any goroutine.
type blobs struct {
	mu    sync.Mutex
	docs  map[int64][]byte
	order []int64
	size  int
}

func newBlobs() *blobs { return &blobs{docs: map[int64][]byte{}} }

// get is a document, from memory or from the store. It must not be changed.
func (b *blobs) get(tx *sqlite.Tx, id int64) ([]byte, error) {
	b.mu.Lock()
	doc, known := b.docs[id]
	b.mu.Unlock()
	if known {
		return doc, nil
	}
	doc, err := tx.Blob(id)
	if err == nil {
		b.put(id, doc)
	}
	return doc, err
}

func (b *blobs) put(id int64, doc []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.docs[id]; known || len(doc) > maxCached/8 {
		return
	}
	b.docs[id] = doc
	b.order = append(b.order, id)
	for b.size += len(doc); b.size > maxCached; b.order = b.order[1:] {
		b.size -= len(b.docs[b.order[0]])
		delete(b.docs, b.order[0])
	}
}
