package profile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bordercast/cap"
)

// Certainty says how a rule is known, and so how hard it may judge.
type Certainty string

// The certainties.
const (
	Read     Certainty = "read"     // the text itself, its schema, or code written from the text and kept by real traffic
	Reported Certainty = "reported" // somebody else's account of the text
	Known    Certainty = "known"    // common knowledge of the trade
)

// Rule is one thing a profile asks.
type Rule struct {
	ID        string    // stable: source and version, clause or element, short name
	Level     cap.Level // "" for a rule that only decides channels
	Certainty Certainty
	From      string    // where it stands, for people
	Asks      string    // what it asks, in one sentence
	Closes    []Channel // channels that a breach closes
	check     func(*checker)
}

// Rules are the rules of a profile, in the order they are checked.
func Rules(which Profile) []Rule { return slices.Clone(rules()[which]) }

// rules are put together once and never change.
var rules = sync.OnceValue(func() map[Profile][]Rule {
	return map[Profile][]Rule{
		IPAWS: slices.Concat(ipawsRules(), guideRules(), usChannelRules(), airRules(), weaRules(), weaHandlingRules()),
		NWS:   slices.Concat(ipawsRules(), nwsRules(), usChannelRules(), airRules(), weaRules()),
		CAPCP: slices.Concat(capcpRules(), capcpAdvice(), minorRules(), soremRules()),
	}
})

// maxFindings bounds the list, as validate.Alert does: whoever must act has read enough by then.
const maxFindings = 200

// checker holds one alert against one rule after another.
type checker struct {
	alert  *cap.Alert
	at     time.Time // zero: what depends on the hour is not judged
	rule   Rule
	told   bool     // the rule has given its reason to its channels
	places []string // the path of each info
	drawn  map[string]*ring
	report Report
}

// place is the path of the n-th info, counted from 0.
func (c *checker) place(n int) string {
	for len(c.places) <= n {
		c.places = append(c.places, "alert/info["+strconv.Itoa(len(c.places)+1)+"]")
	}
	return c.places[n]
}

// say reports that the rule is broken at a place: a finding, or a reason on the channels it closes.
func (c *checker) say(at, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if c.rule.Level != "" {
		c.find(at, text)
	}
	if len(c.rule.Closes) > 0 && !c.told {
		c.told = true // one place is enough to stand in the way
		c.close(fmt.Sprintf("%s: %s (%s)", at, text, c.rule.ID))
	}
}

func (c *checker) find(at, text string) {
	if len(c.report.Findings) < maxFindings {
		c.report.Findings = append(c.report.Findings, cap.Finding{Rule: c.rule.ID, Level: c.rule.Level, Path: at, Text: text})
	}
}

func (c *checker) close(reason string) {
	for n := range c.report.Channels {
		if f := &c.report.Channels[n]; slices.Contains(c.rule.Closes, f.Channel) {
			f.Fit = false
			f.Reasons = append(f.Reasons, reason)
		}
	}
}

// eachInfo makes a check of every info.
func eachInfo(f func(c *checker, at string, i *cap.Info)) func(*checker) {
	return func(c *checker) {
		for n := range c.alert.Infos {
			f(c, c.place(n), &c.alert.Infos[n])
		}
	}
}

// eachArea makes a check of every area.
func eachArea(f func(c *checker, at string, a *cap.Area)) func(*checker) {
	return eachInfo(func(c *checker, at string, i *cap.Info) {
		for n := range i.Areas {
			f(c, at+"/area["+strconv.Itoa(n+1)+"]", &i.Areas[n])
		}
	})
}

// nth is the path of the n-th pair of that element whose name is name, so that a finding points at it.
func nth(at, element, name string, pairs []cap.Pair) string {
	for n, p := range pairs {
		if strings.EqualFold(p.Name, name) {
			return fmt.Sprintf("%s/%s[%d]", at, element, n+1)
		}
	}
	return at
}

// clip shortens what a sender wrote for use in a sentence.
func clip(s string) string {
	s = strings.TrimSpace(s)
	r := []rune(s[:min(len(s), 260)])
	if len(r) > 60 {
		return string(r[:57]) + "…"
	}
	return string(r)
}

func primary(language string) string {
	head, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(language)), "-")
	if head == "" {
		return "en" // CAP 1.2 §3.2.2: absent means en-US
	}
	return head
}
