package retained

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/gate"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
)

// PendingSince is when the oldest open question was asked for a destination about what follows a delivery that stands
// there; zero when there is none. That what stands there went on unreviewed, and is still asked about, is no update of
// it.
func PendingSince(tx *book.Tx, chain int64, destination string, standing []book.Delivery,
	of book.Delivery) (since time.Time, err error) {
	decisions, err := tx.Decisions.OfChain(chain, destination)
	if err != nil {
		return since, err
	}
	for _, d := range decisions {
		if d.State != book.Held || !since.IsZero() && !d.Since.Before(since) {
			continue
		}
		follows, err := follows(tx, d, standing, of)
		if err != nil {
			return since, err
		}
		if follows {
			since = d.Since
		}
	}
	return since, nil
}

// follows says whether what a hold is about would follow what stands: where one of the two alerts is of several
// events, what is of the same one.
func follows(tx *book.Tx, d book.Decision, standing []book.Delivery, of book.Delivery) (bool, error) {
	a, _, err := tx.Alerts.ByID(d.Alert)
	if err != nil {
		return false, err
	}
	b, _, err := tx.Alerts.ByID(of.Alert)
	if err != nil {
		return false, err
	}
	held := judge.UnmarshalShape(a.Shape)
	if !held.Several() && !judge.UnmarshalShape(b.Shape).Several() {
		return !slices.ContainsFunc(standing, func(s book.Delivery) bool { return s.Alert == d.Alert }), nil
	}
	about, err := derive.About(tx, of)
	if err != nil || of.Alert == d.Alert {
		return false, err
	}
	groups := held.All()
	follow, err := derive.Following(tx, a.Chain, a.ID, groups)
	return slices.ContainsFunc(about, func(sh judge.Shape) bool {
		g := follow.By(sh)
		return g >= 0 && groups[g].Group == d.Group
	}), err
}

// AnnotateOne shows one delivery again, marked with what is pending since an instant; zero for nothing.
func (g *Planner) AnnotateOne(tx *book.Tx, d book.Delivery, to *settings.System, since time.Time,
	fx *after.Effects) error {
	topicsThere, err := tx.Topics.Of(d.Chain, d.Destination, d.Part)
	if err != nil {
		return err
	}
	from, p, found, err := g.Reread(tx, d)
	if err != nil || !found {
		return err
	}
	if len(topicsThere) > 0 {
		from.Chain.Token, p.Part = knownAs(placesOf(topicsThere)[0])
	}
	where := derive.PlaceAt(to, from.Row, from.Chain.Token, p.Part, from.Shape)
	again := p.PackJSON(g.Derive.Feature(from, p, to, where, g.annotatedAs(tx, d, from, p, since)))
	if i := slices.IndexFunc(topicsThere, func(t book.Topic) bool { return gate.StopsOn(t.Topic, again.Public) }); i >= 0 {
		g.Notices.Stopped(d.Destination, notice.ChainAt(topicsThere[i].Topic), topicsThere[i].Topic)
		return nil
	}
	return g.showAgain(tx, d, from.Row, again, topicsThere, fx)
}

// showAgain queues other JSON on the topics where a part stands. Its CAP stays.
func (g *Planner) showAgain(tx *book.Tx, d book.Delivery, of book.Alert, doc book.Packed, there []book.Topic,
	fx *after.Effects) error {
	blob, err := tx.Documents.Put(doc)
	if err != nil {
		return err
	}
	again := book.Delivery{
		Alert: d.Alert, Part: d.Part, Destination: d.Destination, Derived: d.Derived, Chain: d.Chain,
		Kind:     book.KindAnnotation,
		Priority: priority.Last, NotAfter: of.Until, Live: true,
	}
	if again.ID, err = tx.Deliveries.Put(again, of.Until); err != nil {
		return err
	}
	var plan book.Plan
	for _, t := range there {
		if !strings.HasSuffix(t.Topic, "/"+topics.JSON) {
			blob := t.Want
			t.WantGen = again.ID // it stays, and belongs to this delivery from now on
			if err := tx.Topics.Want(book.Topic{Destination: t.Destination, Topic: t.Topic, Chain: t.Chain, Part: t.Part,
				Want:    blob,
				WantGen: again.ID}); err != nil {
				return err
			}
			continue
		}
		plan = append(plan, book.Publication{Topic: t.Topic, Blob: blob, Retain: true})
		t.Want, t.WantGen = blob, again.ID
		if err := tx.Topics.Want(t); err != nil {
			return err
		}
	}
	fx.Ticket(d.Destination, outbox.Ticket{Delivery: again.ID, Chain: d.Chain, Priority: again.Priority,
		Source: of.Source})
	return tx.Deliveries.SetPlan(again.ID, plan)
}

// Reread makes the part of a delivery again from what the store keeps of it.
func (g *Planner) Reread(tx *book.Tx, d book.Delivery) (from derive.Gathered, p derive.Part, found bool, err error) {
	made, found, err := tx.Derived.ByID(d.Derived)
	if err != nil || !found {
		return from, p, false, err
	}
	if from.Row, found, err = tx.Alerts.ByID(d.Alert); err != nil || !found {
		return from, p, false, err
	}
	if from.Chain, err = tx.Chains.ByID(d.Chain); err != nil {
		return from, p, false, err
	}
	doc, err := g.Blobs.Get(tx, made.Blob)
	if err != nil {
		return from, p, false, err
	}
	alert, _, err := cap.Read(doc)
	if err != nil {
		return from, p, false, err
	}
	from.Shape = judge.UnmarshalShape(from.Row.Shape).Of(made.Group)
	if made.Group > 0 {
		from.Group = &translate.Group{Number: made.Group}
	}
	p = derive.Part{Part: d.Part, Alert: alert, Districts: made.Districts, Cap: book.Packed{Public: gate.CAP(doc)}}
	if made.Level != derive.Original {
		p.Draft = translate.Draft{Alert: alert, Level: translate.Level(made.Level), Reach: ReachOf(alert)}
	}
	return from, p, true, nil
}

// ReachOf is what a derived alert says of its own reach.
func ReachOf(a *cap.Alert) translate.Reach {
	for i := range a.Infos {
		if reach := a.Infos[i].Param("layer:bordercast:1.0:reach"); reach != "" {
			return translate.Reach(reach)
		}
	}
	return ""
}

// annotatedAs is what is said beside an alert that stands and is shown again. What nobody has reviewed stays marked.
func (g *Planner) annotatedAs(tx *book.Tx, d book.Delivery, from derive.Gathered, p derive.Part,
	since time.Time) derive.Mark {
	m := derive.Mark{Pending: since, Silent: g.Health.QuietSince(from.Row.Source)}
	for i := range p.Alert.Infos {
		if p.Alert.Infos[i].Param("layer:bordercast:1.0:reviewed") != "no" {
			continue
		}
		if behind, err := tx.Decisions.Behind(d); err == nil && len(behind) > 0 {
			m.PendingOf = behind[0].Of
		}
		break
	}
	return m
}
