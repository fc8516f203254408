package derive

import (
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/book"
	"bordercast/gateway/draft"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
)

// What a destination is given of an alert of several events. Where all of them go there at once, and nobody was asked,
// it is the alert as a whole, as of one event. Else each event group is translated by itself, of an alert that was cut
// to it, and goes on from what stands of its own event alone: one that is let cross later takes nothing away.

// Whole says that a destination is given all of an alert in one, by what was decided about its event groups.
func Whole(sh judge.Shape, decided []book.Decision) bool {
	if !sh.Several() {
		return true
	}
	decided = slices.DeleteFunc(slices.Clone(decided), func(d book.Decision) bool {
		return !slices.ContainsFunc(sh.Groups, func(g judge.Shape) bool { return g.Group == d.Group })
	})
	return len(decided) == len(sh.Groups) && !slices.ContainsFunc(decided, func(d book.Decision) bool {
		return d.State != book.Decided || d.Action == book.Drop || d.Hold != nil || !slices.Equal(d.Allow, decided[0].Allow)
	})
}

// About are the event groups that a delivery is of: one, or of an original and of what was made of a whole alert those
// that its document tells of.
func About(tx *book.Tx, d book.Delivery) ([]judge.Shape, error) {
	a, _, err := tx.Alerts.ByID(d.Alert)
	if err != nil {
		return nil, err
	}
	sh := judge.UnmarshalShape(a.Shape)
	made, _, err := tx.Derived.ByID(d.Derived)
	if err != nil {
		return nil, err
	}
	var all []judge.Shape
	for _, g := range sh.All() {
		if made.Group == g.Group || made.Group == 0 && (!sh.Several() || made.Identifier == "" || made.Event == g.Key) {
			all = append(all, where(g, made))
		}
	}
	if len(all) == 0 { // what it is of is not told: it is taken for all of it
		sh.Groups = nil
		all = append(all, where(sh, made))
	}
	return all, nil
}

// Following is how the event groups of an alert follow what is in its chain beside it.
func Following(tx *book.Tx, chain, alert int64, groups []judge.Shape) (judge.Following, error) {
	all, err := tx.Alerts.OfChain(chain)
	var earlier []judge.Shape
	for _, a := range all {
		if sh := judge.UnmarshalShape(a.Shape); a.ID != alert && !sh.Ends {
			earlier = append(earlier, sh.All()...)
		}
	}
	return judge.NewFollowing(groups, earlier), err
}

// where is a group on the ground that a derived alert is about.
func where(g judge.Shape, made book.Derived) judge.Shape {
	if len(made.Districts) > 0 {
		g.Districts = made.Districts
	}
	return g
}

// Expect is what a destination is to be given of an alert that begins a chain: nothing stands there, and no part was
// ever used. expected are the decisions about its event groups that are no drop.
func (from *Gathered) Expect(to *settings.System, expected []book.Decision) {
	if from.cuts == nil {
		from.cuts = map[int]cutting{}
	}
	for n, d := range expected {
		at := DestinationState{System: to, Decision: d}
		switch {
		case !from.Shape.Several():
		case Whole(from.Shape, expected):
			if n > 0 {
				return
			}
			at.also = expected[1:]
		default:
			at.group, at.parts = d.Group, translate.NumberBefore(d.Group, nil)
		}
		from.Destinations = append(from.Destinations, at)
	}
}

// Decisions are those about all that a destination is given at once of an alert.
func (s DestinationState) Decisions() []book.Decision {
	return append([]book.Decision{s.Decision}, s.also...)
}

// SetDecisions moves on all that a destination is given at once of an alert.
func (s DestinationState) SetDecisions(tx *book.Tx, alert int64, state, reason string) error {
	for _, d := range s.Decisions() {
		if err := tx.Decisions.SetState(alert, s.System.Name, d.Group, state, reason); err != nil {
			return err
		}
	}
	return nil
}

// cutting is an alert that was cut to one of its event groups.
type cutting struct {
	alert  *cap.Alert
	ground *translate.Ground
}

