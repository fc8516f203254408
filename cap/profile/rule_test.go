package profile_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/profile"
)

// outcome is one rule's test: broken must be found, kept must not, and the good alert itself keeps every rule.
type outcome struct {
	rule         string
	profile      profile.Profile
	broken, kept func(*cap.Alert)
}

// judged is when the channels are asked: two minutes after the fictional alerts were sent.
var judged = time.Date(2026, 3, 5, 15, 22, 0, 0, time.UTC)

// TestGood: the good alerts keep every rule of their profile, and the channels take them.
func TestGood(t *testing.T) {
	for _, p := range []profile.Profile{profile.IPAWS, profile.NWS, profile.CAPCP} {
		r := profile.CheckAt(good(p), p, judged)
		for _, f := range r.Findings {
			t.Errorf("%s: %s", p, f)
		}
		for _, c := range r.Channels {
			if blocked := p == profile.NWS && c.Channel == profile.NWEM; c.Fit == blocked {
				t.Errorf("%s: %s is fit: %t, %q", p, c.Channel, c.Fit, c.Reasons)
			}
		}
	}
}

// TestRules tries both outcomes of every rule of every profile; a rule without a case fails.
func TestRules(t *testing.T) {
	tried := map[string]bool{}
	for _, o := range outcomes() {
		t.Run(string(o.profile)+" "+o.rule, func(t *testing.T) {
			tried[string(o.profile)+o.rule] = true
			o.try(t)
		})
	}
	for _, p := range profile.Profiles() {
		for _, r := range profile.Rules(p) {
			if !tried[string(profile.IPAWS)+r.ID] && !tried[string(p)+r.ID] {
				t.Errorf("%s: %s has no test", p, r.ID)
			}
		}
	}
}

func (o outcome) try(t *testing.T) {
	rules := profile.Rules(o.profile)
	n := slices.IndexFunc(rules, func(r profile.Rule) bool { return r.ID == o.rule })
	if n < 0 {
		t.Fatal("no such rule")
	}
	a := good(o.profile)
	o.broken(a)
	o.found(t, rules[n], profile.CheckAt(a, o.profile, judged))
	a = good(o.profile)
	if o.kept != nil {
		o.kept(a)
	}
	if r := profile.CheckAt(a, o.profile, judged); says(r, o.rule) != 0 || closed(r, o.rule) != nil {
		t.Errorf("it is found where it is kept: %v", r)
	}
}

// found wants the finding with its level, or exactly the rule's channels closed.
func (o outcome) found(t *testing.T, rule profile.Rule, r profile.Report) {
	t.Helper()
	if want := rule.Level != ""; (says(r, o.rule) > 0) != want {
		t.Errorf("finding %t, want %t: %v", !want, want, r.Findings)
	}
	for _, f := range r.Findings {
		if f.Rule == o.rule && (f.Level != rule.Level || !strings.HasPrefix(f.Path, "alert") || len(f.Text) < 20) {
			t.Errorf("the finding is %+v", f)
		}
	}
	if got := closed(r, o.rule); !slices.Equal(got, rule.Closes) {
		t.Errorf("it closes %v, want %v", got, rule.Closes)
	}
	for _, c := range r.Channels {
		if (rule.Level == cap.LevelError || slices.Contains(rule.Closes, c.Channel)) && c.Fit {
			t.Errorf("%s is still fit", c.Channel)
		}
	}
}

func says(r profile.Report, rule string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Rule == rule {
			n++
		}
	}
	return n
}

func closed(r profile.Report, rule string) []profile.Channel {
	var list []profile.Channel
	for _, c := range r.Channels {
		if slices.ContainsFunc(c.Reasons, func(s string) bool { return strings.HasSuffix(s, "("+rule+")") }) {
			list = append(list, c.Channel)
		}
	}
	return list
}

// TestCertainty: a rule known at second hand is no error, and each names its source.
func TestCertainty(t *testing.T) {
	for _, p := range profile.Profiles() {
		seen := map[string]bool{}
		for _, r := range profile.Rules(p) {
			switch {
			case seen[r.ID]:
				t.Errorf("%s stands twice", r.ID)
			case r.Level == cap.LevelError && r.Certainty != profile.Read:
				t.Errorf("%s is an error and only %s", r.ID, r.Certainty)
			case r.From == "" || !strings.HasSuffix(r.Asks, "."):
				t.Errorf("%s: from %q, asks %q", r.ID, r.From, r.Asks)
			case (r.Level == "") == (len(r.Closes) == 0):
				t.Errorf("%s gives a finding or closes channels, one of the two", r.ID)
			}
			seen[r.ID] = true
		}
	}
}

// TestWithoutHour: without a time nothing is said of freshness.
func TestWithoutHour(t *testing.T) {
	a := good(profile.IPAWS)
	a.Sent = at("2016-03-05T10:20:00-05:00")
	infos(func(i *cap.Info) { i.Expires, i.Effective = at("2016-03-05T11:20:00-05:00"), a.Sent })(a)
	for _, c := range profile.Check(a, profile.IPAWS).Channels {
		if !c.Fit {
			t.Errorf("%s: %q", c.Channel, c.Reasons)
		}
	}
	for _, c := range profile.CheckAt(a, profile.IPAWS, judged).Channels {
		if c.Fit {
			t.Errorf("%s takes what is ten years old", c.Channel)
		}
	}
}

// TestCAP: plain CAP adds nothing and leads nowhere.
func TestCAP(t *testing.T) {
	if r := profile.Check(&cap.Alert{}, profile.CAP); len(r.Findings)+len(r.Channels) > 0 {
		t.Errorf("%+v", r)
	}
}

// TestBounded: a hostile alert costs no endless list, and keeps its error.
func TestBounded(t *testing.T) {
	a := good(profile.CAPCP)
	for n := range 5000 {
		a.Infos = append(a.Infos, cap.Info{Language: "x" + strconv.Itoa(n)})
	}
	if r := profile.Check(a, profile.CAPCP); len(r.Findings) > 200 || r.Errors() == 0 || r.Channels[0].Fit {
		t.Errorf("%d findings, %d errors", len(r.Findings), r.Errors())
	}
}
