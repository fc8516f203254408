package reconcile

import (
	"context"
	"errors"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/foreign"
	"bordercast/gateway/gate"
	"bordercast/gateway/holds"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// Adopter takes into the book what another store left.
type Adopter struct {
	Settings *settings.Current
	DB       *book.Book
	Holds    *holds.Holds
	Relater  *way.Relater
	Way      *way.Way
	Expiry   *way.Clock
}

// adoptAll takes alerts that stand at a destination into the book, and lists the topics of those that the book knows to
// be over. Why something is over is counted in reasons.
func (g *Adopter) adoptAll(ctx context.Context, to *settings.System, list []foreign.Alert,
	reasons map[string]int) (over []string, err error) {
	shapes := make([]judge.Shape, len(list))
	for i, a := range list {
		shapes[i] = g.shapeOfForeign(a) // reading its ground takes long, and is no work for the book
	}
	var why []string
	var fx *after.Effects
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		over, why, fx = nil, nil, &after.Effects{}
		for i, a := range list {
			if g.Settings.Now().SpeakerOf(a.Shown.Sender) != nil { // what an agency sent stands there as it is, whoever derived it before
				a.Identity, a.Derived = a.Shown, false
			}
			reason, err := g.adopt(tx, to, a, shapes[i], fx)
			if err != nil {
				return err
			}
			if reason == "" {
				continue
			}
			for _, m := range a.Topics {
				over, why = append(over, m.Topic), append(why, reason)
			}
		}
		return nil
	})
	for _, reason := range why {
		reasons[reason]++
	}
	if err == nil {
		g.Way.Apply(fx)
		g.Expiry.Wake()
	}
	return over, err
}

// adopt takes one in: as an alert of which only this is known, or as what the book did not know to stand of an alert
// that it has. over says why it is to be cleared instead, "" where it stands.
//
// The book knows better only where it knows the end: the alert, or all of its chain, is over; its time is up; or what
// stands of this very part at this very destination is in the book, and newer.
func (g *Adopter) adopt(tx *book.Tx, to *settings.System, a foreign.Alert, sh judge.Shape,
	fx *after.Effects) (over string, err error) {
	if !a.Expires.After(tx.Now()) {
		return "expired", nil
	}
	row, known, err := tx.Alerts.ByKey(a.Identity.Key())
	if err != nil {
		return "", err
	}
	if known && row.State != book.Active {
		return "ended", nil
	}
	chain, err := g.chainNamed(tx, a.Chain)
	if err != nil {
		return "", err
	}
	if known {
		chain = row.Chain
	} else if chain != 0 {
		if over, err := chainOver(tx, chain); over || err != nil {
			return "ended", err
		}
	}
	if chain != 0 {
		if older, err := olderThan(tx, chain, to.Name, a); older || err != nil {
			return "replaced", err
		}
	}
	if chain == 0 {
		if chain, err = tx.Chains.New(a.Chain, firstOf(sh.Incidents)); err != nil {
			return "", err
		}
	}
	blob, err := tx.Documents.Put(book.Pack(a.Doc))
	if err != nil {
		return "", err
	}
	if !known {
		if row, err = g.stub(tx, to, a, sh, chain, blob); err != nil {
			return "", err
		}
	}
	if err := g.stand(tx, to, a, row, blob); err != nil || known {
		return "", err
	}
	return "", g.endedBefore(tx, to, row, fx)
}

// endedBefore lets an end that came before the book knew what it ends, end it now.
func (g *Adopter) endedBefore(tx *book.Tx, to *settings.System, row book.Alert, fx *after.Effects) error {
	waiting, err := tx.References.To(row.Identifier, row.Sent)
	if err != nil {
		return err
	}
	for _, ref := range waiting {
		by, found, err := tx.Alerts.ByID(ref.Alert)
		if err != nil {
			return err
		}
		if !found || !judge.UnmarshalShape(by.Shape).Ends {
			continue
		}
		may, err := g.mayEnd(tx, by, row)
		if err != nil {
			return err
		}
		if may {
			return g.endBy(tx, to, row, by, fx)
		}
	}
	return nil
}

// mayEnd says whether an end may end this alert, any time that it came.
func (g *Adopter) mayEnd(tx *book.Tx, by, row book.Alert) (bool, error) {
	came, err := way.Messages(tx, by)
	if err != nil {
		return false, err
	}
	for _, m := range came {
		why, err := g.Relater.MayChange(tx, m, row)
		if why == nil || err != nil {
			return err == nil, err
		}
	}
	return false, nil
}

