package sqlite

import "bordercast/gateway/book"

// memory is what the book's connection has read of alerts lately: an alert on its way is looked at at every step. Nobody
// else writes, so it is what the table holds; what is written is written here too, and whatever is undone clears it.
type memory struct {
	alerts map[int64]book.Alert
	gens   map[string]int64 // the highest generation that a topic of a destination wants, where it was asked for
}

// remembered bounds the alerts remembered; of 2 KB each.
const remembered = 1024

func newMemory() *memory { return &memory{map[int64]book.Alert{}, map[string]int64{}} }

// alert is one that is remembered. A reading connection remembers nothing: others write.
func (m *memory) alert(id int64) (book.Alert, bool) {
	if m == nil {
		return book.Alert{}, false
	}
	a, known := m.alerts[id]
	return a, known
}

func (m *memory) keep(a book.Alert) {
	if m == nil {
		return
	}
	if len(m.alerts) >= remembered {
		clear(m.alerts)
	}
	m.alerts[a.ID] = a
}

func (m *memory) forget(id int64) {
	if m != nil {
		delete(m.alerts, id)
	}
}

func (m *memory) forgetAll() {
	if m != nil {
		clear(m.alerts)
		clear(m.gens)
	}
}

// gen is the highest generation at a destination, where it is remembered.
func (m *memory) gen(destination string) (gen int64, known bool) {
	if m == nil {
		return 0, false
	}
	gen, known = m.gens[destination]
	return gen, known
}

// wants notes a generation; one at a destination nobody asked for is not remembered unless it was read, which is first.
func (m *memory) wants(destination string, gen int64, read bool) {
	if m == nil {
		return
	}
	if known, there := m.gens[destination]; read || there {
		m.gens[destination] = max(known, gen)
	}
}
