package fair

// Line is a lane for a queue that keeps one order per source: items in order of arrival, as urgent as the most urgent
// of them.
type Line[T any] struct {
	Place
	items   []lined[T]
	counts  map[int64]int // waiting items by class
	class   int64
	arrived int64
}

type lined[T any] struct {
	item           T
	class, arrived int64
}

// Rank is that of the most urgent item, and when the first came.
func (l *Line[T]) Rank() (class, arrived int64) { return l.class, l.arrived }

// Lines is a whole queue of items in one line per source. It is not safe for concurrent use. The zero value is empty.
type Lines[T any] struct {
	turns   Turns[*Line[T]]
	lines   map[string]*Line[T]
	arrived int64
	n       int
}

// NewLines makes a queue of which every share-th turn goes to whoever waits longest; 0 for none.
func NewLines[T any](share int) *Lines[T] {
	return &Lines[T]{turns: Turns[*Line[T]]{Share: share}, lines: map[string]*Line[T]{}}
}

// Push puts an item behind the others of its source.
func (q *Lines[T]) Push(source string, class int64, item T) {
	q.n++
	q.arrived++
	l := q.lines[source]
	if l == nil {
		l = &Line[T]{counts: map[int64]int{}}
		q.lines[source] = l
	}
	l.items = append(l.items, lined[T]{item, class, q.arrived})
	l.counts[class]++
	l.rank()
	if l.Waiting() {
		q.turns.Fix(l)
	} else {
		q.turns.Add(source, l)
	}
}

// Pop takes the item whose turn it is.
func (q *Lines[T]) Pop() (item T, found bool) { return q.PopOf(nil) }

// PopOf is Pop among the sources that may; nil is all of them.
func (q *Lines[T]) PopOf(may func(source string) bool) (item T, found bool) {
	l, found := q.turns.NextOf(may)
	if !found {
		return item, false
	}
	first := l.items[0]
	l.items[0] = lined[T]{}
	l.items = l.items[1:]
	q.n--
	if l.counts[first.class]--; l.counts[first.class] == 0 {
		delete(l.counts, first.class)
	}
	if len(l.items) == 0 {
		delete(q.lines, l.source)
		q.turns.Remove(l)
		return first.item, true
	}
	l.rank()
	q.turns.Fix(l)
	return first.item, true
}

// Return puts an item that was popped back in front of its source's line; several in the opposite order of their pops.
func (q *Lines[T]) Return(source string, class int64, item T) {
	q.Push(source, class, item)
	l := q.lines[source]
	last := l.items[len(l.items)-1]
	last.arrived = 0 // before whatever came meanwhile
	copy(l.items[1:], l.items[:len(l.items)-1])
	l.items[0] = last
	l.rank()
	q.turns.Fix(l)
}

// Len is the number waiting.
func (q *Lines[T]) Len() int { return q.n }

// Of is the number waiting of one source.
func (q *Lines[T]) Of(source string) int {
	if l := q.lines[source]; l != nil {
		return len(l.items)
	}
	return 0
}

func (l *Line[T]) rank() {
	l.arrived = l.items[0].arrived
	first := true
	for class := range l.counts {
		if first || class < l.class {
			l.class, first = class, false
		}
	}
}
