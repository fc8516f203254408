package approval_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
)

var (
	start = time.Date(2026, 3, 5, 14, 20, 0, 0, time.UTC)
	route = agreement.Decision{Action: agreement.HoldBack, Ask: agreement.Acceptance, Of: "nb-emo",
		Deadline: 10 * time.Minute, Then: agreement.HoldBack, Channels: []string{"wireless"}}
	area = []string{"ca/nb/1302", "us/me/029"}
	yes  = approval.Ruling{Person: "nb-duty", Party: "nb-emo", Draft: "d1"}
)

func held() approval.Hold { return approval.Open(route, "d1", area, start) }

// moves are all that can happen to a hold, tried on every state below.
func moves() map[string]func(approval.Hold) (approval.Hold, error) {
	return map[string]func(approval.Hold) (approval.Hold, error){
		"approve":  func(h approval.Hold) (approval.Hold, error) { return h.Approve(yes) },
		"deny":     func(h approval.Hold) (approval.Hold, error) { return h.Deny(yes) },
		"withdraw": func(h approval.Hold) (approval.Hold, error) { return h.Withdraw(approval.Cancelled) },
		"takeover": func(h approval.Hold) (approval.Hold, error) {
			old, _, err := h.TakeOver(approval.Open(route, "d2", area, start))
			return old, err
		},
		"redraft": func(h approval.Hold) (approval.Hold, error) {
			return h.Redraft(approval.Open(route, "d2", area, start))
		},
		"due": func(h approval.Hold) (approval.Hold, error) {
			next, moved := h.Due(start.Add(time.Hour))
			if !moved {
				return next, &approval.Refusal{Code: approval.NotHeld}
			}
			return next, nil
		},
	}
}

func TestEveryMoveFromEveryState(t *testing.T) {
	fromHeld := map[string]approval.State{"approve": approval.Released, "deny": approval.Denied,
		"withdraw": approval.Withdrawn, "takeover": approval.Withdrawn, "redraft": approval.Held, "due": approval.Held}
	for name, move := range moves() {
		after, err := move(held())
		if err != nil || after.State != fromHeld[name] {
			t.Errorf("%s of a held alert: %s, %v, want %s", name, after.State, err, fromHeld[name])
		}
		for _, state := range []approval.State{approval.Withdrawn, approval.Denied, approval.Lapsed, approval.Released} {
			h := held()
			h.State = state
			after, err := move(h)
			var refusal *approval.Refusal
			if !errors.As(err, &refusal) || refusal.Code != approval.NotHeld || !reflect.DeepEqual(h, after) {
				t.Errorf("%s of one that is %s: %+v, %v", name, state, after, err)
			}
		}
	}
}

func TestDeadline(t *testing.T) {
	late := start.Add(10 * time.Minute)
	for name, c := range map[string]struct {
		then     agreement.Action
		channels []string
		at       time.Time
		state    approval.State
		moved    bool
	}{
		"too early":                        {agreement.Drop, nil, late.Add(-1), approval.Held, false},
		"keeps holding":                    {agreement.HoldBack, nil, late, approval.Held, true},
		"drops":                            {agreement.Drop, nil, late, approval.Lapsed, true},
		"forwards":                         {agreement.Forward, nil, late, approval.Released, true},
		"never where a channel could open": {agreement.Forward, []string{"wireless"}, late, approval.Held, true},
	} {
		d := route
		d.Then, d.Channels = c.then, c.channels
		h, moved := approval.Open(d, "d1", area, start).Due(c.at)
		if h.State != c.state || moved != c.moved || h.Alarmed != c.moved {
			t.Errorf("%s: %+v, %v", name, h, moved)
		}
		if _, again := h.Due(c.at.Add(time.Hour)); again && c.moved {
			t.Errorf("%s: the deadline was told twice", name)
		}
	}
	none := route
	none.Deadline = 0
	if _, moved := approval.Open(none, "d1", area, start).Due(start.Add(1000 * time.Hour)); moved {
		t.Error("a hold without a deadline moved")
	}
}

