// Package reading makes of a received document everything that can be known of it without the store: parsed, validated
// and verified, its lane, its ground, and whether it may be let in at all. It is pure, and may run on any goroutine.
package reading

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/profile"
	"bordercast/cap/translate"
	"bordercast/cap/validate"
	"bordercast/cap/xmltree"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/intake"
	"bordercast/gateway/judge"
	"bordercast/gateway/order"
	"bordercast/gateway/quote"
	"bordercast/gateway/settings"
)

// Reader reads by the settings in force, at the time of a clock.
type Reader struct{ Settings *settings.Current }

// Reading is everything that can be known of a sighting without the store: the pure half of settling. One that could
// not be made sense of has refuse set, and what was made out before it.
type Reading struct {
	Item       intake.Item
	System     *settings.System
	Alert      *cap.Alert
	Identity   cap.Identity
	Digest     cap.Digest
	Lane       cap.Lane
	LaneReason string
	Findings   []cap.Finding
	Twice      []cap.Finding // elements that may stand once and stand twice
	Judgement  certs.Judgement
	Ends       bool
	Until      time.Time
	Clause     string
	Shape      judge.Shape
	Ground     *translate.Ground
	origin     cap.Side          // side of the originator that its provenance names; "" where nothing says it
	ContentKey [sha256.Size]byte // equal for the same news; zero: equal to none
	Refuse     *Refusal
	Left       bool // the daemon ended before it was read
}

// Refusal is why something is not let in: a stable code, and a sentence for whoever must act.
type Refusal struct{ Code, Text string }

// Analyse reads a sighting: parse, validate, verify, lane, geometry. It may run on any goroutine and changes nothing.
func (g *Reader) Analyse(item intake.Item) Reading {
	r := Reading{Item: item, System: g.Settings.Now().Systems[item.Sighting.Link]}
	if r.System == nil && item.Sighting.Link == "" { // somebody asks about a document that came by none
		r.Refuse = &Refusal{"unknown-system", "No system lists its sender, so nobody knows by which it would come: " +
			"name one with --system, or list the sender under its senders."}
		return r
	}
	if r.System == nil {
		r.Refuse = &Refusal{"unknown-system", "The configuration knows no system " + item.Sighting.Link +
			": add it, or stop it publishing."}
		return r
	}
	alert, doc, err := cap.Read(item.Bytes)
	if err != nil {
		r.Refuse = refusalOf(err)
		return r
	}
	r.Alert, r.Identity = alert, alert.Identity()
	r.Findings = append(validate.Alert(doc, alert), r.clockFinding()...)
	r.Twice = validate.Twice(doc, alert)
	r.Judgement = r.System.Trust.Judge(doc, r.Identity.Sent)
	r.Lane, r.LaneReason = alert.Lane()
	r.Digest, r.Ends = alert.Digest(), Ends(alert)
	r.Until, r.Clause = alert.ActiveUntil(item.Sighting.Received)
	alert, r.Ground = g.Settings.Now().Bounded(alert)
	r.Alert = alert
	ground := r.Ground.Findings(alert)
	profile.Locate(doc, ground)
	r.Findings = append(r.Findings, ground...)
	r.Shape = judge.ShapeOf(alert, r.Ends, g.Settings.Now().Events, g.Settings.Now().Atlas, r.Ground)
	if r.HandsOver() || alert.MsgType.Passive() || !slices.ContainsFunc(r.Shape.Groups,
		func(sh judge.Shape) bool { return !sh.Passenger() }) {
		r.Shape.Groups = nil // it is decided about as one
	}
	g.coarsen(&r)
	r.origin = g.Settings.Now().OriginOf(alert)
	r.ContentKey = judge.ContentKeyOf(alert, r.Lane, r.Shape)
	r.Refuse = g.admit(&r)
	return r
}

// Ends is the first question of the order of judgement. A first Alert has nothing that it could end, and people are to
// have it.
func Ends(a *cap.Alert) bool {
	return a.Ends() && (a.MsgType != cap.MsgAlert || len(a.ReferenceList()) > 0)
}

