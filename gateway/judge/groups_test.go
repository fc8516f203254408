package judge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
)

// tells is the shape of an alert of the events that are named: "flood:1,2 wind:2" is of two, with their districts.
func tells(events string) judge.Shape {
	var groups []judge.Shape
	for n, text := range strings.Fields(events) {
		code, where, _ := strings.Cut(text, ":")
		groups = append(groups, judge.Shape{Key: code, Codes: []string{code}, Event: code, Group: n + 1,
			Districts: strings.Split(where, ",")})
	}
	sh := groups[0]
	sh.Group = 0
	if len(groups) > 1 {
		sh.Groups = groups
	}
	return sh
}

func TestNumbered(t *testing.T) {
	for _, c := range []struct {
		what, alert string
		chain       []string
		want        string
	}{
		{"the first", "flood:1 wind:1", nil, "1 2"},
		{"one event after one event keeps none", "flood:1", []string{"flood:1"}, "0"},
		{"in another order they keep theirs", "wind:1 flood:1", []string{"flood:1 wind:1"}, "2 1"},
		{"what is new is numbered on", "snow:9 wind:1", []string{"flood:1 wind:1"}, "3 2"},
		{"also where the first was dropped meanwhile", "snow:9 flood:1", []string{"flood:1 wind:1", "wind:1"}, "3 1"},
		{"an alert of one of them has its number", "wind:1", []string{"flood:1 wind:1"}, "2"},
		{"an alert of the first", "flood:1", []string{"flood:1 wind:1"}, "0"},
		{"an event that changed is continued on its ground", "flash:1 wind:2", []string{"watch:1 wind:2"}, "1 2"},
		{"two after one", "flood:1 wind:1", []string{"flood:1"}, "1 2"},
		{"what comes in the place of another may be that one", "snow:1 wind:1", []string{"flood:1 wind:1"}, "1 2"},
	} {
		var chain []judge.Shape
		for _, text := range c.chain {
			chain = append(chain, judge.Numbered(tells(text), chain))
		}
		sh := judge.Numbered(tells(c.alert), chain)
		got := fmt.Sprint(sh.Group)
		if sh.Several() {
			got = ""
			for _, g := range sh.Groups {
				got += fmt.Sprint(" ", g.Group)
			}
			got = strings.TrimSpace(got)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

func TestFollowing(t *testing.T) {
	for _, c := range []struct {
		what, alert, chain, earlier string
		want                        int
	}{
		{"its own event", "flood:1 wind:1", "flood:1 wind:1", "wind:1", 1},
		{"wherever that was", "flood:1 wind:1", "wind:7", "wind:7", 1},
		{"nobody's", "flood:1 snow:1", "flood:1 snow:1 wind:1", "wind:1", -1},
		{"what changed its event, on most of its ground", "flood:1,2 warning:1,2,3", "watch:1,2,3", "watch:1,2,3", 1},
		{"but not one of whose event something was before", "flood:1,2 snow:9", "flood:1 watch:1", "watch:1", -1},
	} {
		if got := judge.NewFollowing(tells(c.alert).All(), tells(c.chain).All()).By(tells(c.earlier)); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

func TestOnlyAndNamed(t *testing.T) {
	sh := tells("flood:1 wind:1")
	sh.Scope = cap.Public
	sh.Groups[0].Severity, sh.Groups[1].Severity = "Extreme", "Minor"
	if got := sh.Only([]int{2}); got.Event != "wind" {
		t.Errorf("of the wind alone: %+v", got)
	}
	if got := sh.Only([]int{1, 2}); !got.Several() {
		t.Errorf("of all: %+v", got)
	}
	if !sh.Of(2).Named("WIND") || !sh.Of(2).Named("2") || sh.Of(2).Named("flood") || sh.Of(2).Named("") {
		t.Error("it is named by its code, whatever its case, or by its number")
	}
	if sh.EventCode(2) != "wind" || tells("flood:1").EventCode(1) != "" {
		t.Error("an alert of one event names none")
	}
	sh.Scope = "Private"
	if sh.EventCode(2) != "2" {
		t.Error("what is not Public is told by its number")
	}
}

// What makes nothing by itself goes where its event was given, or along with another group.
func TestPassengers(t *testing.T) {
	over := judge.Subject{Shape: severe, Until: noon.Add(time.Hour), Verdict: "valid", Over: true}
	leaves := over
	leaves.Over, leaves.Leaves = false, true
	going := func(a judge.Subject) judge.Subject {
		a.Going = true
		return a
	}
	given := earlier(book.Released, "")
	for name, tc := range map[string]struct {
		c              judge.Case
		action, reason string
		close, asked   bool
	}{
		"the end of what was given": {c: judge.Case{Alert: over, Stands: true, ByRoute: unwanted, Earlier: given},
			action: book.Forward, reason: "chain-rule"},
		"also when its time is up": {c: judge.Case{Alert: over, Stands: true, ByRoute: unwanted, Earlier: given,
			Now: noon.Add(2 * time.Hour)}, action: book.Forward, reason: "chain-rule"},
		"the end of what was not": {c: judge.Case{Alert: over, ByRoute: forwarded}, action: book.Drop,
			reason: "nothing-live"},
		"beside another, where a route lets it": {c: judge.Case{Alert: going(over), ByRoute: forwarded}, action: book.Forward,
			reason: agreement.Forwarded},
		"beside another, where none does": {c: judge.Case{Alert: going(over), ByRoute: unwanted}, action: book.Drop,
			reason: "nothing-live"},
		"nobody is asked about an end": {c: judge.Case{Alert: going(over), ByRoute: asked}, action: book.Drop,
			reason: "nothing-live"},
		"a question about it is over": {c: judge.Case{Alert: over, ByRoute: asked, Earlier: earlier(book.Held, "")},
			action: book.Drop, reason: "nothing-live", close: true},
		"what it hands over stays": {c: judge.Case{Alert: leaves, Stands: true, ByRoute: forwarded, Earlier: given},
			action: book.Drop, reason: "handed-over"},
		"but for another beside it": {c: judge.Case{Alert: going(leaves), Stands: true, ByRoute: forwarded, Earlier: given},
			action: book.Forward, reason: "chain-rule"},
		"an end that is in doubt": {
			c:      judge.Case{Alert: over, Stands: true, ByRoute: forwarded, Earlier: given, Doubt: doubt("unverified")},
			action: book.Hold, reason: "unverified", asked: true,
		},
	} {
		if tc.c.Now.IsZero() {
			tc.c.Now = noon
		}
		v := judge.Decide(tc.c)
		if v.Decision.Action != tc.action || v.Decision.Reason != tc.reason || v.Close != tc.close ||
			(v.Decision.Hold != nil) != tc.asked {
			t.Errorf("%s: %s %s, close %t", name, v.Decision.Action, v.Decision.Reason, v.Close)
		}
	}
}

// A denial binds its own event.
func TestADenialBindsItsEvent(t *testing.T) {
	denied := earlier(book.Denied, "denied")
	if denied.Hold.State != approval.Denied {
		t.Fatal("it is no denial")
	}
	sh := tells("TOR:us/me/029 flood:us/me/029")
	follow := judge.NewFollowing(sh.All(), tells("TOR:us/me/029 flood:us/me/029").All())
	for n, want := range []string{"bound-by-denial", agreement.Forwarded} {
		c := judge.Case{Now: noon, ByRoute: forwarded, Alert: judge.Subject{Shape: sh.Groups[n], Until: noon.Add(time.Hour)}}
		if follow.By(tells("TOR:us/me/029")) == n {
			c.Earlier, c.Previous = denied, sh.Groups[n]
		}
		if got := judge.Decide(c).Decision.Reason; got != want {
			t.Errorf("group %d: %s, want %s", n+1, got, want)
		}
	}
	if !slices.Equal(sh.All()[1].Codes, []string{"flood"}) {
		t.Error("the second is the flood")
	}
}