func TestReleaseIsAskedFirst(t *testing.T) {
	h := approval.Open(route, "d1", area, start, approval.Question{Ask: agreement.Release, Of: "mema"})
	if _, err := h.Approve(yes); code(err) != approval.NotAsked {
		t.Fatalf("those who accept answered before the release: %v", err)
	}
	h, err := h.Approve(approval.Ruling{Person: "mema-duty", Party: "mema", Draft: "d1"})
	if err != nil || h.State != approval.Held {
		t.Fatalf("%+v, %v", h, err)
	}
	asked, open := h.Asked()
	if !open || asked != (approval.Question{Ask: agreement.Acceptance, Of: "nb-emo"}) {
		t.Fatalf("asked now: %+v, %v", asked, open)
	}
	h, err = h.Approve(yes)
	if err != nil || h.State != approval.Released {
		t.Fatalf("%+v, %v", h, err)
	}
}

func TestAnApprovalBindsAndNarrows(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*approval.Ruling)
		code   string
	}{
		"another draft":       {func(r *approval.Ruling) { r.Draft = "d0" }, approval.StaleDraft},
		"another party":       {func(r *approval.Ruling) { r.Party = "mema" }, approval.NotAsked},
		"nobody":              {func(r *approval.Ruling) { r.Person = "" }, approval.NoName},
		"more ground":         {func(r *approval.Ruling) { r.Area = []string{"us/me/003"} }, approval.OutsideArea},
		"no ground":           {func(r *approval.Ruling) { r.Area = []string{} }, approval.OutsideArea},
		"a channel not asked": {func(r *approval.Ruling) { r.Channels = []string{"eas"} }, approval.NotOffered},
	} {
		r := yes
		c.change(&r)
		h, err := held().Approve(r)
		if code(err) != c.code || !reflect.DeepEqual(h, held()) {
			t.Errorf("%s: %v, %+v", name, err, h)
		}
	}
	r := yes
	r.Area, r.Channels = []string{"us/me/029"}, []string{"wireless"}
	h, err := held().Approve(r)
	if err != nil || !slices.Equal(h.Area, r.Area) || !slices.Equal(h.Channels, r.Channels) {
		t.Errorf("%+v, %v", h, err)
	}
	if h, _ := held().Approve(yes); !slices.Equal(h.Area, area) || len(h.Channels) != 0 {
		t.Errorf("an approval that narrows nothing: %+v", h)
	}
}

func TestTakeOverKeepsTheDeadlineAndAsksAgain(t *testing.T) {
	h := approval.Open(route, "d1", area, start, approval.Question{Ask: agreement.Release, Of: "mema"})
	h, _ = h.Approve(approval.Ruling{Person: "mema-duty", Party: "mema", Draft: "d1"})
	next := approval.Open(route, "d2", area, start.Add(5*time.Minute), approval.Question{Ask: agreement.Release, Of: "mema"})
	old, taken, err := h.TakeOver(next)
	if err != nil || old.State != approval.Withdrawn || old.Cause != approval.Updated {
		t.Fatalf("%+v, %v", old, err)
	}
	if asked, _ := taken.Asked(); asked.Ask != agreement.Release || !taken.Deadline.Equal(h.Deadline) || taken.Draft != "d2" {
		t.Errorf("taken over: %+v", taken)
	}
	if _, err := taken.Approve(approval.Ruling{Person: "x", Party: "mema", Draft: "d1"}); code(err) != approval.StaleDraft {
		t.Errorf("an answer about the old draft was taken: %v", err)
	}
}

func TestRedraft(t *testing.T) {
	h, err := held().Redraft(approval.Open(route, "d1", area, start.Add(time.Minute)))
	if err != nil || !reflect.DeepEqual(h, held()) {
		t.Errorf("the same draft is nothing new: %+v, %v", h, err)
	}
	alarmed, _ := held().Due(start.Add(time.Hour))
	h, _ = alarmed.Redraft(approval.Open(route, "d2", area, start.Add(time.Hour)))
	if h.Draft != "d2" || !h.Alarmed || !h.Deadline.Equal(held().Deadline) {
		t.Errorf("%+v", h)
	}
}

func base() approval.Shape {
	return approval.Shape{Districts: area, Events: []string{"HMW"}, Urgency: cap.Expected, Severity: cap.Severe,
		Certainty: cap.Likely, Scope: cap.Restricted, Text: "t", Ground: []string{"p"}}
}

