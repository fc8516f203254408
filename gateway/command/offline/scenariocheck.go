package offline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/command/cli"
	"bordercast/gateway/exercise/dryplay"
	"bordercast/gateway/exercise/scenario"
)

// ScenarioCheck is `bordercast scenario check`: all that is wrong with a scenario, and what would come of it.
type ScenarioCheck struct {
	cli.ScenarioArg
	JSON bool `name:"json" help:"Answer for programs: an inject a line."`
}

// Help has the examples.
func (ScenarioCheck) Help() string {
	return `Reads the scenario and its configuration as replay would, and says everything that is wrong, with the line and
what to do. Where nothing is wrong it plays the scenario dry, in about a second: on a gateway in memory, without a broker, a
link or a process, on the script's own clock. It says of every message what crosses, is held or is dropped, by which
route and why, and which expectations can never hold.

    bordercast scenario check flood-watch.yaml
    bordercast scenario check flood-watch.yaml --json

What only a real play shows is not tried: cut lines, kills, second gateways, how long things take, receipts on the
wire. An expectation of those is not judged.

Exit codes: 0 nothing is wrong, 1 the file is wrong or an expectation can never hold, 2 it could not be read.`
}

// Run checks.
func (c ScenarioCheck) Run(ctx context.Context, e *cli.Env) error {
	s, err := c.Open(e)
	if err != nil {
		return err
	}
	o := dryOutput{env: e, file: c.Scenario}
	if !c.JSON {
		o.opening(s)
	}
	if o.calendar, err = s.Calendar(e.Clock.Now()); err != nil {
		return err
	}
	err = dryplay.Play(ctx, s, e.Clock.Now(), func(i dryplay.Inject) {
		o.count(i)
		if c.JSON {
			_ = e.JSONLine(o.forPrograms(i))
			return
		}
		o.inject(i)
	})
	if err != nil {
		return err
	}
	if !c.JSON {
		o.summary()
	}
	if len(o.never) > 0 {
		return cli.Said(1)
	}
	return nil
}

// dryOutput writes what a dry play found.
type dryOutput struct {
	env      *cli.Env
	file     string
	calendar scenario.Calendar
	scene    string // whose heading was written last
	day      int
	holds    int
	never    []string // sentences
	not      int
}

func (o *dryOutput) opening(s scenario.Scenario) {
	expected, played := 0, 0
	for _, scene := range s.Scenes {
		for _, i := range scene.Injects {
			played++
			expected += len(i.Expect)
		}
	}
	o.env.Printf("%s can be played: %s, %s, %s.\n", s.Name, cli.Count(s.Last(), "scene"), cli.Count(played, "inject"),
		cli.Count(expected, "expectation"))
	o.env.PrintProse("Played dry, this comes of it. Not tried dry: cut lines, kills, second gateways, how long things " +
		"take, receipts on the wire.")
}

// count adds an inject to the sums.
func (o *dryOutput) count(i dryplay.Inject) {
	for _, j := range i.Judged {
		switch j.Verdict {
		case dryplay.Holds:
			o.holds++
		case dryplay.NotJudged:
			o.not++
		case dryplay.Never:
			o.never = append(o.never, fmt.Sprintf("%s:%d: inject %s: this can never hold: %s: %s.", cli.Plain(o.file),
				j.Line, i.Inject.ID, sentence(j.Text), sentence(j.Why)))
		}
	}
}

// sentence is without its end.
func sentence(text string) string { return strings.TrimRight(cli.Plain(text), ". ") }

func (o *dryOutput) inject(i dryplay.Inject) {
	if heading := strings.TrimSpace(number(i.Scene.No) + "  " + i.Scene.Title); heading != o.scene {
		if i.Inject.At.Day != o.day {
			heading += fmt.Sprintf(" (day %d)", i.Inject.At.Day)
			o.day = i.Inject.At.Day
		}
		o.env.Title(cli.Plain(heading))
		o.scene = strings.TrimSpace(number(i.Scene.No) + "  " + i.Scene.Title)
	}
	o.env.PrintProse(cli.Plain(fmt.Sprintf("%s %s: %s", o.calendar.Both(o.calendar.At(i.Inject.At)), i.Inject.Who,
		i.Inject.Does)))
	for _, text := range i.Untried {
		o.env.PrintProseIndented("  ", "not tried dry: "+cli.Plain(text))
	}
	if i.Failed != "" {
		o.env.PrintProseIndented("  ", o.env.Paint(cli.Red, "the move cannot be made:")+" "+sentence(i.Failed))
	}
	for _, line := range outcomeLines(i.Outcomes) {
		o.env.PrintProseIndented("  ", cli.Plain(line))
	}
	for _, j := range i.Judged {
		switch j.Verdict {
		case dryplay.Never:
			o.env.PrintProseIndented("  ", fmt.Sprintf("%s line %d: %s: %s", o.env.Paint(cli.Red, "can never hold,"), j.Line,
				cli.Plain(j.Text), sentence(j.Why)))
		case dryplay.NotJudged:
			o.env.PrintProseIndented("  ", fmt.Sprintf("not judged, line %d: %s: %s", j.Line, cli.Plain(j.Text),
				sentence(j.Why)))
		}
	}
}

