package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/api"
)

type statusCmd struct {
	Alerts bool `help:"List the alerts that are active or held, too."`
	answers
	place
}

// Help has the examples.
func (statusCmd) Help() string {
	return `One screen: links, what is active in each lane, what is held and for how long, alarms, quarantine, the oldest undelivered alert, and the next command to type.

    bordercast status
    bordercast status --data /var/lib/bordercast
    bordercast status --json | jq '.held[].alert'`
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
		return e.json(full{status, alerts})
	case c.JSON:
		return e.json(status)
	}
	e.status(status)
	if c.Alerts {
		e.alerts(alerts)
	}
	e.next(status)
	return nil
}

func (e *env) status(s api.Status) {
	state := e.paint(green, "ready")
	if !s.Ready {
		state = e.paint(red, "not ready") + " (" + s.Reason + ")"
	}
	e.printf("%s is %s, up %s (version %s, pid %d)\n", e.paint(bold, plain(s.Gateway)), state, age(s.Now.Sub(s.Started)), s.Version, s.PID)
	if !s.Ready && s.ReasonText != "" {
		e.indented("  ", plain(s.ReasonText))
	}
	e.printf("data %s · broker %s%s · agreement %s · trail %s\n", s.Data, s.Broker, prefixed(" · http ", s.HTTP), s.Agreement, count(int(s.Trail), "entry"))
	e.links(s)
	e.lanes(s)
	e.held(s)
	e.alarms(s)
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

func (e *env) held(s api.Status) {
	if len(s.Held) == 0 {
		return
	}
	e.title("Held, waiting for a person")
	for _, h := range s.Held {
		clock := until(h.Deadline, s.Now)
		if h.Overdue {
			clock = e.paint(red, clock)
		}
		e.printf("  %s  %s\n", e.paint(bold, h.Alert), plain(h.Headline))
		e.printf("      %s asked of %s for %s, %s%s · lane %s · from %s · route %s\n", h.Ask, h.Of, age(s.Now.Sub(h.Since)), "to "+h.Destination,
			prefixed(", ", clock), h.Lane, plain(h.Sender), h.Route)
	}
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (e *env) alarms(s api.Status) {
	if len(s.Alarms) == 0 {
		return
	}
	e.title("Alarms")
	for _, a := range s.Alarms {
		colour := yellow
		if a.Severity == "critical" {
			colour = red
		}
		e.printf("  %s  %s  for %s%s\n", e.paint(bold, a.ID), e.paint(colour, a.Code), age(s.Now.Sub(a.Since)), raised(a))
		e.indented("      ", plain(a.TextEN))
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
	return text
}

// alerts prints what is active or held.
func (e *env) alerts(list []api.Alert) {
	e.title("Alerts")
	if len(list) == 0 {
		e.printf("  none\n")
		return
	}
	rows := [][]string{{"ALERT", "STATE", "LANE", "SEVERITY", "FROM", "UNTIL", "HEADLINE", "WHERE"}}
	for _, a := range list {
		end := ""
		if !a.ActiveUntil.IsZero() {
			end = when(a.ActiveUntil)
		}
		rows = append(rows, []string{a.Alert, a.State, a.Lane, a.Severity, a.From, end, plain(a.Headline), places(a.Destinations)})
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

// next prints the command to type.
func (e *env) next(s api.Status) {
	if s.Next == "" {
		e.printf("\nNothing waits for a person.\n")
		return
	}
	e.printf("\nNext: %s\n", e.paint(bold, plain(s.Next)))
}