func TestWhichUpdatesAreHeld(t *testing.T) {
	changes := map[string]struct {
		change      func(*approval.Shape)
		held, again bool // held on a route that holds; asked about again after a denial
	}{
		"nothing":             {func(s *approval.Shape) {}, false, false},
		"new text and ground": {func(s *approval.Shape) { s.Text, s.Ground = "u", []string{"q"} }, false, false},
		"a district less":     {func(s *approval.Shape) { s.Districts = area[:1] }, false, false},
		"all lower": {func(s *approval.Shape) {
			s.Urgency, s.Severity, s.Certainty, s.Scope = cap.Future, cap.Minor, cap.Unlikely, cap.Private
		}, false, false},
		"same code, other case": {func(s *approval.Shape) { s.Events = []string{"hmw", "HMW"} }, false, false},
		"unknown severity":      {func(s *approval.Shape) { s.Severity = cap.UnknownSeverity }, false, false},
		"a district more":       {func(s *approval.Shape) { s.Districts = append([]string{"us/me/003"}, area...) }, true, true},
		"the whole state":       {func(s *approval.Shape) { s.Districts = []string{"us/me/_"} }, true, true},
		"more severe":           {func(s *approval.Shape) { s.Severity = cap.Extreme }, true, true},
		"more urgent":           {func(s *approval.Shape) { s.Urgency = cap.Immediate }, true, true},
		"more certain":          {func(s *approval.Shape) { s.Certainty = cap.Observed }, true, false},
		"a wider scope":         {func(s *approval.Shape) { s.Scope = cap.Public }, true, false},
		"another event":         {func(s *approval.Shape) { s.Events = []string{"TOR"} }, true, false},
		"no event":              {func(s *approval.Shape) { s.Events = nil }, true, false},
		"a channel":             {func(s *approval.Shape) { s.Channels = []string{"wireless"} }, true, false},
	}
	forward := agreement.Decision{Action: agreement.Forward}
	for name, c := range changes {
		next := base()
		c.change(&next)
		if got, why := approval.ShouldHold(base(), next, route); got != c.held || got != (len(why) > 0) {
			t.Errorf("%s: held %v because of %v", name, got, why)
		}
		if got, _ := approval.ShouldHold(base(), next, forward); got {
			t.Errorf("%s: held on a route that forwards", name)
		}
		if bound := approval.BoundByDenial(base(), next); bound == c.again {
			t.Errorf("%s: bound by the denial: %v", name, bound)
		}
	}
}

func TestOnAnOpenChannelWordsAndGroundAskAgain(t *testing.T) {
	open := base()
	open.Channels = []string{"wireless"}
	for name, c := range map[string]struct {
		change func(*approval.Shape)
		held   bool
	}{
		"nothing":      {func(s *approval.Shape) {}, false},
		"new text":     {func(s *approval.Shape) { s.Text = "u" }, true},
		"more ground":  {func(s *approval.Shape) { s.Ground = []string{"p", "q"} }, true},
		"less ground":  {func(s *approval.Shape) { s.Ground = nil }, false},
		"channel shut": {func(s *approval.Shape) { s.Channels = nil }, false},
	} {
		next := open
		c.change(&next)
		if got, why := approval.ShouldHold(open, next, route); got != c.held {
			t.Errorf("%s: %v %v", name, got, why)
		}
	}
}

func TestPlacesHoldEachOther(t *testing.T) {
	for _, c := range []struct {
		before, after string
		grows         bool
	}{
		{"us/me/_", "us/me/029", false}, {"us/_/_", "us/me/029", false}, {"us/_/_", "us/me/_", false},
		{"us/me/_", "us/mexico/029", true}, {"us/me/029", "us/me/_", true}, {"us/_/_", "ca/nb/1302", true},
		{"_/_/_", "us/me/029", true}, {"_/_/_", "_/_/_", false}, {"us/me/029", "us/me/0291", true},
	} {
		got := !approval.BoundByDenial(approval.Shape{Districts: []string{c.before}}, approval.Shape{Districts: []string{c.after}})
		if got != c.grows {
			t.Errorf("%s to %s: grows %v", c.before, c.after, got)
		}
	}
}

func code(err error) string {
	var r *approval.Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}