func (g *Adopter) endBy(tx *book.Tx, to *settings.System, row, by book.Alert, fx *after.Effects) error {
	if by.Chain != row.Chain {
		if err := tx.Chains.Merge(by.Chain, row.Chain); err != nil {
			return err
		}
		fx.Merged = append(fx.Merged, after.Merge{From: by.Chain, Into: row.Chain})
	}
	fx.Release = after.Once(fx.Release, after.FollowUp{Chain: row.Chain, Alert: by.ID})
	return errors.Join(
		tx.Alerts.SetState(row.ID, book.Cancelled),
		tx.References.Resolve(by.ID, row.Identifier, row.Sent, row.ID),
		tx.Decisions.Put(book.Decision{
			Alert: by.ID, Destination: to.Name, Action: book.Forward, Agreement: g.Settings.Now().Agreement.Version(),
			Reason: "chain-rule", Since: tx.Now(), State: book.Decided,
		}))
}

// chainNamed is the chain whose topics bear this token; 0 for none.
func (g *Adopter) chainNamed(tx *book.Tx, token string) (int64, error) {
	head, found, err := tx.Alerts.ByToken(token)
	if err == nil && !found {
		head, found, err = tx.Alerts.ByKey(book.ChainAlias(token))
	}
	if err != nil || !found {
		return 0, err
	}
	chain, err := tx.Chains.ByID(head.Chain)
	return chain.ID, err
}

// chainOver says whether nothing of a chain is active.
func chainOver(tx *book.Tx, chain int64) (bool, error) {
	alerts, err := tx.Alerts.OfChain(chain)
	return !slices.ContainsFunc(alerts, func(a book.Alert) bool { return a.State == book.Active }), err
}

// olderThan says whether the book knows what became of a part at a destination, and that is newer than what was found:
// then what was found is a leftover. A newer one than the book knows comes from a store that went on without it.
func olderThan(tx *book.Tx, chain int64, destination string, a foreign.Alert) (bool, error) {
	all, err := tx.Deliveries.OfChain(chain)
	if err != nil {
		return false, err
	}
	for _, d := range all {
		if d.Destination != destination || d.Part != a.Part || d.State == book.Lapsed || d.State == book.Refused {
			continue
		}
		newest, found, err := tx.Alerts.ByID(d.Alert)
		if err != nil {
			return false, err
		}
		if found && !judge.Placed(a.Identity.Sent, tx.Now(), nil).After(newest.Ordered) {
			return true, nil
		}
	}
	return false, nil
}

// stub is the row of an alert of which only derived documents are known. The system that lists its sender is taken to
// have brought it; its verdict is none, so that whoever ends it must be one whom that system's policy takes at once.
func (g *Adopter) stub(tx *book.Tx, to *settings.System, a foreign.Alert, sh judge.Shape, chain,
	blob int64) (book.Alert, error) {
	row := book.Alert{
		Key: a.Identity.Key(), Sender: a.Identity.Sender, Identifier: a.Identity.Identifier, Token: a.Identity.Token(),
		Side: to.Side, Lane: a.Lane,
		MsgType: cap.MsgAlert, Verdict: book.Foreign, Chain: chain, Blob: blob, SHA256: a.SHA256, Sent: a.Identity.Sent,
		Received: tx.Now(),
		Ordered:  judge.Placed(a.Identity.Sent, tx.Now(), nil), Until: a.Expires, State: book.Active,
		Shape: judge.MarshalShape(sh),
	}
	if from := g.Settings.Now().SpeakerOf(a.Identity.Sender); from != nil {
		row.Source, row.Side = from.Name, from.Side
	} else if a.Derived {
		row.Side = opposite(to.Side)
	}
	earlierOnes, err := tx.Alerts.OfChain(chain)
	if err != nil {
		return row, err
	}
	for _, e := range earlierOnes { // it is what became of them in a store that is gone
		if e.State == book.Active {
			if err := tx.Alerts.SetState(e.ID, book.Superseded); err != nil {
				return row, err
			}
		}
	}
	if row.ID, err = tx.Alerts.Put(row); err != nil {
		return row, err
	}
	return row, tx.Alerts.PutAlias(book.ChainAlias(a.Chain), row.ID)
}

