package order

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var nine = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return nine.Add(time.Duration(seconds) * time.Second) }

func TestAPlace(t *testing.T) {
	for _, test := range []struct {
		name           string
		sent, received time.Time
		named          []time.Time
		want           time.Time
	}{
		{"sent, then received", at(0), at(5), nil, at(0)},
		{"a clock that is fast", at(60), at(0), nil, at(0)},
		{"behind what it names", at(0), at(70), []time.Time{at(60)}, at(60).Add(step)},
		{"behind the newest of them", at(0), at(70), []time.Time{at(10), at(60), at(30)}, at(60).Add(step)},
		{"after what it names anyhow", at(65), at(70), []time.Time{at(60)}, at(65)},
		{"in the same second", at(60), at(70), []time.Time{at(60)}, at(60).Add(step)},
	} {
		if got := Of(test.sent, test.received, test.named...); !got.Equal(test.want) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestTies(t *testing.T) {
	first, second := Place{at(0), 1}, Place{at(0), 2}
	if !second.After(first) || first.After(second) || first.After(first) {
		t.Error("of two at one instant that which came first does not stand first")
	}
}

// Whatever the clocks say and in whatever order alerts come: nothing stands before what it names, nothing stands later
// than it came but for what it names, and the order is one.
func TestNothingStandsBeforeWhatItNames(t *testing.T) {
	for seed := range uint64(300) {
		chance := rand.New(rand.NewPCG(seed, 7))
		var chain []Entry
		n := 2 + chance.IntN(8)
		for id := range n {
			e := Entry{ID: int64(id + 1), Sent: at(chance.IntN(100)), Received: at(chance.IntN(100))}
			for named := range id {
				if chance.IntN(3) == 0 {
					e.Names = append(e.Names, int64(named+1))
				}
			}
			chain = append(chain, e)
		}
		chance.Shuffle(n, func(i, j int) { chain[i], chain[j] = chain[j], chain[i] })
		got := Again(chain)
		var places []Place
		for _, e := range chain {
			places = append(places, Place{got[e.ID], e.ID})
			alone := true
			for _, named := range e.Names {
				if !got[e.ID].After(got[named]) {
					t.Fatalf("seed %d: %d stands before %d, which it names", seed, e.ID, named)
				}
				alone = alone && got[named].Before(e.Received)
			}
			if alone && got[e.ID].After(e.Received) && got[e.ID].After(e.Sent) {
				t.Fatalf("seed %d: %d stands after both its times", seed, e.ID)
			}
		}
		slices.SortFunc(places, func(a, b Place) int {
			switch {
			case a.After(b):
				return 1
			case b.After(a):
				return -1
			}
			return 0
		})
		for i, p := range places[1:] {
			if !p.After(places[i]) {
				t.Fatalf("seed %d: the order is not one", seed)
			}
		}
	}
}

// What names what is worked out whatever comes first: as it would have been had everything come in order.
func TestAnEarlyReference(t *testing.T) {
	a := Entry{ID: 3, Sent: at(60), Received: at(20)}
	b := Entry{ID: 1, Sent: at(5), Received: at(10), Names: []int64{3}}
	c := Entry{ID: 2, Sent: at(6), Received: at(12), Names: []int64{1}}
	want := map[int64]time.Time{3: at(20), 1: at(20).Add(step), 2: at(20).Add(2 * step)}
	if got := Again([]Entry{b, c, a}); !maps.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTwoThatNameEachOther(t *testing.T) {
	a := Entry{ID: 1, Sent: at(0), Received: at(0), Names: []int64{2}}
	b := Entry{ID: 2, Sent: at(5), Received: at(5), Names: []int64{1}}
	got := Again([]Entry{a, b})
	if !got[1].After(got[2]) || !got[2].Equal(at(5)) {
		t.Errorf("got %v", got)
	}
}

func TestAClockThatOverturns(t *testing.T) {
	clocked := func(sent, received int, place time.Time, id int64) Clocked {
		return Clocked{Place{place, id}, at(sent), at(received)}
	}
	fast, right := clocked(60, 0, at(0), 1), clocked(10, 12, at(10), 2)
	if a, b := Overturned(right, fast); a || !b {
		t.Errorf("the fast one is not found: %t %t", a, b)
	}
	if a, b := Overturned(fast, right); !a || b {
		t.Errorf("the fast one is not found the other way round: %t %t", a, b)
	}
	later := clocked(75, 80, at(75), 2)
	if a, b := Overturned(later, fast); a || b {
		t.Error("a clock that changes nothing is found")
	}
	slow := clocked(-10, 12, at(1), 2) // behind what it names, by a clock that is slow
	if a, b := Overturned(slow, clocked(0, 0, at(0), 1)); a || b {
		t.Error("a clock that is slow is found")
	}
	if got := Ahead(at(60), at(0)); got != time.Minute {
		t.Errorf("ahead by %s", got)
	}
	if got := Ahead(at(0), at(60)); got != 0 {
		t.Errorf("ahead by %s", got)
	}
}

func TestWhoseClockItIs(t *testing.T) {
	var c Clocks
	own := func(want bool) {
		t.Helper()
		if fast, of, got := c.Own(); got != want {
			t.Errorf("%d of %d are ahead, and our own clock is wrong: %t", fast, of, got)
		}
	}
	own(false)
	c.Heard("maine", time.Hour)
	own(false) // it may be either
	c.Heard("nb", 0)
	own(false)
	c.Heard("county", 2*time.Minute)
	own(true)
	c.Heard("state", time.Minute)
	own(false) // half of them
	c.Heard("maine", 0)
	own(false)
}
