package look

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"bordercast/cap/geo"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
)

// Status is `bordercast status`: how the running gateway is doing, and what waits for a person.
type Status struct {
	Alerts bool   `help:"List the alerts that are active or held, too."`
	Mine   string `placeholder:"NAME" help:"What concerns one person: what waits for them, what stands near the border, whom they call."`
	Live   bool   `help:"Only say whether the gateway must be restarted: for whoever watches its process."`
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Status) Help() string {
	return `One screen: links, what is active in each lane, what is held, gravest first, alarms, quarantine, the oldest
undelivered alert, and the commands to type, with who may give them.

    bordercast status
    bordercast status --mine duty1
    bordercast status --data /var/lib/bordercast
    bordercast status --json | jq '.held[].alert'
    bordercast status --live

Exit codes: 0 the gateway is well, 1 something is wrong with it, which the last line says, 2 it does not answer. With
--live: 0 unless it must be restarted.`
}

// full is the JSON of status --alerts.
type full struct {
	api.Status
	Alerts []api.Alert `json:"alerts"`
}

// Run prints the state.
func (c Status) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	if c.Mine != "" {
		return c.mine(ctx, e, client)
	}
	if c.Live {
		return c.live(ctx, e, client)
	}
	status, err := client.Status(ctx)
	if err != nil {
		return err
	}
	var alerts []api.Alert
	if c.Alerts {
		if alerts, err = client.Alerts(ctx, api.Filter{}); err != nil {
			return err
		}
	}
	switch {
	case c.JSON && c.Alerts:
		return errors.Join(e.JSON(full{status, alerts}), wellness(status))
	case c.JSON:
		return errors.Join(e.JSON(status), wellness(status))
	}
	printStatus(e, status, c.Place)
	if c.Alerts {
		printAlerts(e, alerts)
	}
	printNext(e, status.Next, c.Place, "")
	printProblems(e, status)
	return wellness(status)
}

// live answers what restarts processes: a gateway that waits for its broker is not helped by a restart.
func (c Status) live(ctx context.Context, e *cli.Env, client *api.Client) error {
	err := client.Live(ctx)
	if c.JSON && err == nil {
		return e.JSON(map[string]bool{"live": true})
	}
	if err == nil {
		e.Printf("alive\n")
	}
	return err
}

// wellness is exit code 1 where something is wrong with the gateway itself.
func wellness(s api.Status) error {
	if len(s.Problems) > 0 {
		return cli.Said(1)
	}
	return nil
}

// printProblems ends a status with what is wrong, the gravest last, where the eye rests. A link that went down a moment
// ago is no problem yet, and must not go unsaid.
func printProblems(e *cli.Env, s api.Status) {
	for _, p := range slices.Backward(s.Problems) {
		e.Printf("\n%s\n", e.Paint(cli.Red, "Not well: "+p.Code))
		e.Indented("  ", cli.Plain(p.Text))
	}
	if len(s.Problems) > 0 {
		return
	}
	var down []string
	var last api.Link
	for _, l := range s.Links {
		if !l.Up {
			down, last = append(down, l.Direction+" "+cli.Plain(l.Name)), l
		}
	}
	if len(down) > 0 {
		e.Printf("\n%s\n", e.Paint(cli.Yellow, fmt.Sprintf("Down for %s and tried again and again: %s.",
			cli.Age(s.Now.Sub(last.Since)), strings.Join(down, ", "))))
		e.Indented("  ", cli.Plain(last.Text))
	}
}

func printStatus(e *cli.Env, s api.Status, p cli.Place) {
	state := e.Paint(cli.Green, "ready")
	if !s.Ready {
		state = e.Paint(cli.Red, "not ready") + " (" + s.Reason + ")"
	}
	e.Printf("%s is %s, up %s (version %s, pid %d)\n", e.Paint(cli.Bold, cli.Plain(s.Gateway)), state,
		cli.Age(s.Now.Sub(s.Started)), s.Version, s.PID)
	e.Printf("data %s · broker %s%s · agreement %s · trail %s\n", s.Data, s.Broker, prefixed(" · http ", s.HTTP),
		s.Agreement, cli.Count(int(s.Trail), "entry"))
	printLeadership(e, s)
	printLinks(e, s)
	printLanes(e, s)
	printHeld(e, "Held, waiting for a person", s.Held, s.Now, p, "")
	printAlarms(e, s.Alarms, s.Now, p, "")
	if s.Foreign > 0 {
		e.Printf("\n%s: left standing by another store; see `bordercast foreign list`\n", cli.Count(s.Foreign, "alert"))
	}
	if len(s.Estimated) > 0 {
		e.Printf("\nCensus divisions are estimated in %s; `bordercast geo import` gives the map their outlines\n",
			strings.Join(s.Estimated, ", "))
	}
	e.Printf("\nQuarantine: %d · undelivered: %d%s\n", s.Quarantined, s.Undelivered, oldest(s))
}

