package approval_test

import (
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
)

func base() approval.Shape {
	return approval.Shape{Districts: area, Events: []string{"HMW"}, Urgency: cap.Expected, Severity: cap.Severe,
		Certainty: cap.Likely, Scope: cap.Restricted, Text: "t", Ground: []string{"p"}}
}

var changes = map[string]struct {
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
	"a district more": {func(s *approval.Shape) { s.Districts = append([]string{"us/me/003"}, area...) }, true,
		true},
	"the whole state": {func(s *approval.Shape) { s.Districts = []string{"us/me/_"} }, true, true},
	"more severe":     {func(s *approval.Shape) { s.Severity = cap.Extreme }, true, true},
	"more urgent":     {func(s *approval.Shape) { s.Urgency = cap.Immediate }, true, true},
	"more certain":    {func(s *approval.Shape) { s.Certainty = cap.Observed }, true, false},
	"a wider scope":   {func(s *approval.Shape) { s.Scope = cap.Public }, true, false},
	"another event":   {func(s *approval.Shape) { s.Events = []string{"TOR"} }, true, false},
	"no event":        {func(s *approval.Shape) { s.Events = nil }, true, false},
	"a channel":       {func(s *approval.Shape) { s.Channels = []string{"wireless"} }, true, false},
}

func TestWhichUpdatesAreHeld(t *testing.T) {
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
		got := !approval.BoundByDenial(approval.Shape{Districts: []string{c.before}},
			approval.Shape{Districts: []string{c.after}})
		if got != c.grows {
			t.Errorf("%s to %s: grows %v", c.before, c.after, got)
		}
	}
}

// A draft for a whole state may be approved for one district of it, which is less than the draft.
func TestAStateIsNarrowedToADistrict(t *testing.T) {
	hold := approval.Open(agreement.Decision{}, "", []string{"us/me/_"}, time.Now(),
		approval.Question{Ask: agreement.Release, Of: "maine"})
	if err := hold.Admits([]string{"us/me/029"}, nil); err != nil {
		t.Error(err)
	}
	if err := hold.Admits([]string{"us/nh/007"}, nil); err == nil {
		t.Error("a district of another state is admitted")
	}
	for _, c := range []struct {
		area, districts []string
		want            bool
	}{
		{[]string{"us/me/029"}, []string{"us/me/_"}, true}, {[]string{"us/me/_"}, []string{"us/me/_"}, false},
		{[]string{"us/me/029"}, []string{"us/me/029", "us/me/003"}, true}, {[]string{"us/me/003", "us/me/029"},
			[]string{"us/me/029", "us/me/003"}, false},
	} {
		if got := approval.Narrower(c.area, c.districts); got != c.want {
			t.Errorf("%v of %v: narrower %v", c.area, c.districts, got)
		}
	}
}
