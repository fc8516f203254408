package command

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
)

type statusCmd struct {
	Alerts bool   `help:"List the alerts that are active or held, too."`
	Mine   string `placeholder:"NAME" help:"What concerns one person: what waits for them, what stands near the border, whom they call."`
	Live   bool   `help:"Only say whether the gateway must be restarted: for whoever watches its process."`
	answers
	place
}

// Help has the examples.
func (statusCmd) Help() string {
	return `One screen: links, what is active in each lane, what is held, gravest first, alarms, quarantine, the oldest undelivered alert, and the commands to type, with who may give them.

    bordercast status
    bordercast status --mine duty1
    bordercast status --data /var/lib/bordercast
    bordercast status --json | jq '.held[].alert'
    bordercast status --live

Exit codes: 0 the gateway is well, 1 something is wrong with it, which the last line says, 2 it does not answer. With --live: 0 unless it must be restarted.`
}

// full is the JSON of status --alerts.
type full struct {
	api.Status
	Alerts []api.Alert `json:"alerts"`
}

// Run prints the state.
func (c statusCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
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
		return errors.Join(e.json(full{status, alerts}), wellness(status))
	case c.JSON:
		return errors.Join(e.json(status), wellness(status))
	}
	e.status(status, c.place)
	if c.Alerts {
		e.alerts(alerts)
	}
	e.next(status.Next, c.place, "")
	e.problems(status)
	return wellness(status)
}

// live answers whoever restarts processes: a gateway that waits for its broker is not helped by a restart.
func (c statusCmd) live(ctx context.Context, e *env, client *api.Client) error {
	err := client.Live(ctx)
	if c.JSON && err == nil {
		return e.json(map[string]bool{"live": true})
	}
	if err == nil {
		e.printf("alive\n")
	}
	return err
}

// wellness is exit code 1 where something is wrong with the gateway itself.
func wellness(s api.Status) error {
	if len(s.Problems) > 0 {
		return said(1)
	}
	return nil
}

// problems ends a status with what is wrong, the gravest last, where the eye rests. A link that went down a moment ago
// is no problem yet, and must not go unsaid.
func (e *env) problems(s api.Status) {
	for _, p := range slices.Backward(s.Problems) {
		e.printf("\n%s\n", e.paint(red, "Not well: "+p.Code))
		e.indented("  ", plain(p.Text))
	}
	if len(s.Problems) > 0 {
		return
	}
	var down []string
	var last api.Link
	for _, l := range s.Links {
		if !l.Up {
			down, last = append(down, l.Direction+" "+plain(l.Name)), l
		}
	}
	if len(down) > 0 {
		e.printf("\n%s\n", e.paint(yellow, fmt.Sprintf("Down for %s and tried again and again: %s.", age(s.Now.Sub(last.Since)), strings.Join(down, ", "))))
		e.indented("  ", plain(last.Text))
	}
}

func (e *env) status(s api.Status, p place) {
	state := e.paint(green, "ready")
	if !s.Ready {
		state = e.paint(red, "not ready") + " (" + s.Reason + ")"
	}
	e.printf("%s is %s, up %s (version %s, pid %d)\n", e.paint(bold, plain(s.Gateway)), state, age(s.Now.Sub(s.Started)), s.Version, s.PID)
	e.printf("data %s · broker %s%s · agreement %s · trail %s\n", s.Data, s.Broker, prefixed(" · http ", s.HTTP), s.Agreement, count(int(s.Trail), "entry"))
	e.leadership(s)
	e.links(s)
	e.lanes(s)
	e.held("Held, waiting for a person", s.Held, s.Now, p, "")
	e.alarms(s.Alarms, s.Now, p, "")
	if s.Foreign > 0 {
		e.printf("\n%s: left standing by another store; see `bordercast foreign list`\n", count(s.Foreign, "alert"))
	}
	if len(s.Estimated) > 0 {
		e.printf("\nCensus divisions are estimated in %s; `bordercast geo import` gives the map their outlines\n", strings.Join(s.Estimated, ", "))
	}
	e.printf("\nQuarantine: %d · undelivered: %d%s\n", s.Quarantined, s.Undelivered, oldest(s))
}

func oldest(s api.Status) string {
	if s.OldestUndelivered.IsZero() {
		return ""
	}
	return ", the oldest for " + age(s.Now.Sub(s.OldestUndelivered))
}

func (e *env) links(s api.Status) {
	if len(s.Links) == 0 {
		return
	}
	e.title("Links")
	var rows [][]string
	for _, l := range s.Links {
		rows = append(rows, []string{mark(l.Up), l.Name, l.Direction, linkState(l, s)})
	}
	e.columns(rows)
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
	text := word + " for " + age(s.Now.Sub(l.Since))
	if !l.LastHeard.IsZero() {
		text += ", last heard " + age(s.Now.Sub(l.LastHeard)) + " ago"
	}
	if !l.Up && l.Reason != "" {
		text += " (" + l.Reason + "): " + plain(l.Text)
	}
	return text
}

