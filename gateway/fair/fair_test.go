package fair_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/fair"
)

type item struct {
	source string
	class  int64
	n      int
}

func (i item) String() string { return fmt.Sprintf("%s%d", i.source, i.n) }

// drain pops up to n items, or all there are when n is 0.
func drain(q *fair.Lines[item], n int) string {
	var names []string
	for n == 0 || len(names) < n {
		i, found := q.Pop()
		if !found {
			break
		}
		names = append(names, i.String())
	}
	return strings.Join(names, " ")
}

func push(q *fair.Lines[item], source string, class int64, from, to int) {
	for n := from; n <= to; n++ {
		q.Push(source, class, item{source, class, n})
	}
}

func TestLines(t *testing.T) {
	for name, tc := range map[string]struct {
		fill func(*fair.Lines[item])
		want string
	}{
		"one source keeps its order": {func(q *fair.Lines[item]) { push(q, "a", 5, 1, 3) }, "a1 a2 a3"},
		"sources of a class take turns, the flood of one first": {func(q *fair.Lines[item]) {
			push(q, "a", 5, 1, 6)
			push(q, "b", 5, 1, 2)
			push(q, "c", 5, 1, 1)
		}, "a1 b1 c1 a2 b2 a3 a4 a5 a6"},
		"the most urgent class first": {func(q *fair.Lines[item]) {
			push(q, "a", 5, 1, 2)
			push(q, "b", 9, 1, 1)
			push(q, "c", 1, 1, 2)
		}, "c1 c2 a1 a2 b1"},
		"what is urgent pulls forward what is before it": {func(q *fair.Lines[item]) {
			push(q, "a", 9, 1, 2)
			push(q, "a", 1, 3, 3)
			push(q, "a", 9, 4, 4)
			push(q, "b", 5, 1, 1)
		}, "a1 a2 a3 b1 a4"},
	} {
		t.Run(name, func(t *testing.T) {
			q := fair.NewLines[item](0)
			tc.fill(q)
			if got := drain(q, 0); got != tc.want || q.Len() != 0 {
				t.Errorf("got %s, want %s; %d left", got, tc.want, q.Len())
			}
		})
	}
}

// What was popped and not done after all is next of its source again, in its old order.
func TestReturn(t *testing.T) {
	q := fair.NewLines[item](0)
	push(q, "a", 5, 1, 4)
	if got := drain(q, 2); got != "a1 a2" {
		t.Fatalf("got %s", got)
	}
	q.Return("a", 5, item{"a", 5, 2})
	q.Return("a", 5, item{"a", 5, 1})
	q.Return("b", 5, item{"b", 5, 1})
	if got := drain(q, 0); got != "b1 a1 a2 a3 a4" || q.Len() != 0 {
		t.Errorf("got %s", got)
	}
}

// Who was served a moment ago is not first again only because nothing of it waited in between.
func TestATurnIsRemembered(t *testing.T) {
	q := fair.NewLines[item](0)
	push(q, "a", 5, 1, 1)
	push(q, "b", 5, 1, 3)
	got := drain(q, 1)
	push(q, "a", 5, 2, 2)
	if got += " " + drain(q, 0); got != "a1 b1 a2 b2 b3" {
		t.Errorf("got %s", got)
	}
}

// With a share nothing waits for ever behind what is more urgent and never ends.
func TestAShareForWhatIsNotUrgent(t *testing.T) {
	q := fair.NewLines[item](4)
	push(q, "calm", 900, 1, 2)
	n := 0
	for range 9 {
		push(q, "flood", 1, n+1, n+2)
		n += 2
		if got := drain(q, 1); strings.HasPrefix(got, "calm2") {
			return
		}
	}
	t.Error("what is not urgent was not served in nine turns")
}

// The queue against the plainest model there is: one list, searched each time.
func TestLinesAgainstAPlainModel(t *testing.T) {
	for seed := range uint64(200) {
		chance := rand.New(rand.NewPCG(seed, 1))
		q, m := fair.NewLines[item](0), model{served: map[string]int{}}
		for n := range 200 {
			if chance.IntN(3) > 0 {
				i := item{string(rune('a' + chance.IntN(4))), chance.Int64N(3), n}
				q.Push(i.source, i.class, i)
				m.all = append(m.all, i)
				continue
			}
			got, found := q.Pop()
			if want, some := m.pop(); got != want || found != some || q.Len() != len(m.all) {
				t.Fatalf("seed %d step %d: got %v, want %v", seed, n, got, want)
			}
		}
	}
}

type model struct {
	all    []item
	served map[string]int
	turn   int
}

func (m *model) pop() (item, bool) {
	if len(m.all) == 0 {
		return item{}, false
	}
	class := map[string]int64{}
	first := map[string]int{}
	for _, i := range m.all {
		if c, known := class[i.source]; !known {
			class[i.source], first[i.source] = i.class, i.n
		} else {
			class[i.source] = min(c, i.class)
		}
	}
	var names []string
	for name := range class {
		names = append(names, name)
	}
	best := slices.MinFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(class[a], class[b]), cmp.Compare(m.served[a], m.served[b]), cmp.Compare(first[a], first[b]))
	})
	m.turn++
	m.served[best] = m.turn
	at := slices.IndexFunc(m.all, func(i item) bool { return i.source == best })
	taken := m.all[at]
	m.all = slices.Delete(m.all, at, at+1)
	return taken, true
}
