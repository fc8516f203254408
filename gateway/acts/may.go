package acts

import (
	"cmp"
	"slices"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/officer"
)

// May refuses whom the configuration does not let act so, whatever it is about. The socket asks before every act. While
// another instance leads, what this one does as the gateway is refused; its own configuration, keys and alarms are its
// operators' all the same.
func (g *Acts) May(act officer.Act, actor api.Actor) error {
	own := []officer.Act{officer.Ack, officer.Reload, officer.KeysNew}
	if waiting := g.Lead.Waiting(); waiting != nil && !slices.Contains(own, act) {
		return waiting
	}
	return fault(g.Settings.Now().Officers.Ever(act, officerOf(actor)))
}

// MayFor refuses an act that concerns these parties, and answers for every act that concerns one.
func (g *Acts) MayFor(act officer.Act, actor api.Actor, parties ...string) error {
	return fault(g.Settings.Now().Officers.May(act, officerOf(actor), parties...))
}

func officerOf(a api.Actor) officer.Actor {
	return officer.Actor{As: a.As, Account: a.User, UID: a.UID}
}

func fault(r *officer.Refusal) error {
	if r == nil {
		return nil
	}
	return &api.Fault{Code: r.Code, Text: r.Text}
}

// mayCorrect leaves, of what stands at destinations, what this person may recall or resend there: an operator all of
// it, and the people of a destination's party what stands at that destination. Nothing of it left is a refusal.
func (g *Acts) mayCorrect(act officer.Act, actor api.Actor, standing []book.Delivery) ([]book.Delivery, error) {
	var refused error
	theirs := slices.DeleteFunc(standing, func(s book.Delivery) bool {
		err := g.MayFor(act, actor, g.Settings.Now().PartyOf(s.Destination))
		refused = cmp.Or(refused, err)
		return err != nil
	})
	if len(theirs) > 0 {
		return theirs, nil
	}
	return nil, refused
}

// mayAck refuses an acknowledgement of an alert by somebody of no party that may see it.
func (g *Acts) mayAck(tx *book.Tx, a book.Alert, actor api.Actor) error {
	parties, err := g.seenBy(tx, a)
	if err != nil {
		return err
	}
	return g.MayFor(officer.Ack, actor, parties...)
}

// seenBy are the parties with people that may see an alert: its own, those it was given to, and those that were asked
// about it.
func (g *Acts) seenBy(tx *book.Tx, a book.Alert) ([]string, error) {
	decisions, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return nil, err
	}
	var parties []string
	for _, p := range g.Settings.Now().Parties {
		asked := slices.ContainsFunc(decisions, func(d book.Decision) bool { return d.Of == p.Name })
		if _, sees := g.Seen.MaySee(tx, p, a); p.HasStaff && (asked || sees) {
			parties = append(parties, p.Name)
		}
	}
	return parties, nil
}
