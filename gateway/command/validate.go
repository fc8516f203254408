package command

import (
	"errors"

	"bordercast/cap"
	"bordercast/cap/xmltree"
)

type validateCmd struct {
	Files   []string `arg:"" name:"file" help:"Alerts; - for standard input."`
	Profile string   `enum:"cap" default:"cap" help:"What to check against: ${enum}."`
	JSON    bool     `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (validateCmd) Help() string {
	return `Each alert is checked by the schema and the prose of the CAP version it was written in: 1.0, 1.1 or 1.2. Warnings and advice do not make an alert invalid.

    bordercast validate alert.xml
    bordercast validate --json *.xml | jq '.[] | select(.valid | not) | .file'

Exit codes: 0 no errors, 1 an error in at least one file, 2 a file could not be read.`
}

// validity is the JSON of one file.
type validity struct {
	File     string        `json:"file"`
	Valid    bool          `json:"valid"`
	Version  cap.Version   `json:"version,omitempty"`
	Alert    string        `json:"alert,omitempty"` // token
	Sender   string        `json:"sender,omitempty"`
	Ident    string        `json:"identifier,omitempty"`
	Refused  string        `json:"refused,omitempty"` // reason code of what is no alert at all
	Line     int           `json:"line,omitempty"`
	Text     string        `json:"text,omitempty"`
	Findings []cap.Finding `json:"findings"`
	code     int
}

// Run checks every file and gives the worst code.
func (c validateCmd) Run(e *env) error {
	var all []validity
	worst := 0
	for _, file := range c.Files {
		v := c.one(e, file)
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

func (c validateCmd) one(e *env, file string) validity {
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
	v.Valid = true
	for _, f := range cap.Validate(doc, alert) {
		v.Findings = append(v.Findings, f)
		if f.Level == cap.LevelError {
			v.Valid, v.code = false, 1
		}
	}
	return v
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
	word := e.paint(green, "valid")
	if !v.Valid {
		word = e.paint(red, "invalid")
	}
	e.printf("%s: %s CAP %s", v.File, word, v.Version)
	if n := len(v.Findings); n > 0 {
		e.printf(", %s", count(n, "finding"))
	}
	e.printf("\n")
	for _, f := range v.Findings {
		e.finding("  ", string(f.Level), f.Line, f.Path, f.Text, f.Rule)
	}
}
