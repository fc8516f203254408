// Package order says in which order the alerts of a chain stand. It is pure.
//
// An alert stands where its sender says that it was sent, but never after it came: a clock that is fast must not make
// what follows look old. And it stands behind whatever it names, for nobody names what is still to come. So
//
//	place(x) = max(min(sent, first received), places of what x names)
//
// with what is named in front, and among equals what came first. Of gives the time of a place, Place.After compares
// two, and Again works out a chain anew once something came that others had named before. Every step that asks which of
// two alerts is newer asks Place.After.
package order

import "time"

// step puts an alert behind what it names where both would stand at the same instant. Instants are kept in
// milliseconds.
const step = time.Millisecond

// Place is where an alert stands in its chain: At is what Of gave, Came counts arrivals.
type Place struct {
	At   time.Time
	Came int64
}

// After reports whether p is newer than q.
func (p Place) After(q Place) bool {
	return p.At.After(q.At) || p.At.Equal(q.At) && p.Came > q.Came
}

// Of is the time of an alert's place: when it was sent, when it was first received, and where what it names stands.
func Of(sent, received time.Time, named ...time.Time) time.Time {
	at := sent
	if received.Before(sent) {
		at = received
	}
	at = at.Truncate(step)
	for _, n := range named {
		if behind := n.Add(step); behind.After(at) {
			at = behind
		}
	}
	return at
}

// Entry is an alert of a chain and what it names there.
type Entry struct {
	ID             int64
	Sent, Received time.Time
	Names          []int64
}

// Again works out the places of a chain. Two alerts that name each other, which cannot be true of both, stand as if the
// second of the list did not name the first.
func Again(chain []Entry) map[int64]time.Time {
	w := walk{entries: map[int64]Entry{}, at: map[int64]time.Time{}, open: map[int64]bool{}}
	for _, e := range chain {
		w.entries[e.ID] = e
	}
	for _, e := range chain {
		w.place(e)
	}
	return w.at
}

// walk places what an alert names before the alert; open are those on the way.
type walk struct {
	entries map[int64]Entry
	at      map[int64]time.Time
	open    map[int64]bool
}

func (w walk) place(e Entry) time.Time {
	if at, done := w.at[e.ID]; done {
		return at
	}
	w.open[e.ID] = true
	var named []time.Time
	for _, id := range e.Names {
		if n, known := w.entries[id]; known && !w.open[id] {
			named = append(named, w.place(n))
		}
	}
	delete(w.open, e.ID)
	w.at[e.ID] = Of(e.Sent, e.Received, named...)
	return w.at[e.ID]
}

// Ahead is how far a sender's clock is ahead of the one that received, 0 where it is not.
func Ahead(sent, received time.Time) time.Duration { return max(0, sent.Sub(received)) }

// Overturned reports whether two alerts stand otherwise than their senders' clocks say, and which of them has the clock
// that is ahead: such a clock would have put the older last.
func Overturned(a, b Clocked) (aAhead, bAhead bool) {
	if a.Sent.Equal(b.Sent) || a.Sent.After(b.Sent) == a.After(b.Place) {
		return false, false
	}
	return Ahead(a.Sent, a.Received) > 0, Ahead(b.Sent, b.Received) > 0
}

// Clocked is a place with the times it was made of.
type Clocked struct {
	Place
	Sent, Received time.Time
}
