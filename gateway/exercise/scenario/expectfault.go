package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file has what is expected of the gateway itself, and of it while and after something was broken.

// Guarded expects that no route of the exercise leads into an actual lane, and that none opens a public channel.
type Guarded struct{}

// Text says in a line what is expected.
func (Guarded) Text() string {
	return "guard: no exercise route leads to an actual lane, none opens a channel"
}

// LinksUp expects the gateway to report every link up.
type LinksUp struct{}

// Text says in a line what is expected.
func (LinksUp) Text() string { return "links up" }

// NotReady expects the gateway to say by itself that it is not ready, and this as the reason.
type NotReady struct {
	Reason string        `yaml:"@"`
	Within time.Duration `yaml:"within"` // 0 is usual
}

// Text says in a line what is expected.
func (e NotReady) Text() string { return "the gateway says that it is not ready: " + e.Reason }

// ReadyAgain expects it to be ready with every link up, once the cut that this inject began is over.
type ReadyAgain struct {
	Cut time.Duration `yaml:"-"` // how long it lasts
}

// Text says in a line what is expected.
func (ReadyAgain) Text() string { return "it is ready again, and every link is up" }

// SecondWaits expects the second gateway not to act: the embedded broker lets nobody but its owner lead, so it cannot
// see who does, says so, and waits.
type SecondWaits struct{}

// Text says in a line what is expected.
func (SecondWaits) Text() string {
	return "the second one is not let in, says so, and touches nothing"
}

// TrailVerifies expects the audit trail to verify, by the program's own command.
type TrailVerifies struct{}

// Text says in a line what is expected.
func (TrailVerifies) Text() string { return "the trail verifies" }

// DuringCut expects a message in the public tree of a reader while another destination's line is still cut: one cut
// line delays nobody else, and a flood delays no actual warning. How long it took is measured.
type DuringCut struct {
	Message string        `yaml:"@" names:"sent"`
	Reader  string        `yaml:"reader" need:"yes" one:"ca us"`
	As      string        `yaml:"as"` // what the summary calls the message; "" for its name
	Say     string        `yaml:"say"`
	Cut     time.Duration `yaml:"-"` // how long it lasts
}

// Text says in a line what is expected.
func (e DuringCut) Text() string {
	return cmp.Or(e.Say, e.Message+" reaches the "+e.Reader+" tree during the cut")
}

// FirstAfterCut expects a message to be the first thing that a reader is given once its line is mended. How long it
// took is measured.
type FirstAfterCut struct {
	Message string        `yaml:"@" names:"sent"`
	Reader  string        `yaml:"reader" need:"yes" one:"ca us"`
	As      string        `yaml:"as"` // what the summary calls the message; "" for its name
	Say     string        `yaml:"say"`
	Cut     time.Duration `yaml:"-"` // how long it lasts
}

// Text says in a line what is expected.
func (e FirstAfterCut) Text() string {
	return cmp.Or(e.Say, e.Message+" is the first thing in the "+e.Reader+" tree after the cut")
}

// AllArrive expects every report of a flood in a public tree: nothing is lost.
type AllArrive struct {
	Flood  string `yaml:"@" names:"flood"`
	Reader string `yaml:"reader" need:"yes" one:"ca us"`
	Count  int    `yaml:"-"` // of its reports
}

// Text says in a line what is expected.
func (e AllArrive) Text() string {
	return fmt.Sprintf("all %d reports arrive, none is lost", e.Count)
}

// AllReceipted expects every message of a system to have its receipt: the sender may forget it.
type AllReceipted struct {
	System string `yaml:"@" names:"agency"`
}

// Text says in a line what is expected.
func (AllReceipted) Text() string {
	return "every report has its receipt: the sender may forget it"
}

// AllExpire expects every report of some floods to have ended, everywhere, by the clock alone.
type AllExpire struct {
	Floods []string `yaml:"@" names:"flood"`
	Count  int      `yaml:"-"` // of their reports
}

// Text says in a line what is expected.
func (e AllExpire) Text() string {
	return fmt.Sprintf("all %d reports end as expired, on every copy", e.Count)
}

// Resumes expects the gateway to go on by itself after it was killed: a report of a flood that the observer did not
// have when it lost its connection. How long it took is measured.
type Resumes struct {
	Flood  string `yaml:"@" names:"flood"`
	Reader string `yaml:"reader" need:"yes" one:"ca us"`
}

// Text says in a line what is expected.
func (Resumes) Text() string { return "it resumes by itself" }

// SeesOnly expects that the responder who came late was given exactly these at once, and nothing else.
type SeesOnly struct {
	Active map[string][]string `yaml:"@" keys:"lane" names:"sent"` // by lane: the messages that began the chains
	Say    string              `yaml:"say"`
}

// Text says in a line what is expected.
func (e SeesOnly) Text() string {
	return cmp.Or(e.Say, "sees at once, and nothing else: "+strings.Join(e.Chains(), ", "))
}

// Chains lists them: lane, space, name; sorted.
func (e SeesOnly) Chains() []string {
	var out []string
	for lane, names := range e.Active {
		for _, name := range names {
			out = append(out, lane+" "+name)
		}
	}
	slices.Sort(out)
	return out
}