// outcomeLines tell in a line each what becomes of a message, with all destinations where it fares alike.
func outcomeLines(all []dryplay.Outcome) (lines []string) {
	where := map[dryplay.Outcome][]string{}
	var order []dryplay.Outcome
	for _, one := range all {
		like := one
		like.Destination = ""
		if where[like] == nil {
			order = append(order, like)
		}
		where[like] = append(where[like], one.Destination)
	}
	for _, like := range order {
		lines = append(lines, outcomeLine(like, slices.DeleteFunc(where[like], func(d string) bool { return d == "" })))
	}
	return lines
}

func outcomeLine(like dryplay.Outcome, to []string) string {
	line := like.Message
	if like.Count > 1 {
		line = fmt.Sprintf("%d of %s", like.Count, like.Message)
	}
	if like.Event != "" {
		line += ", event " + like.Event
	}
	line += " " + map[dryplay.Word]string{dryplay.Crosses: "would cross", dryplay.Held: "would be held",
		dryplay.Dropped: "would be dropped", dryplay.Waits: "would wait, for no draft can be made of it",
		dryplay.Quarantined: "would be quarantined", dryplay.Duplicate: "would be a duplicate: nothing follows",
		dryplay.Kept: "would be noted, and sent to nobody"}[like.Outcome]
	if len(to) > 0 {
		line += " for " + strings.Join(to, ", ")
	}
	if like.Route != "" {
		line += ", by route " + like.Route
	}
	if like.Ask != "" {
		line += ", " + like.Ask + " asked of " + like.Of
	}
	if like.Reason != "" {
		line += " (" + like.Reason + ")"
	}
	return line
}

func (o *dryOutput) summary() {
	if len(o.never) > 0 {
		o.env.Title("Can never hold")
		for _, text := range o.never {
			o.env.PrintProseIndented("  ", text)
		}
	}
	o.env.Printf("\n")
	o.env.PrintProse(fmt.Sprintf("Of %s, dry: %d would hold, %d can never hold, %d are not judged. A real play "+
		"decides: `bordercast replay %s`.", cli.Count(o.holds+len(o.never)+o.not, "expectation"), o.holds, len(o.never),
		o.not, cli.Plain(o.file)))
}

// dryInject is an inject in the JSON of scenario check.
type dryInject struct {
	Scene        int              `json:"scene"`
	Title        string           `json:"title"`
	ID           string           `json:"id"`
	Line         int              `json:"line"`
	Day          int              `json:"day"`
	Left         string           `json:"left"` // clocks
	Right        string           `json:"right"`
	Who          string           `json:"who"`
	Does         string           `json:"does"`
	Failed       string           `json:"failed"`    // why the move cannot be made
	NotTried     []string         `json:"not_tried"` // of it
	Outcomes     []dryOutcome     `json:"outcomes"`
	Expectations []dryExpectation `json:"expectations"`
}

// dryOutcome is what would become of a message, or of so many reports of a flood, at a destination.
type dryOutcome struct {
	Message     string `json:"message"`
	Count       int    `json:"count"`
	Destination string `json:"destination"` // "" for none
	Event       string `json:"event"`       // of an alert of several events
	Outcome     string `json:"outcome"`     // crosses held dropped waits quarantined duplicate kept
	Route       string `json:"route"`
	Reason      string `json:"reason"`
	Ask         string `json:"ask"` // of what is held
	Of          string `json:"of"`
}

// dryExpectation is what can be said of an expectation.
type dryExpectation struct {
	Line    int    `json:"line"`
	Text    string `json:"text"`
	Verdict string `json:"verdict"` // holds never not-judged
	Why     string `json:"why"`
}

func (o *dryOutput) forPrograms(i dryplay.Inject) dryInject {
	left, right, _ := strings.Cut(o.calendar.Both(o.calendar.At(i.Inject.At)), "|")
	out := dryInject{Scene: i.Scene.No, Title: i.Scene.Title, ID: i.Inject.ID, Line: i.Inject.Line, Day: i.Inject.At.Day,
		Left: left, Right: right, Who: i.Inject.Who, Does: i.Inject.Does, Failed: i.Failed,
		NotTried: append([]string{}, i.Untried...), Outcomes: []dryOutcome{}, Expectations: []dryExpectation{}}
	for _, one := range i.Outcomes {
		out.Outcomes = append(out.Outcomes, dryOutcome{one.Message, one.Count, one.Destination, one.Event,
			string(one.Outcome), one.Route, one.Reason, one.Ask, one.Of})
	}
	for _, j := range i.Judged {
		out.Expectations = append(out.Expectations, dryExpectation{j.Line, j.Text, string(j.Verdict), j.Why})
	}
	return out
}
