package translate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/text"
)

// Translate makes the drafts of one alert and refuses what would be no valid CAP as it is written: nothing that the
// command validate refuses is ever signed.
func Translate(req Request) ([]Draft, error) {
	drafts, err := translated(req)
	if err != nil {
		return nil, err
	}
	return valid(drafts)
}

// valid refuses drafts that are no CAP. None is known to come so: it is the last line, and says which rule was broken.
func valid(drafts []Draft) ([]Draft, error) {
	for _, d := range drafts {
		if d.Invalid {
			return nil, &Unusable{"derived-invalid", "What the alert becomes would be no valid CAP, so it is not signed: " +
				strings.Join(d.Reasons, "; ") + ". Tell the sender what is wrong with the original (bordercast validate), and " +
				"the maker of this program."}
		}
	}
	return drafts, nil
}

// translated makes the drafts of one alert, in document order, endings last. The order of judgement: what
// ends something ends it; of the rest, what continues a live part is an Update and what does not is an Alert. The
// error is always an *Unusable. Whether an alert has expired is the gateway's to judge.
func translated(req Request) ([]Draft, error) {
	if err := check(&req); err != nil {
		return nil, err
	}
	switch {
	case req.Alert.MsgType == cap.MsgAck || req.Alert.MsgType == cap.MsgError:
		return []Draft{answer(req)}, nil
	case req.chain().Ends():
		if drafts := endings(req); len(drafts) > 0 {
			return drafts, nil
		}
		return nil, &Unusable{"handed-over", "Of all that is live here the alert says only that a successor takes its " +
			"place: keep it until the successor is delivered or it expires."}
	case req.Alert.MsgType == cap.MsgCancel && !req.Stateless:
		return nil, &Unusable{"handed-over", "The alert hands over to a successor and ends nothing: keep what is live " +
			"until the successor is delivered or it expires."}
	}
	drafts := continued(req)
	if len(drafts) == 0 && req.Alert.OnlyHandsOver() {
		return nil, &Unusable{"handed-over", "The alert hands over to a successor and ends nothing: keep what is live " +
			"until the successor is delivered or it expires."}
	}
	return drafts, nil
}

// Withdraw makes the Cancels by which the gateway takes back what it derived from an alert: a fixed phrase and
// nothing of the originator's, who has not cancelled.
func Withdraw(req Request) ([]Draft, error) {
	if err := check(&req); err != nil {
		return nil, err
	}
	var out []Draft
	say, why := text.Withdrawn, "withdrawn by the gateway's operator"
	if req.InError {
		say, why = text.InError, "sent in error by the gateway"
	}
	for _, l := range req.chain().Parts() {
		out = append(out, takenBack(req, l, say, why))
	}
	if len(out) == 0 {
		return nil, &Unusable{"nothing-live", "Nothing derived from the alert is live at this destination: there is " +
			"nothing to withdraw."}
	}
	return valid(out)
}

// EndLeftOut makes the Cancels of live parts of whose events an Update tells no more, where its events are decided
// about one by one: Live are the parts that end, Alert is cut to none of its infos, and held is where others of it are
// in force.
func EndLeftOut(req Request, held []geo.District) ([]Draft, error) {
	if err := check(&req); err != nil {
		return nil, err
	}
	var out []Draft
	for _, l := range req.chain().Parts() {
		out = append(out, ending(req, l, nil, held))
	}
	return valid(out)
}

// check refuses what has no identity, no lane or no scope, and settles the defaults of a request.
func check(req *Request) error {
	a := req.Alert
	switch {
	case a == nil:
		return &Unusable{"no-alert", "There is no alert to translate."}
	case req.To != cap.CA && req.To != cap.US:
		return &Unusable{"unknown-side", fmt.Sprintf("The destination side %q is neither ca nor us.", req.To)}
	case a.Identifier == "" || a.Sender == "":
		return &Unusable{"no-identity", "The alert has no identifier or no sender: ask its sender to send it again with " +
			"both."}
	case a.Sent.At.IsZero():
		return &Unusable{"sent-unreadable", fmt.Sprintf("The time %q in sent cannot be read: ask the sender to write it "+
			"as 2026-03-05T09:20:00-05:00.", a.Sent.Text)}
	case !slices.Contains([]cap.MsgType{cap.MsgAlert, cap.MsgUpdate, cap.MsgCancel, cap.MsgAck, cap.MsgError}, a.MsgType):
		return &Unusable{"unknown-msgtype", fmt.Sprintf("msgType %q is none of CAP's: what the alert does to others "+
			"cannot be told.", a.MsgType)}
	case !slices.Contains([]cap.Scope{cap.Public, cap.Restricted, cap.Private}, a.Scope):
		return &Unusable{"unknown-scope", fmt.Sprintf("scope %q is none of CAP's: who may read the alert cannot be told.",
			a.Scope)}
	}
	if req.Ground == nil {
		req.Ground = Survey(req.Atlas, req.Alert)
	}
	req.Alert = req.Ground.Of(req.Alert) // what cannot be drawn is never written on
	return checkLane(req)
}

func checkLane(req *Request) error {
	req.Lane = lane(*req)
	switch a := req.Alert; {
	case a.Status == cap.System:
		return &Unusable{"system-message", "The alert has status System: it is a link's own message and not for people."}
	case a.Status == cap.Draft:
		return &Unusable{"draft-message", "The alert has status Draft: it is not to be acted on."}
	case req.Lane == cap.NoLane:
		return &Unusable{"unknown-status", fmt.Sprintf("status %q is none of CAP's: whether the alert is real cannot be "+
			"told.", a.Status)}
	}
	if req.At.IsZero() {
		req.At = req.Alert.Sent.At
	}
	req.At = req.At.Truncate(time.Second)
	if req.Sent.IsZero() {
		req.Sent = req.At
	}
	req.Sent = req.Sent.Truncate(time.Second)
	return nil
}

// continued makes a draft of each part still in force, and a Cancel of each live part that an Update no longer
// continues. What the source said of its end is carried.
func continued(req Request) []Draft {
	chain := req.chain()
	groups, over, stay := chain.Continued()
	var out []Draft
	var held []geo.District
	for _, g := range groups {
		held = geo.Join(append(held, g.Districts...))
	}
	for _, g := range groups {
		w := newWork(req, g)
		w.over.Held = held
		if !w.part.Approved(g.Districts) {
			continue // the approval narrowed the area to others
		}
		w.dropped(over)
		out = append(out, w.draft())
	}
	if len(req.Alert.Infos) == 0 {
		out = append(out, newWork(req, chain.Header()).draft())
	}
	for _, l := range chain.Orphans(groups, stay) {
		out = append(out, ending(req, l, over, held))
	}
	return out
}

// answer translates an Ack or an Error: the header, and the references it was sent with where nothing derived
// answers to them.
func answer(req Request) Draft {
	g := parts.Group{Part: 1, Districts: req.Ground.Districts(), MsgType: req.Alert.MsgType, Infos: everyInfo(req.Alert)}
	g.Refs = req.chain().Parts()
	return newWork(req, g).draft()
}

// chain is what the parts of an alert are made from.
func (req *Request) chain() parts.Chain {
	chain := parts.Chain{Alert: req.Alert, Ground: req.Ground, Live: req.Live, Highest: req.Parts,
		Stateless: req.Stateless}
	if req.Group != nil {
		chain.Of = &req.Group.Event
	}
	return chain
}
