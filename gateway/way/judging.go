package way

import (
	"bytes"
	"slices"

	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/settings"
	"bordercast/gateway/trail"
)

// An alert of several events is decided about by event group, and so is everything in a chain that has one: what a
// group continues is what was decided of its own event before.

// number gives the alert's event groups their numbers in the chain, but for those of this very alert.
func (s *settling) number(but int64) error {
	s.mixed = s.r.Shape.Several()
	if s.new {
		return nil
	}
	chain, err := s.tx.Alerts.OfChain(s.rel.chain.ID)
	if err != nil {
		return err
	}
	chain = slices.DeleteFunc(chain, func(a book.Alert) bool { return a.ID == but })
	s.mixed = s.mixed || slices.ContainsFunc(chain, func(a book.Alert) bool {
		return bytes.Contains(a.Shape,
			[]byte(`"groups":[`))
	})
	if !s.mixed {
		return nil
	}
	var shapes []judge.Shape
	for _, a := range chain {
		shapes = append(shapes, judge.UnmarshalShape(a.Shape))
	}
	s.r.Shape = judge.Numbered(s.r.Shape, shapes)
	if but == 0 {
		return nil
	}
	kept, _, err := s.tx.Alerts.ByID(but)
	if sh := judge.UnmarshalShape(kept.Shape); slices.EqualFunc(sh.Groups, s.r.Shape.Groups,
		func(a, b judge.Shape) bool { return a.Key == b.Key }) {
		for n, g := range sh.Groups { // what was decided of them has these numbers
			s.r.Shape.Groups[n].Group = g.Group
		}
		s.r.Shape.Group = sh.Group
	}
	return err
}

// judging is the decision about the alert that is being settled, for one destination.
type judging struct {
	s  *settling
	to *settings.System
}

// past is what was decided before, for a destination, of what an event group continues.
type past struct {
	rows   []book.Decision // oldest alert first
	stands bool            // something of it stands there
}

// newest is the number of the newest decision that is meant; -1 for none.
func (p past) newest(meant func(book.Decision) bool) int {
	for i, d := range slices.Backward(p.rows) {
		if meant(d) {
			return i
		}
	}
	return -1
}

// shapesOf are the shapes of the event groups that decisions are about.
func shapesOf(tx *book.Tx, rows []book.Decision) ([]judge.Shape, error) {
	shapes := make([]judge.Shape, len(rows))
	for i, d := range rows {
		a, _, err := tx.Alerts.ByID(d.Alert)
		if err != nil {
			return nil, err
		}
		shapes[i] = judge.UnmarshalShape(a.Shape).Of(d.Group)
	}
	return shapes, nil
}

// decide decides for one destination, about each event group by itself. Those that may go along with another come
// last.
func (j judging) decide() error {
	if j.to == nil || len(j.to.Out) == 0 {
		return nil
	}
	groups, whole := j.s.r.Shape.All(), true
	var passengers []int
	for n := range groups {
		if len(groups) > 1 && groups[n].Passenger() {
			passengers = append(passengers, n)
			continue
		}
		d, err := j.decideAbout(n, false)
		if err != nil {
			return err
		}
		whole = whole && d.Action != book.Drop && d.State == book.Decided
	}
	for _, n := range passengers { // they go along where the alert goes as a whole
		c, err := j.caseFor(n)
		if err != nil {
			return err
		}
		whole = whole && (c.Stands || c.Closed == "" && c.ByRoute.Action == agreement.Forward)
	}
	for _, n := range passengers {
		if _, err := j.decideAbout(n, whole); err != nil {
			return err
		}
	}
	return nil
}