// admit is the gate that needs no memory: what identity lacks, who may speak, in which lane, with which signature.
func (g *Reader) admit(r *Reading) *Refusal {
	a := r.Alert
	switch {
	case len(r.Twice) > 0:
		return &Refusal{validate.ElementTwice, fmt.Sprintf("Line %d: %s. Ask its sender to mend it and to send it again.",
			r.Twice[0].Line, r.Twice[0].Text)}
	case a.Identifier == "" || a.Sender == "" || r.Identity.Sent.IsZero():
		return &Refusal{"no-identity", "It lacks an identifier, a sender or a readable sent, so it cannot be told from others: ask its sender to send it again."}
	case a.Status != cap.Actual && a.Status != cap.Exercise && a.Status != cap.Test && a.Status != cap.System &&
		a.Status != cap.Draft:
		return &Refusal{"unknown-status", "Its status " + quote.Text(string(a.Status)) +
			" is none of CAP's, so its lane cannot be known: ask its sender to mend it."}
	case !slices.Contains([]cap.MsgType{cap.MsgAlert, cap.MsgUpdate, cap.MsgCancel, cap.MsgAck, cap.MsgError}, a.MsgType):
		return &Refusal{"unknown-msgtype", "Its msgType " + quote.Text(string(a.MsgType)) +
			" is none of CAP's: ask its sender to mend it."}
	case r.Judgement.Verdict == certs.Invalid:
		return &Refusal{"invalid-signature", "Its signature does not hold (" + r.Judgement.Reason +
			"): it was altered on the way, or is forged. " + r.Judgement.Text}
	case r.Judgement.Verdict == certs.Unsigned && r.System.Unsigned == "invalid":
		return &Refusal{"unsigned", "It is not signed, and " + r.System.Name +
			" always signs: ask its sender by another way."}
	case r.Lane == cap.NoLane:
		return nil // link health and drafts: settled, and going nowhere
	case !g.Settings.Now().Entitled.Speaks(r.System.Name, a.Sender):
		return &Refusal{"sender-not-listed", "Its sender " + quote.Text(a.Sender) + " is not among those " + r.System.Name +
			" may speak for: list it under senders, or find out who sent it."}
	case !slices.Contains(r.System.In, r.Lane):
		return &Refusal{"lane-not-allowed", "It is in lane " + string(r.Lane) + ", in which " + r.System.Name +
			" may not speak."}
	}
	return g.loop(r)
}

// loop recognises the gateway's own output coming back, and what passed through it before.
func (g *Reader) loop(r *Reading) *Refusal {
	if r.Alert.Sender == g.Settings.Now().Sender {
		return &Refusal{"loop", "It is the gateway's own output coming back: it was stopped here."}
	}
	for i := range r.Alert.Infos {
		for _, path := range r.Alert.Infos[i].Params("layer:bordercast:1.0:path") {
			if slices.Contains(strings.Fields(strings.ReplaceAll(path, ",", " ")), g.Settings.Now().Name) {
				return &Refusal{"loop", "It has passed through this gateway before: it was stopped here."}
			}
		}
	}
	return nil
}

// For is the reading as far as it is of one event group.
func (r *Reading) For(group judge.Shape) *Reading {
	one := *r
	one.Shape = group
	return &one
}

// Facts are what the agreement looks at.
func (r *Reading) Facts(now time.Time) agreement.Facts {
	return agreement.Facts{
		From: r.System.Name, Side: r.System.Side, Origin: r.origin, At: now, Lane: r.Lane, Status: r.Alert.Status,
		MsgType: r.Alert.MsgType,
		Scope:   r.Alert.Scope, Events: r.Shape.Codes, Categories: r.Shape.Categories, Urgency: cap.Urgency(r.Shape.Urgency),
		Severity: cap.Severity(r.Shape.Severity), Certainty: cap.Certainty(r.Shape.Certainty), Districts: r.Shape.Districts,
		BorderKM: r.Shape.BorderKM, Addresses: r.Shape.Addresses, Outlook: r.Shape.Outlook, Missing: r.Shape.Missing,
	}
}

// Row is the alert as the store keeps it.
func (r *Reading) Row(chain int64, state string, shape []byte) book.Alert {
	s := r.Item.Sighting
	return book.Alert{
		Key: r.Identity.Key(), Sender: r.Alert.Sender, Identifier: r.Alert.Identifier, Token: r.Identity.Token(),
		Source: r.System.Name, Side: r.System.Side, Lane: r.Lane, MsgType: r.Alert.MsgType, Digest: r.Digest,
		Verdict: string(r.Judgement.Verdict), Chain: chain, Blob: s.Blob, SHA256: s.SHA256, Sent: r.Identity.Sent,
		Received: s.Received, Ordered: judge.Placed(r.Identity.Sent, s.Received, nil), Until: r.Until, State: state,
		Shape: shape, ContentKey: r.ContentKey,
	}
}