// stand records what stands at a destination as if this store had delivered it, and that its people had it by what was
// decided then.
func (g *Adopter) stand(tx *book.Tx, to *settings.System, a foreign.Alert, row book.Alert, blob int64) error {
	made := book.Derived{
		Alert: row.ID, Part: a.Part, Variant: book.Foreign, Sent: a.Shown.Sent, Level: derive.Original, Event: a.Event,
		Blob: blob, Digest: row.Digest,
		Districts: a.Districts,
	}
	if a.Derived {
		made.Level = string(translate.LevelCAP)
		if a.Shown.Sender == g.Settings.Now().Sender { // another gateway's may not be named in a Cancel of ours: its place gets a notice
			made.Identifier = a.Shown.Identifier
		}
	}
	edition, err := tx.Derived.NextEdition(row.ID, a.Part, book.Foreign)
	if err != nil {
		return err
	}
	made.Edition = edition
	if taken, err := tx.Derived.IdentifierTaken(made.Identifier); taken || err != nil {
		made.Identifier = ""
		if err != nil {
			return err
		}
	}
	derived, err := tx.Derived.Put(made)
	if err != nil {
		return err
	}
	d := book.Delivery{
		Alert: row.ID, Part: a.Part, Destination: to.Name, Derived: derived, Chain: row.Chain, Kind: book.KindAlert,
		Priority: judge.UnmarshalShape(row.Shape).Priority(row.Lane), Live: true, Result: book.Foreign,
	}
	before, err := tx.Topics.Of(row.Chain, to.Name, a.Part)
	if err != nil {
		return err
	}
	if d.ID, err = tx.Deliveries.NextID(); err != nil {
		return err
	}
	for _, t := range before { // the other store cleared them, or they are among what was found
		if err := tx.Topics.Forget(t.Destination, t.Topic, t.WantGen); err != nil {
			return err
		}
	}
	for _, m := range a.Topics {
		packed := book.Pack(m.Payload)
		packed.Public = public(a, m)
		doc, err := tx.Documents.Put(packed)
		if err != nil {
			return err
		}
		d.Plan = append(d.Plan, book.Publication{Topic: m.Topic, Blob: doc, Retain: true})
		if err := tx.Topics.Want(book.Topic{Destination: to.Name, Topic: m.Topic, Chain: row.Chain, Part: a.Part, Want: doc,
			WantGen: d.ID}); err != nil {
			return err
		}
	}
	if d.ID, err = tx.Deliveries.PutForeign(d, a.Expires); err != nil {
		return err
	}
	if err := tx.Topics.HaveAll(to.Name, row.Chain, d.ID); err != nil {
		return err
	}
	tx.Trail.Append(row.Key, trail.Settled, map[string]any{
		"destination": to.Name, "part": a.Part, "reason": book.Foreign, "chain": a.Chain, "lane": string(a.Lane),
		"until": a.Expires.UTC(), "topics": len(a.Topics),
	})
	decided, err := tx.Decisions.At(row.ID, to.Name)
	if err != nil {
		return err
	}
	group := 1
	for _, asked := range decided {
		if asked.State == book.Held { // it was answered in a store that is gone
			if err := g.Holds.Close(tx, row, asked, book.Withdrawn, book.Foreign, &after.Effects{}); err != nil {
				return err
			}
		}
		if asked.Action != book.Drop {
			group = asked.Group
		}
	}
	return tx.Decisions.PutForeign(book.Decision{
		Alert: row.ID, Destination: to.Name, Group: group, Action: book.Forward,
		Agreement: g.Settings.Now().Agreement.Version(), Reason: book.Foreign, Since: tx.Now(),
	})
}

// public says whether a document that was found is for everybody: a CAP by its own scope, what was made beside it by
// that one's. What stands in a public tree without a CAP was given to everybody.
func public(a foreign.Alert, m foreign.Message) bool {
	switch {
	case strings.HasSuffix(m.Topic, "/"+topics.CAP):
		return gate.CAP(m.Payload)
	case strings.HasSuffix(m.Topic, "/"+topics.JSON):
		return a.CAP == nil || gate.CAP(a.Doc)
	}
	return false
}

// shapeOfForeign is what later alerts of its chain are compared with.
func (g *Adopter) shapeOfForeign(a foreign.Alert) judge.Shape {
	sh := judge.Shape{Event: a.Event, Headline: a.Headline, Scope: cap.Public, Severity: "unknown", Urgency: "unknown",
		Category: "other", Districts: a.Districts}
	if a.CAP != nil {
		kept, ground := g.Settings.Now().Bounded(a.CAP)
		sh = judge.ShapeOf(kept, false, g.Settings.Now().Events, g.Settings.Now().Atlas, ground)
		sh.Groups = nil // what stands of it, stands as one
	}
	if len(a.Districts) > 0 {
		sh.Districts = a.Districts
	}
	return sh
}

func opposite(s cap.Side) cap.Side {
	if s == cap.CA {
		return cap.US
	}
	return cap.CA
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