func oldest(s api.Status) string {
	if s.OldestUndelivered.IsZero() {
		return ""
	}
	return ", the oldest for " + cli.Age(s.Now.Sub(s.OldestUndelivered))
}

func printLinks(e *cli.Env, s api.Status) {
	if len(s.Links) == 0 {
		return
	}
	e.Title("Links")
	var rows [][]string
	for _, l := range s.Links {
		rows = append(rows, []string{mark(l.Up), l.Name, l.Direction, linkState(l, s)})
	}
	e.Columns(rows)
}

func mark(up bool) string {
	if up {
		return "✓"
	}
	return "✗"
}

func linkState(l api.Link, s api.Status) string {
	word := "down"
	if l.Up {
		word = "up"
	}
	text := word + " for " + cli.Age(s.Now.Sub(l.Since))
	if !l.LastHeard.IsZero() {
		text += ", last heard " + cli.Age(s.Now.Sub(l.LastHeard)) + " ago"
	}
	if !l.Up && l.Reason != "" {
		text += " (" + l.Reason + "): " + cli.Plain(l.Text)
	}
	return text
}

func printLanes(e *cli.Env, s api.Status) {
	e.Title("Lanes")
	rows := [][]string{{"", "active", "held"}}
	for _, l := range s.Lanes {
		rows = append(rows, []string{l.Lane, fmt.Sprint(l.Active), fmt.Sprint(l.Held)})
	}
	e.Columns(rows)
}

// printHeld prints open questions, each with what to type about it.
func printHeld(e *cli.Env, title string, list []api.Held, now time.Time, p cli.Place, as string) {
	if len(list) == 0 {
		return
	}
	e.Title(title)
	for _, h := range list {
		clock := cli.Until(h.Deadline, now)
		if h.Overdue {
			clock = e.Paint(cli.Red, clock)
		}
		e.Printf("  %s  %s\n", e.Paint(cli.Bold, h.Alert), cli.Plain(h.Headline))
		e.Indented("      ", cli.Plain(gravity(h.Severity, h.Urgency, h.Event)+prefixed(" · events ", strings.Join(h.Events,
			" "))+" · lane "+h.Lane))
		e.Indented("      ", cli.Plain(where(h.Where, h.BorderKM, h.BorderBy)))
		e.Printf("      %s asked of %s for %s, %s%s%s\n", h.Ask, h.Of, cli.Age(now.Sub(h.Since)), "to "+h.Destination,
			prefixed(", ", clock), prefixed(" · its time is up in ", remaining(h.Expires, now)))
		e.Indented("      ", cli.Plain("from "+h.Sender+" · route "+h.Route))
		if h.WantedEN != "" {
			e.Indented("      ", e.Paint(cli.Yellow, cli.Plain(h.WantedEN)))
		}
		for _, s := range h.Next {
			printStep(e, "      ", p, s, as)
		}
	}
}

// gravity is "Severe, Immediate · Hazardous Materials Warning".
func gravity(severity, urgency, event string) string {
	return strings.Trim(strings.Trim(severity+", "+urgency, ", ")+prefixed(" · ", event), " ·")
}

// where is "Washington County, Maine · 3 km from the border".
func where(names []string, km *float64, by string) string {
	const most = 6
	text := strings.Join(names[:min(most, len(names))], "; ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if text == "" {
		text = "no place known"
	}
	switch {
	case km == nil:
	case geo.Reckoned(by) == geo.ByRegion && *km < 1:
		text += " · how far from the border is not known"
	case geo.Reckoned(by) == geo.ByRegion:
		text += fmt.Sprintf(" · at least %.0f km from the border", *km)
	case geo.Reckoned(by) == geo.ByPlaces:
		text += fmt.Sprintf(" · no more than %.0f km from the border", math.Ceil(*km))
	default:
		text += fmt.Sprintf(" · %.0f km from the border", *km)
	}
	return text
}

