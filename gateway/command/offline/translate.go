package offline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bordercast/cap"
	"bordercast/cap/limits"
	"bordercast/cap/translate"
	"bordercast/cap/validate"
	"bordercast/gateway/command/cli"
)

// Translate is `bordercast translate`: an alert in the other side's profile.
type Translate struct {
	File   string   `arg:"" help:"The alert; - for standard input."`
	To     cap.Side `required:"" enum:"us,ca" help:"Whose profile and language: ${enum}."`
	At     string   `placeholder:"TIME" help:"When it is translated, which becomes its sent, as 2026-03-05T09:20:00-05:00 (default: the alert's own sent)."`
	Out    string   `type:"path" placeholder:"DIR" help:"Write each part to a file of its own here, and files that rode inside the alert beside them."`
	Report string   `placeholder:"FILE" help:"Write what was carried, changed, composed, defaulted, added and dropped here; - for beside the alerts."`
	Lang   string   `enum:"en,fr," default:"" placeholder:"en|fr" help:"Write the report as a note to a person, in this language (default: English on a terminal, JSON elsewhere)."`
	Allow  []string `placeholder:"ELEMENT" help:"An element of a Restricted or Private alert that may cross; may be repeated."`
	Config string   `env:"BORDERCAST_CONFIG" placeholder:"FILE" help:"Configuration of the gateway to translate as."`

	ReportSchema schemaFlag `help:"Write the JSON Schema of the report, and nothing else."`
}

// Help has the examples.
func (Translate) Help() string {
	return `Without a gateway there is no ledger of what was sent before: the message type is kept, and references become
those this command would have given. An alert may become several, one for each event and group of areas; they are
written one after another, unsigned. The report is a note to a colleague on a terminal, or where --lang is given, and
JSON otherwise; with - it goes beside the alerts: to standard error, or to standard output with --out.

    bordercast translate --to us nb.xml > us.xml
    bordercast translate --to ca --report - maine.xml > ca.xml
    bordercast translate --to us --out parts --report report.json nb.xml
    bordercast translate --to ca --report - --lang fr maine.xml > ca.xml
    bordercast translate --report-schema

Exit codes: 0 it was translated, to whatever level, 1 it cannot be, 2 a file could not be read or written.`
}

// Run translates one alert.
func (c Translate) Run(e *cli.Env) error {
	bytes, err := e.Read(c.File)
	if err != nil {
		return err
	}
	request, err := c.request(bytes)
	if err != nil {
		return err
	}
	drafts, err := translate.Translate(request)
	var unusable *translate.Unusable
	switch {
	case errors.As(err, &unusable):
		return cli.Wrong(fmt.Errorf("%s cannot be translated (%s): %s", c.File, unusable.Code, unusable.Text))
	case err != nil:
		return err
	}
	if err := c.write(e, drafts); err != nil {
		return err
	}
	return c.report(e, drafts)
}

// request is the question put to the translator.
func (c Translate) request(bytes []byte) (translate.Request, error) {
	alert, doc, err := cap.Read(bytes)
	if err != nil {
		return translate.Request{}, cli.Wrong(fmt.Errorf("%s is no alert that can be read: %w", c.File, err))
	}
	if twice := validate.Twice(doc, alert); !validate.ProseTwice(twice) {
		return translate.Request{}, cli.Wrong(fmt.Errorf("%s cannot be translated (%s): line %d: %s", c.File,
			validate.ElementTwice, twice[0].Line, twice[0].Text))
	}
	cfg, events, err := eventTable(c.Config)
	if err != nil {
		return translate.Request{}, err
	}
	atlas, err := cli.Place{Config: c.Config}.Atlas()
	if err != nil {
		return translate.Request{}, err
	}
	sum := sha256.Sum256(bytes)
	kept, cuts := limits.Default().Apply(atlas, alert)
	r := translate.Request{Alert: kept, Ground: translate.Survey(atlas, kept, cuts...), To: c.To,
		Gateway: cfg.Gateway.Name, Sender: cfg.Gateway.Sender, Stateless: true, Events: events, Atlas: atlas,
		Allow: c.Allow, OriginalSHA: hex.EncodeToString(sum[:])}
	if c.At != "" {
		if r.At, err = time.Parse(time.RFC3339, c.At); err != nil {
			return r, fmt.Errorf("--at %q is no time: write it as 2026-03-05T09:20:00-05:00", c.At)
		}
	}
	return r, nil
}

// write puts the parts on standard output, one after another with a newline between, or into files. Each ends in
// that newline.
func (c Translate) write(e *cli.Env, drafts []translate.Draft) error {
	for _, d := range drafts {
		if d.Alert == nil {
			continue // the report says that only an end notice would be sent
		}
		if c.Out != "" {
			if err := c.save(e, d); err != nil {
				return err
			}
			continue
		}
		if _, err := e.Out.Write(d.Alert.Encode()); err != nil {
			return err
		}
	}
	return nil
}

// save writes one part and what rode inside it. The names are the translator's own: an identifier it derived, and
// hashes.
func (c Translate) save(e *cli.Env, d translate.Draft) error {
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	files := map[string][]byte{d.Alert.Identifier + ".xml": d.Alert.Encode()}
	for _, r := range d.Resources {
		files[r.SHA256] = r.Bytes
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(c.Out, name), content, 0o644); err != nil {
			return err
		}
	}
	e.Sayf("wrote %s\n", filepath.Join(c.Out, d.Alert.Identifier+".xml"))
	return nil
}
