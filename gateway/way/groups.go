package way

import (
	"bytes"
	"slices"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
)

// An alert of several events is decided about by event group, and so is everything in a chain that has one: what a group
// continues is what was decided of its own event before.

// number gives the alert's event groups their numbers in the chain, but for those of this very alert.
func (s *settling) number(but int64) error {
	s.mixed = s.r.Shape.Several()
	if s.new {
		return nil
	}
	chain, err := s.tx.AlertsOfChain(s.rel.chain.ID)
	if err != nil {
		return err
	}
	chain = slices.DeleteFunc(chain, func(a book.Alert) bool { return a.ID == but })
	s.mixed = s.mixed || slices.ContainsFunc(chain, func(a book.Alert) bool { return bytes.Contains(a.Shape, []byte(`"groups":[`)) })
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
	kept, _, err := s.tx.AlertByID(but)
	if sh := judge.UnmarshalShape(kept.Shape); slices.EqualFunc(sh.Groups, s.r.Shape.Groups, func(a, b judge.Shape) bool { return a.Key == b.Key }) {
		for n, g := range sh.Groups { // what was decided of them has these numbers
			s.r.Shape.Groups[n].Group = g.Group
		}
		s.r.Shape.Group = sh.Group
	}
	return err
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

// pastOf is the past of an event group at a destination. What changed its event goes on from the other one only where the
// routes let it, too: who was given a watch is not given a fire for that.
func (s *settling) pastOf(to *settings.System, group int, routed bool) (p past, err error) {
	rows, err := s.decided(to)
	if err != nil {
		return p, err
	}
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if err != nil {
		return p, err
	}
	if !s.mixed || s.r.Ends || s.r.HandsOver() { // an end is about all of it
		return past{rows, len(live) > 0}, nil
	}
	shapes, err := s.shapesOf(rows)
	if err != nil {
		return p, err
	}
	groups := s.r.Shape.All()
	follow, err := derive.Following(s.tx, s.rel.chain.ID, s.id, groups)
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
		about, err := derive.About(s.tx, l)
		if err != nil {
			return p, err
		}
		p.stands = p.stands || slices.ContainsFunc(about, continues)
	}
	return p, nil
}

// shapesOf are the shapes of the event groups that decisions are about.
func (s *settling) shapesOf(rows []book.Decision) ([]judge.Shape, error) {
	shapes := make([]judge.Shape, len(rows))
	for i, d := range rows {
		a, _, err := s.tx.AlertByID(d.Alert)
		if err != nil {
			return nil, err
		}
		shapes[i] = judge.UnmarshalShape(a.Shape).Of(d.Group)
	}
	return shapes, nil
}

// endLeftOut ends at a destination what an alert of several events, or of fewer than before, tells of no more: the open
// questions about it and, where no release does, what stands of it.
func (s *settling) endLeftOut(to *settings.System) error {
	if !s.mixed || s.new || to == nil || s.r.Ends || s.r.HandsOver() || s.state() != book.Active || s.r.Alert.MsgType != cap.MsgUpdate {
		return nil
	}
	if questions, _ := s.r.Doubts(); len(questions) > 0 || len(s.rel.targets) == 0 {
		return nil // it is no word of its originator's for all that is known, or it follows nothing
	}
	rows, err := s.decided(to)
	if err != nil {
		return err
	}
	shapes, err := s.shapesOf(rows)
	if err != nil {
		return err
	}
	groups := s.r.Shape.All()
	follow, err := derive.Following(s.tx, s.rel.chain.ID, s.id, groups)
	if err != nil {
		return err
	}
	now, err := s.tx.DecisionsAt(s.id, to.Name)
	if err != nil {
		return err
	}
	continues := func(earlier judge.Shape) bool {
		g := follow.By(earlier)
		if g < 0 || judge.SameEvent(groups[g], earlier) {
			return g >= 0
		}
		return slices.ContainsFunc(now, func(d book.Decision) bool { return d.Group == groups[g].Group && d.Action != book.Drop })
	}
	for i, d := range rows {
		if !continues(shapes[i]) && !shapes[i].Ends && d.State == book.Held && d.Alert != s.id {
			if err := s.closeEarlier(d); err != nil {
				return err
			}
		}
	}
	released := slices.ContainsFunc(now, func(d book.Decision) bool { return d.Action != book.Drop && d.State == book.Decided })
	if released && derive.Whole(s.r.Shape, now) {
		return nil // what is released there ends it
	}
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if err != nil {
		return err
	}
	row, _, err := s.tx.AlertByID(s.id)
	if err != nil {
		return err
	}
	for _, l := range live {
		about, err := derive.About(s.tx, l)
		if err != nil {
			return err
		}
		if l.Alert == s.id || slices.ContainsFunc(about, continues) {
			continue
		}
		if err := s.way.Retained.EndLeftOut(s.tx, row, l, s.fx); err != nil {
			return err
		}
	}
	return nil
}
