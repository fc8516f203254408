package offline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"bordercast/cap/translate"
	"bordercast/gateway/command/cli"
)

// schemaFlag writes the schema of the report and ends, as --help does.
type schemaFlag bool

// BeforeReset is called by the parser before anything required is missed.
func (schemaFlag) BeforeReset(app *kong.Kong) error {
	if _, err := app.Stdout.Write(translate.ReportSchema()); err != nil {
		return err
	}
	app.Exit(0)
	return nil
}

// report writes the report where it was asked for. A person who asked for none reads in a line what there is.
func (c Translate) report(e *cli.Env, drafts []translate.Draft) error {
	if c.Lang != "" {
		c.Report = cmp.Or(c.Report, "-")
	}
	switch {
	case c.Report == "" && e.Live:
		for _, d := range drafts {
			e.Sayf("part %d: level %s, %s: see --report - for what was changed\n", d.Part, cmp.Or(string(d.Level), "none"),
				cmp.Or(string(d.Reach), "no reach"))
		}
		return nil
	case c.Report == "":
		return nil
	case c.Report == "-" && c.Out != "":
		return c.reports(e.Out, drafts, e.Prose)
	case c.Report == "-":
		return c.reports(e.Err, drafts, e.Live)
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return err
	}
	if err := c.reports(f, drafts, term.IsTerminal(int(f.Fd()))); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// reports writes all parts' reports: a note for a person, in the language they asked for, and one JSON array for a
// program. Who names a language is a person.
func (c Translate) reports(to io.Writer, drafts []translate.Draft, person bool) error {
	var all []translate.Report
	for _, d := range drafts {
		all = append(all, d.Report)
	}
	if person || c.Lang != "" {
		_, err := fmt.Fprint(to, cli.PlainLines(translate.Note(all, c.Lang == "fr")))
		return err
	}
	line := []byte{'['}
	for n := range all {
		if n > 0 {
			line = append(line, ',')
		}
		line = all[n].AppendJSON(line)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, append(line, ']', '\n'), "", "  "); err != nil {
		return fmt.Errorf("the report is no JSON, which is a fault of this program: %w", err)
	}
	_, err := out.WriteTo(to)
	return err
}
