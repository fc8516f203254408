package health

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// Links keeps how each link is doing. Its methods may be called from any goroutine. The zero value has no links.
type Links struct {
	mu   sync.Mutex
	list []Link // guarded by mu, sorted by direction and name
}

// Expect notes a link that is to come up: until it has, it is down since then.
func (l *Links) Expect(direction, name string, now time.Time) {
	l.Report(direction, name, false, now, "")
}

// Report notes how a link is doing now. Only going up or down changes since when.
func (l *Links) Report(direction, name string, up bool, now time.Time, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := Link{Name: name, Direction: direction, Up: up, Since: now, Text: text}
	at, there := slices.BinarySearchFunc(l.list, next, byName)
	if !there {
		l.list = slices.Insert(l.list, at, next)
		return
	}
	next.Away = l.list[at].Away
	if l.list[at].Up == up {
		next.Since = l.list[at].Since
	}
	l.list[at] = next
}

// Away notes whether a link is to something else than the broker, which says nothing of how that one is doing.
func (l *Links) Away(direction, name string, away bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, there := slices.BinarySearchFunc(l.list, Link{Name: name, Direction: direction}, byName)
	if there {
		l.list[at].Away = away
	}
}

// Forget takes a link off the list that is no more.
func (l *Links) Forget(direction, name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, there := slices.BinarySearchFunc(l.list, Link{Name: name, Direction: direction}, byName)
	if there {
		l.list = slices.Delete(l.list, at, at+1)
	}
}

// All lists them.
func (l *Links) All() []Link {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.list)
}

func byName(a, b Link) int {
	return cmp.Or(cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.Name, b.Name))
}
