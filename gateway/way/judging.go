package way

import (
	"bytes"
	"maps"
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
	s.past, s.follow = nil, nil
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

// history is what became of a chain at a destination before. It is loaded once for all event groups of an alert.
type history struct {
	rows []book.Decision // oldest alert first
	live []book.Delivery
	// of a chain of several events: the event groups that the rows and what stands are about, one list or shape each
	shapes []judge.Shape
	about  [][]judge.Shape
	follow judge.Following
}

// past is what was decided before, for a destination, of what an event group continues.
type past struct {
	rows   []book.Decision // oldest alert first
	shapes []judge.Shape   // of rows, where they are known
	stands bool            // something of it stands there
}

// shapeOf is the shape that a row is about.
func (p past) shapeOf(tx *book.Tx, row int) (sh judge.Shape, err error) {
	if p.shapes != nil {
		return p.shapes[row], nil
	}
	all, err := shapesOf(tx, p.rows[row:row+1])
	if err != nil {
		return sh, err
	}
	return all[0], nil
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
	passengers := map[int]judge.Case{}
	for n := range groups {
		c, err := j.caseFor(n)
		if err != nil {
			return err
		}
		if len(groups) > 1 && groups[n].Passenger() { // it goes along where the alert goes as a whole
			passengers[n] = c
			whole = whole && (c.Stands || c.Closed == "" && c.ByRoute.Action == agreement.Forward)
			continue
		}
		d, err := j.decideBy(n, c)
		if err != nil {
			return err
		}
		whole = whole && d.Action != book.Drop && d.State == book.Decided
	}
	for _, n := range slices.Sorted(maps.Keys(passengers)) {
		c := passengers[n]
		c.Alert.Going = whole
		if _, err := j.decideBy(n, c); err != nil {
			return err
		}
	}
	return nil
}

// decideAbout decides again about one event group, beside others that go there.
func (j judging) decideAbout(group int) error {
	c, err := j.caseFor(group)
	if err != nil {
		return err
	}
	c.Alert.Going = true
	_, err = j.decideBy(group, c)
	return err
}

// decideBy decides about one event group for one destination by its case, and records it.
func (j judging) decideBy(group int, c judge.Case) (d book.Decision, err error) {
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
	if c.Previous, err = past.shapeOf(j.s.tx, i); err != nil {
		return err
	}
	c.Earlier = &past.rows[i]
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
	was, err := past.shapeOf(j.s.tx, given)
	c.Given = &was
	return err
}

// earlier is the newest decision about the chain for a destination, before this alert's; nil when there is none.
func (j judging) earlier() (*book.Decision, error) {
	h, err := j.history()
	if err != nil {
		return nil, err
	}
	if i := (past{rows: h.rows}).newest(j.before); i >= 0 {
		return &h.rows[i], nil
	}
	return nil, nil
}

// before says whether a decision is one that this alert's takes the place of: of an earlier alert, and not a route's
// plain no.
func (j judging) before(d book.Decision) bool {
	return d.Alert != j.s.id && (d.Action != book.Drop || d.State == book.Denied)
}

// history is what became of the chain at the destination, read once: whatever changes some of it on the way says so, by
// setting s.past to nil.
func (j judging) history() (*history, error) {
	if h := j.s.past[j.to.Name]; h != nil {
		return h, nil
	}
	h, chain := &history{}, j.s.rel.chain.ID
	var err error
	if h.rows, err = j.s.tx.Decisions.OfChain(chain, j.to.Name); err != nil {
		return nil, err
	}
	if h.live, err = j.s.tx.Live.InChain(chain, j.to.Name); err != nil {
		return nil, err
	}
	if j.apart() {
		if h.shapes, err = shapesOf(j.s.tx, h.rows); err != nil {
			return nil, err
		}
		for _, l := range h.live {
			about, err := derive.About(j.s.tx, l)
			if err != nil {
				return nil, err
			}
			h.about = append(h.about, about)
		}
		if h.follow, err = followingOf(j.s); err != nil {
			return nil, err
		}
	}
	if j.s.past == nil {
		j.s.past = map[string]*history{}
	}
	j.s.past[j.to.Name] = h
	return h, nil
}

// apart says that what was before is told apart by events. An end is about all of it.
func (j judging) apart() bool { return j.s.mixed && !j.s.r.Ends && !j.s.r.HandsOver() }

// followingOf is how the alert's event groups follow what is in its chain, for all destinations.
func followingOf(s *settling) (judge.Following, error) {
	if s.follow == nil {
		follow, err := derive.Following(s.tx, s.rel.chain.ID, s.id, s.r.Shape.All())
		if err != nil {
			return follow, err
		}
		s.follow = &follow
	}
	return *s.follow, nil
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
	h, err := j.history()
	if err != nil {
		return p, err
	}
	if !j.apart() {
		return past{rows: h.rows, stands: len(h.live) > 0}, nil
	}
	groups := j.s.r.Shape.All()
	continues := func(earlier judge.Shape) bool {
		return h.follow.By(earlier) == group && (routed || judge.SameEvent(groups[group], earlier))
	}
	for i := range h.rows {
		if h.shapes[i].Ends || continues(h.shapes[i]) {
			p.rows, p.shapes = append(p.rows, h.rows[i]), append(p.shapes, h.shapes[i])
		}
	}
	p.stands = slices.ContainsFunc(h.about, func(about []judge.Shape) bool {
		return slices.ContainsFunc(about,
			continues)
	})
	return p, nil
}

// endLeftOut ends at a destination what an alert of several events, or of fewer than before, tells of no more: the open
// questions about it and, where no release does, what stands of it.
func (j judging) endLeftOut() error {
	if j.s.new || j.to == nil || !j.apart() || j.s.state() != book.Active || j.s.r.Alert.MsgType != cap.MsgUpdate {
		return nil
	}
	if questions, _ := j.s.r.Doubts(); len(questions) > 0 || len(j.s.rel.targets) == 0 {
		return nil // it is no word of its originator's for all that is known, or it follows nothing
	}
	h, err := j.history()
	if err != nil {
		return err
	}
	groups := j.s.r.Shape.All()
	now, err := j.s.tx.Decisions.At(j.s.id, j.to.Name)
	if err != nil {
		return err
	}
	continues := func(earlier judge.Shape) bool {
		g := h.follow.By(earlier)
		if g < 0 || judge.SameEvent(groups[g], earlier) {
			return g >= 0
		}
		return slices.ContainsFunc(now, func(d book.Decision) bool {
			return d.Group == groups[g].Group &&
				d.Action != book.Drop
		})
	}
	for i, d := range h.rows {
		if !continues(h.shapes[i]) && !h.shapes[i].Ends && d.State == book.Held && d.Alert != j.s.id {
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
	if h, err = j.history(); err != nil { // what was closed may have ended something
		return err
	}
	var gone []book.Delivery
	goesOn := map[int]bool{} // by number: events that are in force there
	for _, d := range now {
		goesOn[d.Group] = d.Action != book.Drop && d.State == book.Decided
	}
	for i, l := range h.live {
		if l.Alert != j.s.id && !slices.ContainsFunc(h.about[i], continues) {
			gone = append(gone, l)
			continue
		}
		for _, sh := range h.about[i] {
			if n := h.follow.By(sh); n >= 0 {
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
