package offline

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
	"bordercast/cap/validate"
	"bordercast/cap/xmltree"
	"bordercast/gateway/command/cli"
)

// Validate is `bordercast validate`: alerts held against CAP and the profiles.
type Validate struct {
	Files   []string        `arg:"" name:"file" help:"Alerts; - for standard input."`
	Profile profile.Profile `enum:"cap,capcp,ipaws,nws" default:"cap" help:"What to check against beside CAP: ${enum}."`
	At      string          `placeholder:"TIME" help:"Also judge whether the channels would find the alert fresh at this time; now is the present."`
	JSON    bool            `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (Validate) Help() string {
	return `Each alert is checked by the schema and the prose of the CAP version it was written in: 1.0, 1.1 or 1.2.
Warnings and advice do not make an alert invalid.

With --profile the rules of Canada's profile (capcp), of the United States' (ipaws) or of their weather service (nws)
are checked too. For each public channel the answer says whether the alert would be fit for it, and what stands in the
way. docs/profiles.md lists the rules. Nothing is sent anywhere.

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
func (c Validate) Run(e *cli.Env) error {
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
			printValidity(e, v)
		}
	}
	if c.JSON {
		if err := e.JSON(all); err != nil {
			return err
		}
	}
	return cli.Said(worst)
}

// at is the time to judge freshness by; zero when nobody asked.
func (c Validate) at(e *cli.Env) (time.Time, error) {
	switch c.At {
	case "":
		return time.Time{}, nil
	case "now":
		return e.Clock.Now(), nil
	}
	at, err := time.Parse(time.RFC3339, c.At)
	if err != nil {
		return at, fmt.Errorf("--at %q is no time: write now, or a time like 2026-03-05T09:20:00-05:00", c.At)
	}
	return at, nil
}

func (c Validate) one(e *cli.Env, file string, at time.Time, atlas *geo.Atlas) validity {
	v := validity{File: file, Findings: []cap.Finding{}}
	b, err := e.Read(file)
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
	v.Findings = append(v.Findings, validate.Alert(doc, alert)...)
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

// printValidity prints one file.
func printValidity(e *cli.Env, v validity) {
	switch {
	case v.code == 2:
		e.Sayf("bordercast: %s\n", cli.Plain(v.Text))
		return
	case v.Refused != "":
		e.Printf("%s: %s (%s)\n", v.File, e.Paint(cli.Red, "no alert"), v.Refused)
		e.Finding("  ", "error", v.Line, "document", v.Text, v.Refused)
		return
	}
	e.Printf("%s: %s", v.File, printVerdict(e, v))
	if n := len(v.Findings); n > 0 {
		e.Printf(", %s", cli.Count(n, "finding"))
	}
	e.Printf("\n")
	for _, f := range v.Findings {
		e.Finding("  ", string(f.Level), f.Line, f.Path, f.Text, f.Rule)
	}
	printChannels(e, v)
}

// printVerdict says what the alert is by CAP, and by the profile if one was asked for.
func printVerdict(e *cli.Env, v validity) string {
	word := e.Paint(cli.Green, "valid")
	if v.faults > 0 {
		word = e.Paint(cli.Red, "invalid")
	}
	word += " CAP " + string(v.Version)
	switch {
	case v.Profile == "":
	case errorsIn(v.Findings) > v.faults:
		word += ", " + e.Paint(cli.Red, "breaks") + " profile " + string(v.Profile)
	default:
		word += ", " + e.Paint(cli.Green, "keeps") + " profile " + string(v.Profile)
	}
	return word
}

// printChannels says which channels would carry the alert, and what is in the way of the others.
func printChannels(e *cli.Env, v validity) {
	for _, c := range v.Channels {
		if c.Fit {
			e.Printf("  %s: %s\n", c.Channel, e.Paint(cli.Green, "fit"))
			continue
		}
		e.Printf("  %s: %s, for %s\n", c.Channel, e.Paint(cli.Yellow, "not fit"), cli.Count(len(c.Reasons), "reason"))
		for _, reason := range c.Reasons {
			e.Printf("    %s\n", cli.Plain(reason))
		}
	}
	if len(v.Channels) > 0 && v.At == nil {
		e.Printf("  whether it is fresh was not judged: see --at\n")
	}
}