func (e *env) lanes(s api.Status) {
	e.title("Lanes")
	rows := [][]string{{"", "active", "held"}}
	for _, l := range s.Lanes {
		rows = append(rows, []string{l.Lane, fmt.Sprint(l.Active), fmt.Sprint(l.Held)})
	}
	e.columns(rows)
}

// held prints open questions, each with what to type about it.
func (e *env) held(title string, list []api.Held, now time.Time, p place, as string) {
	if len(list) == 0 {
		return
	}
	e.title(title)
	for _, h := range list {
		clock := until(h.Deadline, now)
		if h.Overdue {
			clock = e.paint(red, clock)
		}
		e.printf("  %s  %s\n", e.paint(bold, h.Alert), plain(h.Headline))
		e.indented("      ", plain(gravity(h.Severity, h.Urgency, h.Event)+" · lane "+h.Lane))
		e.indented("      ", plain(where(h.Where, h.BorderKM, h.BorderBy)))
		e.printf("      %s asked of %s for %s, %s%s%s\n", h.Ask, h.Of, age(now.Sub(h.Since)), "to "+h.Destination,
			prefixed(", ", clock), prefixed(" · its time is up in ", remaining(h.Expires, now)))
		e.indented("      ", plain("from "+h.Sender+" · route "+h.Route))
		if h.WantedEN != "" {
			e.indented("      ", e.paint(yellow, plain(h.WantedEN)))
		}
		for _, s := range h.Next {
			e.step("      ", p, s, as)
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
	return age(t.Sub(now))
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// alarms prints what a person must act on, gravest first.
func (e *env) alarms(list []api.Alarm, now time.Time, p place, as string) {
	if len(list) == 0 {
		return
	}
	e.title("Alarms")
	for _, a := range list {
		colour := yellow
		if a.Severity == "critical" {
			colour = red
		}
		e.printf("  %s  %s  for %s%s\n", e.paint(bold, a.ID), e.paint(colour, a.Code), age(now.Sub(a.Since)), raised(a))
		e.indented("      ", plain(a.TextEN))
		for _, s := range a.Next {
			e.step("      ", p, s, as)
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

// alerts prints what is active or held.
func (e *env) alerts(list []api.Alert) {
	e.title("Alerts")
	if len(list) == 0 {
		e.printf("  none\n")
		return
	}
	rows := [][]string{{"ALERT", "STATE", "LANE", "SEVERITY", "FROM", "UNTIL", "WHERE", "HEADLINE", "GIVEN"}}
	for _, a := range list {
		end := ""
		if !a.ActiveUntil.IsZero() {
			end = when(a.ActiveUntil)
		}
		rows = append(rows, []string{a.Alert, a.State, a.Lane, a.Severity, a.From, end, plain(where(a.Where, nil, "")), plain(a.Headline), places(a.Destinations)})
	}
	e.columns(rows)
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

// next prints the commands to type.
func (e *env) next(steps []api.Step, p place, as string) {
	if len(steps) == 0 {
		e.printf("\nNothing waits for a person.\n")
		return
	}
	e.printf("\nNext:\n")
	for _, s := range steps {
		e.step("  ", p, s, as)
	}
}

// mine prints what concerns one person.
func (c statusCmd) mine(ctx context.Context, e *env, client *api.Client) error {
	mine, err := client.Mine(ctx, c.Mine)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return e.json(mine)
	}
	e.printf("%s, for %s, at %s\n", e.paint(bold, plain(mine.Name)), cmp.Or(strings.Join(mine.Parties, ", "), "the gateway"), when(mine.Now))
	e.held("Waits for you", mine.Held, mine.Now, c.place, c.Mine)
	e.alarms(mine.Alarms, mine.Now, c.place, c.Mine)
	e.title("Stands near the border")
	for _, a := range mine.Near {
		e.printf("  %s  %s\n", e.paint(bold, a.Alert), plain(a.Headline))
		e.indented("      ", plain(gravity(a.Severity, a.Urgency, a.Event)+" · lane "+a.Lane))
		e.indented("      ", plain(where(a.Where, a.BorderKM, a.BorderBy)))
		e.indented("      ", plain("from "+a.From+prefixed(" · its time is up in ", remaining(a.ActiveUntil, mine.Now))+prefixed(" · ", places(a.Destinations))))
	}
	if len(mine.Near) == 0 {
		e.printf("  nothing\n")
	}
	e.title("Whom you call")
	var rows [][]string
	for _, t := range mine.Call {
		rows = append(rows, []string{t.Party, t.Side, plain(cmp.Or(t.Phone, "no telephone in the configuration: write it under the party, phone"))})
	}
	e.columns(rows)
	e.next(mine.Next, c.place, c.Mine)
	return nil
}
