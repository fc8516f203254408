package sqlite

import "bordercast/gateway/store"

// memory is what the book's connection has read of alerts lately: an alert on its way is looked at at every step. Nobody
// else writes, so it is what the table holds; what is written is written here too, and whatever is undone clears it.
type memory struct{ alerts map[int64]store.Alert }

// remembered bounds the alerts remembered; of 2 KB each.
const remembered = 1024

func newMemory() *memory { return &memory{map[int64]store.Alert{}} }

// alert is one that is remembered. A reading connection remembers nothing: others write.
func (m *memory) alert(id int64) (store.Alert, bool) {
	if m == nil {
		return store.Alert{}, false
	}
	a, known := m.alerts[id]
	return a, known
}

func (m *memory) keep(a store.Alert) {
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
	}
}
