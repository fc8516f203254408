package command

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/limits"
	"bordercast/cap/profile"
	"bordercast/cap/translate"
	"bordercast/cap/xmltree"
)

type validateCmd struct {
	Files   []string        `arg:"" name:"file" help:"Alerts; - for standard input."`
	Profile profile.Profile `enum:"cap,capcp,ipaws,nws" default:"cap" help:"What to check against beside CAP: ${enum}."`
	At      string          `placeholder:"TIME" help:"Also judge whether the channels would find the alert fresh at this time; now is the present."`
	JSON    bool            `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (validateCmd) Help() string {
	return `Each alert is checked by the schema and the prose of the CAP version it was written in: 1.0, 1.1 or 1.2. Warnings and advice do not make an alert invalid.

With --profile the rules of Canada's profile (capcp), of the United States' (ipaws) or of their weather service (nws) are checked too. For each public channel the answer says whether the alert would be fit for it, and what stands in the way. docs/profiles.md lists the rules. Nothing is sent anywhere.

    bordercast validate alert.xml
    bordercast validate --profile ipaws --at now us.xml
    bordercast validate --json *.xml | jq '.[] | select(.valid | not) | .file'

Exit codes: 0 no errors, 1 an error in at least one file, 2 a file could not be read.`
}

// validity is the JSON of one file.
type validity struct {
	File     string            `json:"file"`
	Valid    bool              `json:"valid"`
	Version  cap.Version       `json:"version,omitempty"`
	Profile  profile.Profile   `json:"profile,omitempty"`
	Alert    string            `json:"alert,omitempty"` // token
	Sender   string            `json:"sender,omitempty"`
	Ident    string            `json:"identifier,omitempty"`
	Refused  string            `json:"refused,omitempty"` // reason code of what is no alert at all
	Line     int               `json:"line,omitempty"`
	Text     string            `json:"text,omitempty"`
	Findings []cap.Finding     `json:"findings"`
	Channels []profile.Fitness `json:"channels,omitempty"` // of the profile
	At       *time.Time        `json:"at,omitempty"`       // when freshness was judged; absent: it was not
	faults   int               // errors of CAP itself
	code     int
}

// Run checks every file and gives the worst code.
func (c validateCmd) Run(e *env) error {
	at, err := c.at(e)
	if err != nil {
		return err
	}
	atlas, err := geo.Load()
	if err != nil {
		return err
	}
	var all []validity
	worst := 0
	for _, file := range c.Files {
		v := c.one(e, file, at, atlas)
		worst = max(worst, v.code)
		all = append(all, v)
		if !c.JSON {
			e.validity(v)
		}
	}
	if c.JSON {
		if err := e.json(all); err != nil {
			return err
		}
	}
	return said(worst)
}

// at is the time to judge freshness by; zero when nobody asked.
func (c validateCmd) at(e *env) (time.Time, error) {
	switch c.At {
	case "":
		return time.Time{}, nil
	case "now":
		return e.clock.Now(), nil
	}
	at, err := time.Parse(time.RFC3339, c.At)
	if err != nil {
		return at, fmt.Errorf("--at %q is no time: write now, or a time like 2026-03-05T09:20:00-05:00", c.At)
	}
	return at, nil
}

func (c validateCmd) one(e *env, file string, at time.Time, atlas *geo.Atlas) validity {
	v := validity{File: file, Findings: []cap.Finding{}}
	b, err := e.read(file)
	if err != nil {
		v.code, v.Text = 2, err.Error()
		return v
	}
	alert, doc, err := cap.Read(b)
	if err != nil {
		v.code = 1
		v.Refused, v.Line, v.Text = refusal(err)
		return v
	}
	v.Version, v.Sender, v.Ident, v.Alert = alert.Version, alert.Sender, alert.Identifier, alert.Identity().Token()
	v.Findings = append(v.Findings, cap.Validate(doc, alert)...)
	v.faults = errorsIn(v.Findings)
	v.place(doc, alert, atlas)
	if c.Profile != profile.CAP {
		v.judge(doc, alert, c.Profile, at)
	}
	if v.Valid = errorsIn(v.Findings) == 0; !v.Valid {
		v.code = 1
	}
	return v
}

// place adds what the built-in map says.
func (v *validity) place(doc *xmltree.Document, alert *cap.Alert, atlas *geo.Atlas) {
	kept, cuts := limits.Default().Apply(atlas, alert)
	found := translate.Survey(atlas, kept, cuts...).Findings(kept)
	profile.Locate(doc, found)
	v.Findings = append(v.Findings, found...)
	slices.SortStableFunc(v.Findings, func(a, b cap.Finding) int { return a.Line - b.Line })
}

// judge adds what a profile says. No channel takes what is no valid CAP.
func (v *validity) judge(doc *xmltree.Document, alert *cap.Alert, which profile.Profile, at time.Time) {
	report := profile.CheckAt(alert, which, at)
	profile.Locate(doc, report.Findings)
	if v.faults > 0 {
		report.Refuse("it is no valid CAP: mend that first")
	}
	v.Profile, v.Channels = which, report.Channels
	v.Findings = append(v.Findings, report.Findings...)
	slices.SortStableFunc(v.Findings, func(a, b cap.Finding) int { return a.Line - b.Line })
	if !at.IsZero() {
		v.At = &at
	}
}

func errorsIn(found []cap.Finding) int {
	n := 0
	for _, f := range found {
		if f.Level == cap.LevelError {
			n++
		}
	}
	return n
}

// refusal takes apart why bytes are no alert.
func refusal(err error) (code string, line int, text string) {
	var r *xmltree.Refusal
	if errors.As(err, &r) {
		return r.Code, r.Line, r.Text
	}
	return "unreadable", 0, err.Error()
}

// validity prints one file.
func (e *env) validity(v validity) {
	switch {
	case v.code == 2:
		e.sayf("bordercast: %s\n", plain(v.Text))
		return
	case v.Refused != "":
		e.printf("%s: %s (%s)\n", v.File, e.paint(red, "no alert"), v.Refused)
		e.finding("  ", "error", v.Line, "document", v.Text, v.Refused)
		return
	}
	e.printf("%s: %s", v.File, e.verdict(v))
	if n := len(v.Findings); n > 0 {
		e.printf(", %s", count(n, "finding"))
	}
	e.printf("\n")
	for _, f := range v.Findings {
		e.finding("  ", string(f.Level), f.Line, f.Path, f.Text, f.Rule)
	}
	e.channels(v)
}

// verdict says what the alert is by CAP, and by the profile if one was asked for.
func (e *env) verdict(v validity) string {
	word := e.paint(green, "valid")
	if v.faults > 0 {
		word = e.paint(red, "invalid")
	}
	word += " CAP " + string(v.Version)
	switch {
	case v.Profile == "":
	case errorsIn(v.Findings) > v.faults:
		word += ", " + e.paint(red, "breaks") + " profile " + string(v.Profile)
	default:
		word += ", " + e.paint(green, "keeps") + " profile " + string(v.Profile)
	}
	return word
}

// channels says which channels would carry the alert, and what stands in the way of the others.
func (e *env) channels(v validity) {
	for _, c := range v.Channels {
		if c.Fit {
			e.printf("  %s: %s\n", c.Channel, e.paint(green, "fit"))
			continue
		}
		e.printf("  %s: %s, for %s\n", c.Channel, e.paint(yellow, "not fit"), count(len(c.Reasons), "reason"))
		for _, reason := range c.Reasons {
			e.printf("    %s\n", plain(reason))
		}
	}
	if len(v.Channels) > 0 && v.At == nil {
		e.printf("  whether it is fresh was not judged: see --at\n")
	}
}