// For is what was gathered as far as it is of what a destination is given: all of it, or one event group.
func (g *Deriver) For(from Gathered, at DestinationState) Gathered {
	if at.group == 0 || from.Group != nil {
		return from
	}
	whole := from.Shape
	sh := whole.Of(at.group)
	cut, known := from.cuts[at.group]
	if !known {
		cut.alert, cut.ground = translate.CutTo(g.Settings.Now().Atlas, from.Alert, sh.Infos)
		from.cuts[at.group] = cut
	}
	from.Group = &translate.Group{Event: translate.Event{Key: sh.Key, Infos: sh.Infos}, Number: sh.Group,
		Among: len(from.Alert.Infos)}
	from.whole, from.Shape, from.Alert, from.Ground = &whole, sh, cut.alert, cut.ground
	return from
}

// Whole is the shape of all of the alert, and Number the event group that this is of, 0 for all.
func (from Gathered) Whole() judge.Shape {
	if from.whole != nil {
		return *from.whole
	}
	return from.Shape
}

// Number is the event group that this is of, 0 for all of the alert.
func (from Gathered) Number() int {
	if from.Group == nil {
		return 0
	}
	return from.Group.Number
}

// SayEvent names in an entry of the trail the event group that it is about, where an alert is of several.
func (from Gathered) SayEvent(body map[string]any) map[string]any {
	SayEvent(body, from.Whole(), from.Number())
	return body
}

// SayEvent names in an entry of the trail an event group of an alert of several events: by its code, or by its number
// where that is no code or not everybody's to read, for the trail has no text of anybody's.
func SayEvent(body map[string]any, sh judge.Shape, group int) {
	if !sh.Several() || group == 0 {
		return
	}
	body["event"] = strconv.Itoa(group)
	if key := sh.Of(group).Key; key != "" && !sh.Private() && len(key) <= longestCode && !strings.ContainsAny(key,
		" \t\r\n") {
		body["event"] = key
	}
}

// longestCode is longer than any event code that is on a list.
const longestCode = 24

// QuestionOf is a hold as the digest of several questions has it.
func QuestionOf(a book.Alert, sh judge.Shape, d book.Decision, digest string) draft.Question {
	q := draft.Question{Alert: a.Token, Destination: d.Destination, Draft: digest}
	if sh.Several() {
		q.Group = d.Group
	}
	return q
}

// standing is what a destination has live of a chain, with what a translation must know of it.
type standing struct {
	Live    []book.Delivery
	Derived []book.Derived
	readers []readers
	codes   []string
	sent    []cap.Time
}

func (s *standing) add(o standing, n int) {
	s.Live, s.Derived, s.readers = append(s.Live, o.Live[n]), append(s.Derived, o.Derived[n]), append(s.readers,
		o.readers[n])
	s.codes, s.sent = append(s.codes, o.codes[n]), append(s.sent, o.sent[n])
}

// ofGroup is what an event group goes on from: what stands of its own event. An original of several stands until the
// last of the groups that go on from it goes there, and no other one waits or stays.
func (s standing) ofGroup(tx *book.Tx, from *Gathered, number int, decided []book.Decision) (own standing, err error) {
	groups := from.Shape.All()
	follow, err := Following(tx, from.Chain.ID, from.Row.ID, groups)
	if err != nil {
		return own, err
	}
	waits := slices.ContainsFunc(decided, func(d book.Decision) bool { return d.Group == number && d.State == book.Held })
	first := func(n int) bool { // another group goes there before this one, or has gone
		i := slices.IndexFunc(decided, func(d book.Decision) bool { return d.Group == groups[n].Group })
		if i < 0 || decided[i].Action == book.Drop {
			return false
		}
		return decided[i].State == book.Released || decided[i].State == book.Decided && (groups[n].Group < number || waits)
	}
	for n, l := range s.Live {
		if l.Alert == from.Row.ID {
			if s.Derived[n].Group == number {
				own.add(s, n)
			}
			continue
		}
		about, err := About(tx, l)
		if err != nil {
			return own, err
		}
		var by []int
		for _, sh := range about {
			if g := follow.By(sh); g >= 0 {
				by = append(by, g)
			}
		}
		slices.Sort(by)
		by = slices.Compact(by)
		switch {
		case len(by) == 0 || !slices.ContainsFunc(by, func(g int) bool { return groups[g].Group == number }):
		case !slices.ContainsFunc(by, func(g int) bool { return groups[g].Group != number && !first(g) }):
			own.add(s, n)
		}
	}
	return own, nil
}
