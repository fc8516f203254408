package view

import (
	"cmp"
	"context"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/gateway/agreement"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/draft"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/officer"
	"bordercast/gateway/quote"
	"bordercast/gateway/settings"
)

// namesOf are the names of districts as people know them, each once; those of which some part is meant say so.
func (g *View) namesOf(districts, inPart []string) []string {
	all := make([]geo.District, len(districts))
	for n, d := range districts {
		all[n] = geo.District(d)
	}
	names := make([]string, 0, len(districts))
	for _, d := range geo.Today(all) {
		name := cmp.Or(g.Settings.Now().Atlas.Name(d), string(d))
		if slices.Contains(inPart, string(d)) {
			name += " (in part)"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// whereIs is where an alert is, in words. What names no place stands in the country of its source.
func (g *View) whereIs(a book.Alert, sh judge.Shape) []string {
	switch {
	case sh.Private() && len(sh.Districts) == 0:
		return nil // nobody is told
	case judge.Nowhere(sh):
		return []string{"it names no place, and stands in " + string(a.Side) + "/_/_"}
	}
	return g.namesOf(sh.Districts, sh.InPart)
}

// answers are the commands about a hold, and who may give them.
func (g *View) answers(a book.Alert, decision book.Decision) []api.Step {
	to := " --to " + decision.Destination
	if event := judge.UnmarshalShape(a.Shape).EventCode(decision.Group); event != "" && decision.Group > 0 {
		to += " --event " + event
	}
	approve := "approve " + a.Token + to
	if decision.Draft != "" {
		approve += " --draft " + draft.Abbreviated(decision.Draft)
	}
	steps := []api.Step{{Command: "show " + a.Token}}
	if judge.HoldOf(decision).WantsFrench {
		steps = append(steps, api.Step{Command: notice.FrenchCommand(a, decision.Destination, decision.Group),
			Who: g.Settings.Now().Officers.Names(officer.Approve, decision.Of)})
	}
	return append(steps, api.Step{Command: approve, Who: g.Settings.Now().Officers.Names(officer.Approve, decision.Of)},
		api.Step{Command: "deny " + a.Token + to + " --reason TEXT", Who: g.Settings.Now().Officers.Names(officer.Deny,
			decision.Of)})
}

// openAlarms are the alarms with the command that takes each on.
func (g *View) openAlarms() []api.Alarm {
	open := g.Register.Open()
	list := make([]api.Alarm, 0, len(open))
	for _, a := range open {
		list = append(list, api.Alarm{
			ID: a.ID, Code: a.Code, Party: a.Party, Severity: string(a.Severity), TextEN: a.Text.EN, TextFR: a.Text.FR,
			Since: a.Since, Count: a.Count,
			Lane: string(a.Lane), Alert: a.Alert, Over: a.Over, Next: []api.Step{{Command: "ack " + a.ID,
				Who: g.whoMayTakeOn(a.Party)}},
		})
	}
	return list
}

// peopleOf are the names of a party's people.
func (g *View) peopleOf(party string) (names []string) {
	p, _ := g.Settings.Now().Config.Party(party)
	for _, one := range p.People {
		names = append(names, one.Name)
	}
	return names
}

// operators are the names of those who look after the gateway itself.
func (g *View) operators() (names []string) {
	for _, one := range g.Settings.Now().Config.Gateway.Operators {
		names = append(names, one.Name)
	}
	return names
}

// whoMayTakeOn are the names that may acknowledge an alarm of a party, or a technical one.
func (g *View) whoMayTakeOn(party string) []string {
	return g.Settings.Now().Officers.Names(officer.Ack, party)
}

// next is what to type now, most urgent first: one line for each kind of thing that waits.
func (g *View) next(st api.Status) (steps []api.Step) {
	if len(st.Held) > 0 {
		steps = append(steps, st.Held[0].Next[:2]...)
	}
	if len(st.Alarms) > 0 {
		steps = append(steps, st.Alarms[0].Next...)
	}
	if st.Quarantined > 0 {
		steps = append(steps, api.Step{Command: "quarantine list"})
	}
	return steps
}

// Mine is what concerns one person: what waits for them, what stands near the border, and whom they call over there.
func (g *View) Mine(ctx context.Context, actor api.Actor) (api.Mine, error) {
	mine := api.Mine{Name: actor.As, Now: g.Clock.Now()}
	var own []settings.Party
	for _, p := range g.Settings.Now().Parties {
		if slices.Contains(g.peopleOf(p.Name), actor.As) {
			own = append(own, p)
			mine.Parties = append(mine.Parties, p.Name)
		} else {
			mine.Call = append(mine.Call, api.Telephone{Party: p.Name, Side: string(p.Side), Phone: p.Phone})
		}
	}
	if len(own) == 0 && !slices.Contains(g.operators(), actor.As) {
		return mine, &api.Fault{Code: api.NoName, Text: "The configuration lists nobody called " + quote.Text(actor.As) +
			", neither under a party's people nor under gateway.operators."}
	}
	slices.SortStableFunc(mine.Call, func(a, b api.Telephone) int { // the neighbour first, and who can be called
		return cmp.Or(homeLast(own, a)-homeLast(own, b), cmp.Compare(b.Phone, a.Phone))
	})
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		held, err := g.held(tx, own)
		if err != nil {
			return err
		}
		for _, h := range held {
			if slices.Contains(mine.Parties, h.Of) {
				mine.Held = append(mine.Held, h)
			}
		}
		mine.Near, err = g.nearFor(tx, own)
		return err
	})
	for _, a := range g.openAlarms() {
		if slices.Contains(a.Next[0].Who, actor.As) {
			mine.Alarms = append(mine.Alarms, a)
		}
	}
	for _, h := range mine.Held {
		mine.Next = append(mine.Next, h.Next[:2]...)
		break
	}
	if len(mine.Alarms) > 0 {
		mine.Next = append(mine.Next, mine.Alarms[0].Next...)
	}
	return mine, err
}

// homeLast ranks a party of one's own side behind the neighbour's.
func homeLast(own []settings.Party, t api.Telephone) int {
	if slices.ContainsFunc(own, func(p settings.Party) bool { return string(p.Side) == t.Side }) {
		return 1
	}
	return 0
}

// nearFor is what is active near the border and may be seen by one of these parties; all of it where there are none,
// for an operator.
func (g *View) nearFor(tx *book.Tx, own []settings.Party) (list []api.Alert, err error) {
	active, err := tx.Alerts.Active("")
	if err != nil {
		return nil, err
	}
	agreed := g.Settings.Now().Agreement
	active = slices.DeleteFunc(active, func(a book.Alert) bool { return !near(agreed, a) || !g.anyMaySee(tx, own, a) })
	slices.SortStableFunc(active, func(a, b book.Alert) int {
		return cmp.Compare(judge.UnmarshalShape(a.Shape).Priority(a.Lane), judge.UnmarshalShape(b.Shape).Priority(b.Lane))
	})
	for _, a := range active {
		line, err := g.line(tx, a, own)
		if err != nil {
			return nil, err
		}
		list = append(list, line)
	}
	return list, nil
}

// near: what names no place may be near, too.
func near(agreed *agreement.Agreement, a book.Alert) bool {
	sh := judge.UnmarshalShape(a.Shape)
	facts := agreement.Facts{BorderKM: sh.BorderKM, Districts: sh.Districts}
	return agreed.NearBorder(facts) || facts.Nowhere()
}

func (g *View) anyMaySee(tx *book.Tx, own []settings.Party, a book.Alert) bool {
	if len(own) == 0 || judge.UnmarshalShape(a.Shape).Scope == cap.Public {
		return true
	}
	return slices.ContainsFunc(own, func(p settings.Party) bool {
		_, may := g.Seen.MaySee(tx, p, a)
		return may
	})
}
