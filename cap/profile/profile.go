package profile

import (
	"slices"
	"time"

	"bordercast/cap"
)

// Profile names a set of rules on top of CAP.
type Profile string

// The profiles. CAP adds no rule and knows no channel.
const (
	CAP   Profile = "cap"
	CAPCP Profile = "capcp"
	IPAWS Profile = "ipaws"
	NWS   Profile = "nws"
)

// Profiles are all of them, as a command offers them.
func Profiles() []Profile { return []Profile{CAP, CAPCP, IPAWS, NWS} }

// Channel is a way to the public, by the name its own system gives it.
type Channel string

// The channels: four behind IPAWS, two that Canada's flags open.
const (
	EAS       Channel = "EAS"    // radio and television interrupt themselves
	NWEM      Channel = "NWEM"   // NOAA weather radio
	WEA       Channel = "CMAS"   // mobile telephones; BLOCKCHANNEL still calls it by its first name
	Public    Channel = "PUBLIC" // the feed that anyone may read
	Broadcast Channel = "broadcast-immediate"
	Wireless  Channel = "wireless"
)

// Channels are the channels a profile leads to.
func (p Profile) Channels() []Channel {
	switch p {
	case IPAWS, NWS:
		return []Channel{EAS, NWEM, WEA, Public}
	case CAPCP:
		return []Channel{Broadcast, Wireless}
	}
	return nil
}

// Report is what a profile has to say about an alert.
type Report struct {
	Findings []cap.Finding `json:"findings"`
	Channels []Fitness     `json:"channels"`
}

// Fitness says whether a channel would carry the alert. Each reason is one thing that stands in the way, with its
// place and rule.
type Fitness struct {
	Channel Channel  `json:"channel"`
	Fit     bool     `json:"fit"`
	Reasons []string `json:"reasons"`
}

// Check holds an alert against a profile. What depends on the hour is left out: see CheckAt.
func Check(a *cap.Alert, which Profile) Report { return CheckAt(a, which, time.Time{}) }

// CheckAt is Check as of a time: whether the alert is fresh enough to be taken in, and not expired. The zero time
// leaves both out.
func CheckAt(a *cap.Alert, which Profile, at time.Time) Report {
	c := &checker{alert: a, at: at, report: Report{Findings: []cap.Finding{}, Channels: []Fitness{}}}
	for _, ch := range which.Channels() {
		c.report.Channels = append(c.report.Channels, Fitness{Channel: ch, Fit: true, Reasons: []string{}})
	}
	for _, r := range rules()[which] {
		c.rule = r
		c.told = false
		r.check(c)
	}
	if n := c.report.Errors(); n > 0 {
		c.report.Refuse(broken(n))
	}
	return c.report
}

// Faults are the errors and warnings of Check, without its advice and its channels: what a translation asks of its
// drafts.
func Faults(a *cap.Alert, which Profile) []cap.Finding {
	c := &checker{alert: a}
	for _, r := range rules()[which] {
		if r.Level == cap.LevelError || r.Level == cap.LevelWarning {
			c.rule = r
			r.check(c)
		}
	}
	return c.report.Findings
}

func broken(n int) string {
	if n == 1 {
		return "the profile's own rules come first: mend the error above"
	}
	return "the profile's own rules come first: mend the errors above"
}

// Errors is how many findings break the profile. At 0 the alert keeps it.
func (r Report) Errors() int {
	n := 0
	for _, f := range r.Findings {
		if f.Level == cap.LevelError {
			n++
		}
	}
	return n
}

// Refuse closes every channel for one more reason, which comes first.
func (r *Report) Refuse(reason string) {
	for n := range r.Channels {
		f := &r.Channels[n]
		f.Fit = false
		f.Reasons = slices.Insert(f.Reasons, 0, reason)
	}
}
