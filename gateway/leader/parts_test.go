package leader

import (
	"slices"
	"testing"
	"time"
)

// at is an instant of these tests, some seconds after the first.
func at(seconds int) time.Time {
	return time.Date(2026, 11, 28, 5, 0, seconds, 0, time.UTC)
}

func TestWhenTheSeatMayBeClaimed(t *testing.T) {
	mine := Status{Host: "h", Lock: "l"}
	word := func(s Status) *sight { return &sight{Status: s, at: at(10)} }
	for _, c := range []struct {
		what    string
		seat    seat
		alone   bool
		at      int
		confirm bool
	}{
		{"nobody ever", seat{}, true, 5, false},
		{"another came at the same time", seat{}, false, 7, true},
		{"the broker forgot who led", seat{seen: true}, true, 11, true},
		{"a farewell, and nobody else", seat{word: word(Status{State: Down}), seen: true}, true, 10, false},
		{"a farewell, and others", seat{word: word(Status{State: Down})}, false, 10, true},
		{"a leader", seat{word: word(Status{State: Up, Host: "h", Lock: "m"})}, true, 16, true},
		{"whose folder is ours", seat{word: word(Status{State: Up, Host: "h", Lock: "l"})}, false, 10, false},
		{"whose host is another", seat{word: word(Status{State: Up, Host: "g", Lock: "l"})}, true, 16, true},
	} {
		c.seat.beat, c.seat.watching = beat, at(5)
		due, confirm := c.seat.due(mine, c.alone)
		if !due.Equal(at(c.at)) || confirm != c.confirm {
			t.Errorf("%s: from second %d, confirmed %t", c.what, due.Second(), confirm)
		}
	}
}

func TestWhoseATreeIs(t *testing.T) {
	trees := []string{"ca", "us"}
	for _, c := range []struct {
		what  string
		other Status
		led   []string // by us
		owner bool
		now   int
		free  []string
	}{
		{"one leads", Status{Gateway: "a", State: Up, Trees: []string{"us"}}, nil, false, 0, []string{"ca"}},
		{"one was silent for three beats", Status{Gateway: "a", State: Up, Trees: trees}, nil, false, 6, trees},
		{"one is not silent for so long", Status{Gateway: "a", State: Up, Trees: trees}, nil, false, 5, nil},
		{"one said farewell", Status{Gateway: "a", State: Down, Trees: trees}, nil, false, 0, trees},
		{"the first name keeps it", Status{Gateway: "z", State: Up, Trees: trees}, []string{"us"}, false, 0, []string{"us"}},
		{"and gives it up otherwise", Status{Gateway: "a", State: Up, Trees: trees}, trees, false, 0, nil},
		{"the owner of the broker", Status{Gateway: "a", State: Up, Trees: trees}, nil, true, 0, trees},
	} {
		ns := neighbours{name: "m", owner: c.owner, beat: beat, seen: map[string]*sight{}}
		ns.take(Note{Status: c.other}, true, at(0))
		free, blocked := ns.part(trees, c.led, at(c.now))
		if !slices.Equal(free, c.free) || len(free)+len(blocked) != len(trees) {
			t.Errorf("%s: free are %s, %d are blocked", c.what, free, len(blocked))
		}
		ns.take(Note{Gone: true, Status: Status{Gateway: c.other.Gateway}}, true, at(0))
		if free, _ := ns.part(trees, c.led, at(c.now)); !slices.Equal(free, trees) {
			t.Errorf("%s: when it is cleared, free are %s", c.what, free)
		}
	}
}

// A leader holds for three beats after the last statement that the broker took.
func TestHowLongALeadIsHeld(t *testing.T) {
	o := ours{beat: beat, word: Status{Epoch: 3}}
	held := func(want bool, second int) {
		t.Helper()
		if o.held(at(second)) != want {
			t.Errorf("held at second %d: %t", second, !want)
		}
	}
	o.claim(Claim{Epoch: 4, After: Status{State: Up}}, &Want{Now: func() time.Time { return at(0) }}, true, at(0))
	n := o.statement()
	o.said(n, at(0))
	held(false, 0)
	o.lead()
	held(true, 5)
	held(false, 6)
	n.Epoch = 3
	o.said(n, at(6)) // of a claim before this one
	held(false, 6)
	o.drop()
	held(false, 1)
	owner := ours{owner: true}
	owner.own(1, at(0))
	if !owner.held(at(50)) {
		t.Error("the owner of the broker holds always")
	}
}

func TestAnotherIsReportedOnce(t *testing.T) {
	p := newPresences()
	p.there["b"] = Status{Instance: "b"}
	if !p.report("b") || p.report("b") {
		t.Error("b is not reported once")
	}
	if !p.gone("b") || p.gone("b") || !p.alone() {
		t.Error("b has not gone once")
	}
	p.there["d"], p.there["c"] = Status{Instance: "d"}, Status{Instance: "c"}
	if list := p.list(); len(list) != 2 || list[0].Instance != "c" {
		t.Errorf("there are %v", list)
	}
	p.lead()
	if left := p.leftover(); len(left) != 2 || !p.alone() || !p.show || p.leftover() != nil {
		t.Errorf("to be cleared are %v", left)
	}
}