// decideAbout decides about one event group for one destination and records it. going is that all others go there now.
func (j judging) decideAbout(group int, going bool) (d book.Decision, err error) {
	c, err := j.caseFor(group)
	if err != nil {
		return d, err
	}
	c.Alert.Going = going
	v := judge.Decide(c)
	if v.Expired != nil {
		j.s.fx.Alarms = append(j.s.fx.Alarms, notice.AgreementAlarm(*v.Expired))
	}
	if v.Annotate {
		j.s.fx.Annotate = append(j.s.fx.Annotate, after.FollowUp{Chain: j.s.rel.chain.ID, Destination: j.to.Name})
	}
	if v.Kept != nil {
		j.s.fx.Alarms = append(j.s.fx.Alarms, notice.KeptPrivateAlarm(j.s.r, *v.Kept))
	}
	if v.Close {
		if err := j.closeEarlier(*c.Earlier); err != nil {
			return d, err
		}
	}
	d = v.Decision
	j.s.routed[group] = append(j.s.routed[group], agreement.Decision{Destination: j.to.Name,
		Action: agreement.Action(d.Action), Reason: d.Reason})
	d.Alert, d.Destination, d.Agreement, d.Since = j.s.id, j.to.Name, j.s.set.Agreement.Version(), j.s.tx.Now()
	d.Group = c.Alert.Shape.Group
	if d.State == "" {
		d.State = book.Decided
	}
	if err := j.s.tx.Decisions.Put(d); err != nil {
		return d, err
	}
	j.s.announce(d)
	if d.Reason == judge.RetainedInput {
		j.s.fx.Alarms = notice.OnceAlarm(j.s.fx.Alarms, notice.RetainedAlarm(j.s.r.System))
	}
	return d, nil
}

// closeEarlier withdraws the hold of what the alert takes the place of.
func (j judging) closeEarlier(earlier book.Decision) error {
	j.s.past = nil
	previous, _, err := j.s.tx.Alerts.ByID(earlier.Alert)
	if err != nil {
		return err
	}
	return j.s.way.Holds.Close(j.s.tx, previous, earlier, book.Withdrawn, "updated", j.s.fx)
}

// caseFor loads all that the decision about an event group for a destination is made of.
func (j judging) caseFor(group int) (c judge.Case, err error) {
	shape, now := j.s.r.Shape.All()[group], j.s.tx.Now()
	r := j.s.r.For(shape)
	c = judge.Case{
		Now: now, Public: j.to.Public,
		Alert: judge.Subject{
			Shape: shape, Until: r.Until, Verdict: string(r.Judgement.Verdict), Ends: r.Ends, HandsOver: r.HandsOver(),
			Over: shape.Over, Leaves: shape.Leaves, Cancelled: j.s.rel.ended, Late: j.s.rel.late,
		},
		ByRoute: j.s.set.Agreement.Decide(r.Facts(now), j.to.Name),
	}
	c.Doubt.Questions, c.Doubt.Why = r.Doubts()
	switch {
	case j.s.way.Retired.Has(j.to.Name):
		c.Closed = judge.Retired
	case j.s.way.Retired.ClosedTo(j.to, r.Lane):
		c.Closed = judge.FrozenReason
	default:
		if c.Beside, err = j.standsBeside(); err != nil {
			return c, err
		}
	}
	if !j.s.new {
		if err := j.loadChain(group, &c); err != nil {
			return c, err
		}
	}
	if j.s.relay.ID == 0 || c.Earlier != nil {
		return c, nil
	}
	first := judge.UnmarshalShape(j.s.relay.Shape)
	for _, g := range first.Groups {
		if judge.SameEvent(g, shape) {
			first = g
			break
		}
	}
	c.Copy = &judge.Copy{Shape: first, Until: j.s.relay.Until, Verdict: j.s.relay.Verdict}
	decided, found, err := j.s.tx.Decisions.Get(j.s.relay.ID, j.to.Name, first.Group)
	if found {
		c.Copy.Decision = &decided
	}
	return c, err
}

// loadChain loads what became at a destination of what an event group continues: of all the chain, where that is of one
// event.
func (j judging) loadChain(group int, c *judge.Case) (err error) {
	past, err := j.pastOf(group, c.ByRoute.Action != agreement.Drop)
	if err != nil {
		return err
	}
	c.Stands = past.stands
	i := past.newest(j.before)
	if i < 0 {
		return nil
	}
	previous, err := shapesOf(j.s.tx, past.rows[i:i+1])
	if err != nil {
		return err
	}
	c.Earlier, c.Previous = &past.rows[i], previous[0]
	sent, err := j.s.tx.Deliveries.Given(j.s.rel.chain.ID, j.to.Name)
	if err != nil {
		return err
	}
	given := past.newest(func(d book.Decision) bool {
		return d.Alert != j.s.id && d.Action != book.Drop && (d.State == book.Decided || d.State == book.Released && sent)
	})
	if given < 0 {
		return nil
	}
	was, err := shapesOf(j.s.tx, past.rows[given:given+1])
	if err == nil {
		c.Given = &was[0]
	}
	return err
}