func remaining(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return cli.Age(t.Sub(now))
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// printAlarms prints what a person must act on, gravest first.
func printAlarms(e *cli.Env, list []api.Alarm, now time.Time, p cli.Place, as string) {
	if len(list) == 0 {
		return
	}
	e.Title("Alarms")
	for _, a := range list {
		colour := cli.Yellow
		if a.Severity == "critical" {
			colour = cli.Red
		}
		e.Printf("  %s  %s  for %s%s\n", e.Paint(cli.Bold, a.ID), e.Paint(colour, a.Code), cli.Age(now.Sub(a.Since)),
			raised(a))
		e.Indented("      ", cli.Plain(a.TextEN))
		for _, s := range a.Next {
			printStep(e, "      ", p, s, as)
		}
	}
}

func raised(a api.Alarm) string {
	text := ""
	if a.Count > 1 {
		text = fmt.Sprintf(", raised %d times", a.Count)
	}
	if a.Party != "" {
		text += ", for " + a.Party
	}
	if !a.Over.IsZero() {
		text += ", its cause is over"
	}
	return text
}

// printAlerts prints what is active or held.
func printAlerts(e *cli.Env, list []api.Alert) {
	e.Title("Alerts")
	if len(list) == 0 {
		e.Printf("  none\n")
		return
	}
	rows := [][]string{{"ALERT", "STATE", "LANE", "SEVERITY", "FROM", "UNTIL", "WHERE", "HEADLINE", "GIVEN"}}
	for _, a := range list {
		end := ""
		if !a.ActiveUntil.IsZero() {
			end = cli.When(a.ActiveUntil)
		}
		rows = append(rows, []string{a.Alert, a.State, a.Lane, a.Severity, a.From, end, cli.Plain(where(a.Where, nil, "")),
			cli.Plain(a.Headline), places(a.Destinations)})
	}
	e.Columns(rows)
}

// places is "crossed to mema, nb-emo; held for responders-ca".
func places(list []api.Outcome) string {
	by := map[string][]string{}
	var states []string
	for _, o := range list {
		if by[o.State] == nil {
			states = append(states, o.State)
		}
		by[o.State] = append(by[o.State], o.Destination)
	}
	slices.Sort(states)
	var parts []string
	for _, s := range states {
		parts = append(parts, s+": "+strings.Join(by[s], " "))
	}
	return strings.Join(parts, "; ")
}

// printNext prints the commands to type.
func printNext(e *cli.Env, steps []api.Step, p cli.Place, as string) {
	if len(steps) == 0 {
		e.Printf("\nNothing waits for a person.\n")
		return
	}
	e.Printf("\nNext:\n")
	for _, s := range steps {
		printStep(e, "  ", p, s, as)
	}
}

// mine prints what concerns one person.
func (c Status) mine(ctx context.Context, e *cli.Env, client *api.Client) error {
	mine, err := client.Mine(ctx, c.Mine)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return e.JSON(mine)
	}
	e.Printf("%s, for %s, at %s\n", e.Paint(cli.Bold, cli.Plain(mine.Name)),
		cmp.Or(strings.Join(mine.Parties, ", "), "the gateway"), cli.When(mine.Now))
	printHeld(e, "Waits for you", mine.Held, mine.Now, c.Place, c.Mine)
	printAlarms(e, mine.Alarms, mine.Now, c.Place, c.Mine)
	e.Title("Stands near the border")
	for _, a := range mine.Near {
		e.Printf("  %s  %s\n", e.Paint(cli.Bold, a.Alert), cli.Plain(a.Headline))
		e.Indented("      ", cli.Plain(gravity(a.Severity, a.Urgency, a.Event)+" · lane "+a.Lane))
		e.Indented("      ", cli.Plain(where(a.Where, a.BorderKM, a.BorderBy)))
		e.Indented("      ", cli.Plain("from "+a.From+prefixed(" · its time is up in ",
			remaining(a.ActiveUntil, mine.Now))+prefixed(" · ", places(a.Destinations))))
	}
	if len(mine.Near) == 0 {
		e.Printf("  nothing\n")
	}
	e.Title("Whom you call")
	var rows [][]string
	for _, t := range mine.Call {
		rows = append(rows, []string{t.Party, t.Side, cli.Plain(cmp.Or(t.Phone,
			"no telephone in the configuration: write it under the party, phone"))})
	}
	e.Columns(rows)
	printNext(e, mine.Next, c.Place, c.Mine)
	return nil
}