// coarsen puts an alert whose drawing reaches too many districts into their regions.
func (g *Reader) coarsen(r *Reading) {
	coded, drawn, too := r.Ground.TooMany(g.Settings.Now().Config.Limits.Districts, r.Alert)
	if !too {
		return
	}
	r.Shape.Coarse = true
	for _, d := range coded {
		r.Shape.Coded = append(r.Shape.Coded, string(d))
	}
	for i := range r.Shape.Groups {
		group := &r.Shape.Groups[i]
		group.Coarse = true
		for _, d := range r.Shape.Coded {
			if slices.Contains(group.Districts, d) {
				group.Coded = append(group.Coded, d)
			}
		}
	}
	r.Findings = append(r.Findings, cap.Finding{Rule: "limits/districts", Level: cap.LevelWarning, Path: "alert/info/area",
		Line: 1,
		Text: fmt.Sprintf("what is drawn reaches %d districts that no code names, and no more than %d are named on topics: it stands in the regions and countries that it reaches; please check with its sender",
			drawn, g.Settings.Now().Config.Limits.Districts)})
}

// HandsOver: what it follows is left to a successor, so it takes nobody's place: the old alert stays until the
// successor is delivered or it expires.
func (r *Reading) HandsOver() bool {
	m := r.Alert.MsgType
	return (m == cap.MsgUpdate || m == cap.MsgCancel) && !r.Ends && r.Alert.OnlyHandsOver()
}

// Message is what the alert says about others, as it came now.
func (r *Reading) Message() entitlement.Message {
	return entitlement.Message{
		Sender: r.Alert.Sender, System: r.Item.Sighting.Link, Lane: r.Lane, Verdict: r.Judgement.Verdict, Ends: r.Ends,
		Vouched: r.Item.Sighting.Vouched,
	}
}

// ItemOf is a stored sighting as the queue of what is to be read has it.
func ItemOf(s book.Sighting, bytes []byte) intake.Item {
	return intake.Item{Sighting: s, Bytes: bytes}
}

// Ahead is how far the sender's clock is ahead, as this alert shows.
func (r *Reading) Ahead() time.Duration {
	return order.Ahead(r.Identity.Sent, r.Item.Sighting.Received)
}

// clockFinding is the finding that an alert was sent after it was received.
func (r *Reading) clockFinding() []cap.Finding {
	if r.Ahead() <= order.Fast {
		return nil
	}
	return []cap.Finding{{Rule: "sent-ahead", Level: cap.LevelWarning, Path: "/alert/sent", Text: AheadText(r.Ahead())}}
}

// AheadText says by how much a sender's clock is ahead.
func AheadText(by time.Duration) string {
	return "sent lies " + by.Round(time.Second).String() +
		" after its receipt: the sender's clock is ahead, or its time zone is wrong"
}

// Doubts are what the source's side is asked before anything else: whether an alert is theirs that neither a signature
// nor a person's word vouches for, and whether it still holds where the broker had kept it for who knows how long.
func (r *Reading) Doubts() (questions []approval.Question, why string) {
	sys, verdict, came := r.System, r.Judgement.Verdict, r.Item.Sighting
	switch {
	case came.Vouched:
		return nil, ""
	case came.Retained:
		why = judge.RetainedInput
	case verdict == certs.Unverifiable && sys.Unverified != "accept", verdict == certs.Unsigned && sys.Unsigned == "hold":
		why = "unverified"
	default:
		return nil, ""
	}
	return []approval.Question{{Ask: agreement.Release, Of: cmp.Or(sys.Party, sys.Name)}}, why
}

// refusalOf is why a document could not be read.
func refusalOf(err error) *Refusal {
	var r *xmltree.Refusal
	if !errors.As(err, &r) {
		return &Refusal{"unreadable", err.Error()}
	}
	if r.Line > 0 {
		return &Refusal{r.Code, fmt.Sprintf("Line %d: %s", r.Line, r.Text)}
	}
	return &Refusal{r.Code, r.Text}
}

// Large documents are read apart, by fewer workers: one of 5 MB must not hold up what comes behind it.
const Large = 512 << 10