// earlier is the newest decision about the chain for a destination, before this alert's; nil when there is none.
func (j judging) earlier() (*book.Decision, error) {
	list, err := j.decided()
	if err != nil {
		return nil, err
	}
	if i := (past{rows: list}).newest(j.before); i >= 0 {
		return &list[i], nil
	}
	return nil, nil
}

// before says whether a decision is one that this alert's takes the place of: of an earlier alert, and not a route's
// plain no.
func (j judging) before(d book.Decision) bool {
	return d.Alert != j.s.id && (d.Action != book.Drop || d.State == book.Denied)
}

// decided are the decisions about the chain for a destination, read once: endChain and closeEarlier alone change them
// on the way, and say so.
func (j judging) decided() ([]book.Decision, error) {
	list, known := j.s.past[j.to.Name]
	if known {
		return list, nil
	}
	list, err := j.s.tx.Decisions.OfChain(j.s.rel.chain.ID, j.to.Name)
	if j.s.past == nil {
		j.s.past = map[string][]book.Decision{}
	}
	j.s.past[j.to.Name] = list
	return list, err
}

// standsBeside says whether the chain stands in the tree of a destination by another one that is frozen.
func (j judging) standsBeside() (bool, error) {
	for _, other := range j.s.set.Beside(j.to) {
		if !j.s.way.Retired.ClosedTo(other, j.s.r.Lane) {
			continue
		}
		live, err := j.s.tx.Live.InChain(j.s.rel.chain.ID, other.Name)
		if len(live) > 0 || err != nil {
			return len(live) > 0, err
		}
	}
	return false, nil
}

// pastOf is the past of an event group at a destination. What changed its event goes on from the other one only where
// the routes let it, too: who was given a watch is not given a fire for that.
func (j judging) pastOf(group int, routed bool) (p past, err error) {
	rows, err := j.decided()
	if err != nil {
		return p, err
	}
	live, err := j.s.tx.Live.InChain(j.s.rel.chain.ID, j.to.Name)
	if err != nil {
		return p, err
	}
	if !j.s.mixed || j.s.r.Ends || j.s.r.HandsOver() { // an end is about all of it
		return past{rows, len(live) > 0}, nil
	}
	shapes, err := shapesOf(j.s.tx, rows)
	if err != nil {
		return p, err
	}
	groups := j.s.r.Shape.All()
	follow, err := derive.Following(j.s.tx, j.s.rel.chain.ID, j.s.id, groups)
	if err != nil {
		return p, err
	}
	continues := func(earlier judge.Shape) bool {
		return follow.By(earlier) == group && (routed || judge.SameEvent(groups[group], earlier))
	}
	for i := range rows {
		if shapes[i].Ends || continues(shapes[i]) {
			p.rows = append(p.rows, rows[i])
		}
	}
	for _, l := range live {
		about, err := derive.About(j.s.tx, l)
		if err != nil {
			return p, err
		}
		p.stands = p.stands || slices.ContainsFunc(about, continues)
	}
	return p, nil
}

