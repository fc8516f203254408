// Package documents keeps in memory the documents that are published next: a released one goes to several destinations
// within milliseconds, and expanding it each time would cost more than publishing it.
package documents

import (
	"sync"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
)

// maxCached bounds the bytes kept: a released document is published within milliseconds by several destinations, and
// expanding it each time would cost more than publishing it.
const maxCached = 8 << 20

// Cache remembers documents lately read from the store. It may be used from any goroutine.
type Cache struct {
	mu    sync.Mutex
	docs  map[int64]judged
	order []int64
	size  int
}

// judged is a document, and whether it is for everybody (gateway/gate).
type judged struct {
	bytes  []byte
	public bool
}

// New makes a cache that is empty.
func New() *Cache { return &Cache{docs: map[int64]judged{}} }

// Get is a document, from memory or from the store. It must not be changed.
func (b *Cache) Get(tx *book.Tx, id int64) ([]byte, error) {
	doc, err := b.judged(tx, id)
	return doc.bytes, err
}

// judged is get, and whether the document is for everybody as far as memory knows: it may have been judged since.
func (b *Cache) judged(tx *book.Tx, id int64) (doc judged, err error) {
	b.mu.Lock()
	doc, known := b.docs[id]
	b.mu.Unlock()
	if known {
		return doc, nil
	}
	if doc.bytes, doc.public, err = tx.Documents.ByID(id); err == nil {
		b.Put(id, doc.bytes, doc.public)
	}
	return doc, err
}

// Message is one publication of a plan, with its payload and whether everybody may read it.
func (b *Cache) Message(tx *book.Tx, p book.Publication) (m adapters.Message, err error) {
	m = adapters.Message{Topic: p.Topic, Retain: p.Retain}
	if p.Blob == 0 {
		return m, nil
	}
	doc, err := b.judged(tx, p.Blob)
	if m.Payload, m.Public = doc.bytes, doc.public; err == nil && gate.Stops(m) {
		_, m.Public, err = tx.Documents.Digest(p.Blob)
	}
	return m, err
}

// Known is a document that is in memory.
func (b *Cache) Known(id int64) (doc []byte, known bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found, known := b.docs[id]
	return found.bytes, known
}

// Put keeps a document, with whether it is for everybody. A large one is not kept.
func (b *Cache) Put(id int64, doc []byte, public bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.docs[id]; ok || len(doc) > maxCached/8 {
		if ok && public && !known.public {
			b.docs[id] = judged{known.bytes, true}
		}
		return
	}
	b.docs[id] = judged{doc, public}
	b.order = append(b.order, id)
	for b.size += len(doc); b.size > maxCached; b.order = b.order[1:] {
		b.size -= len(b.docs[b.order[0]].bytes)
		delete(b.docs, b.order[0])
	}
}