// endLeftOut ends at a destination what an alert of several events, or of fewer than before, tells of no more: the open
// questions about it and, where no release does, what stands of it.
func (j judging) endLeftOut() error {
	if !j.s.mixed || j.s.new || j.to == nil || j.s.r.Ends || j.s.r.HandsOver() || j.s.state() != book.Active ||
		j.s.r.Alert.MsgType != cap.MsgUpdate {
		return nil
	}
	if questions, _ := j.s.r.Doubts(); len(questions) > 0 || len(j.s.rel.targets) == 0 {
		return nil // it is no word of its originator's for all that is known, or it follows nothing
	}
	rows, err := j.decided()
	if err != nil {
		return err
	}
	shapes, err := shapesOf(j.s.tx, rows)
	if err != nil {
		return err
	}
	groups := j.s.r.Shape.All()
	follow, err := derive.Following(j.s.tx, j.s.rel.chain.ID, j.s.id, groups)
	if err != nil {
		return err
	}
	now, err := j.s.tx.Decisions.At(j.s.id, j.to.Name)
	if err != nil {
		return err
	}
	continues := func(earlier judge.Shape) bool {
		g := follow.By(earlier)
		if g < 0 || judge.SameEvent(groups[g], earlier) {
			return g >= 0
		}
		return slices.ContainsFunc(now, func(d book.Decision) bool {
			return d.Group == groups[g].Group &&
				d.Action != book.Drop
		})
	}
	for i, d := range rows {
		if !continues(shapes[i]) && !shapes[i].Ends && d.State == book.Held && d.Alert != j.s.id {
			if err := j.closeEarlier(d); err != nil {
				return err
			}
		}
	}
	released := slices.ContainsFunc(now, func(d book.Decision) bool {
		return d.Action != book.Drop &&
			d.State == book.Decided
	})
	if released && derive.Whole(j.s.r.Shape, now) {
		return nil // what is released there ends it
	}
	live, err := j.s.tx.Live.InChain(j.s.rel.chain.ID, j.to.Name)
	if err != nil {
		return err
	}
	var gone []book.Delivery
	goesOn := map[int]bool{} // by number: events that are in force there
	for _, d := range now {
		goesOn[d.Group] = d.Action != book.Drop && d.State == book.Decided
	}
	for _, l := range live {
		about, err := derive.About(j.s.tx, l)
		if err != nil {
			return err
		}
		if l.Alert != j.s.id && !slices.ContainsFunc(about, continues) {
			gone = append(gone, l)
			continue
		}
		for _, sh := range about {
			if n := follow.By(sh); n >= 0 {
				goesOn[groups[n].Group] = true
			}
		}
	}
	if len(gone) == 0 {
		return nil
	}
	var infos []int
	for n := range j.s.r.Alert.Infos {
		if slices.ContainsFunc(groups, func(g judge.Shape) bool {
			return goesOn[g.Group] && !g.Over && (len(groups) == 1 || slices.Contains(g.Infos, n))
		}) {
			infos = append(infos, n)
		}
	}
	return j.cancelLeftOut(gone, infos)
}

// cancelLeftOut ends what stands of events of which the alert tells no more, by a Cancel that is made of it. goesOn are
// the numbers of those of its infos whose events are in force there.
func (j judging) cancelLeftOut(gone []book.Delivery, goesOn []int) error {
	from, err := j.s.gathered()
	if err != nil {
		return err
	}
	m, err := j.s.way.Derive.LeftOut(j.s.tx, from, j.to, gone, goesOn)
	if err != nil {
		return err
	}
	if m.Err != nil { // its notice tells the end all the same
		j.s.way.Log.Error("an event ends without a Cancel", zap.String("alert", from.Row.Token),
			zap.String("destination", j.to.Name), zap.Error(m.Err))
	}
	if len(m.Parts) > 0 {
		j.s.tx.Trail.Append(from.Row.Key, trail.Released, m.Said(j.to.Name))
	}
	return j.s.way.Retained.EndLeftOut(j.s.tx, from.Row, gone, m, j.s.fx)
}

// gathered is the alert as it was settled, as a translation needs it.
func (s *settling) gathered() (from derive.Gathered, err error) {
	from = derive.Gathered{In: s.set, Shape: s.r.Shape, Alert: s.r.Alert, Ground: s.r.Ground, Raw: s.r.Item.Bytes,
		Size: s.r.Item.Sighting.Size, Chain: s.rel.chain}
	if from.Row, _, err = s.tx.Alerts.ByID(s.id); err != nil {
		return from, err
	}
	from.Edition, err = s.tx.Derived.EditionOf(s.id, from.Row.Digest)
	return from, err
}
