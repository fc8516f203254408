// Package foreign makes sense of what stands in a gateway's retained trees without being in its book: after a lost
// disk or an older backup, or because another gateway wrote there before. It is pure: Sort is given what was read back,
// and says which of it are alerts, and what is none.
//
// An alert is known by its own documents. The CAP says whose it is: a derived one names the originator's alert in its
// parameter layer:bordercast:1.0:origin, the originator's own is what it is. The GeoJSON says until when it stands.
// That is enough for its end: a Cancel or an Update of its originator finds it by that identity.
package foreign

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/topics"
)

// Message is what a broker retains on a topic.
type Message struct {
	Topic   string
	Payload []byte
}

// Alert is one part of a chain that stands somewhere: its documents on all their topics.
type Alert struct {
	Chain     string
	Part      int
	Lane      cap.Lane
	Identity  cap.Identity // of the alert as its originator sent it, as far as the documents tell
	Shown     cap.Identity // of what stands there
	Derived   bool         // a gateway made what stands there
	SHA256    [32]byte     // of the originator's bytes, where the documents tell it
	Expires   time.Time
	Doc       []byte     // the newest CAP, or the newest GeoJSON where there is no CAP
	CAP       *cap.Alert // of Doc; nil where there is no CAP
	Event     string
	Headline  string
	Topics    []Message
	Districts []string // of the places where it stands; none in a party's tree
}

// Sort puts what was read back together into alerts, in the order of their chains, and lists the topics of what is no
// alert, or may not stand where it does.
func Sort(list []Message) (alerts []Alert, rubbish []string) {
	groups := map[string]*group{}
	var order []string
	for _, m := range list {
		d, ok := read(m)
		if !ok {
			rubbish = append(rubbish, m.Topic)
			continue
		}
		g := groups[d.key()]
		if g == nil {
			g = &group{}
			groups[d.key()] = g
			order = append(order, d.key())
		}
		g.add(d)
	}
	slices.Sort(order)
	for _, key := range order {
		a, ok := groups[key].alert()
		if !ok {
			for _, d := range groups[key].docs {
				rubbish = append(rubbish, d.Topic)
			}
			continue
		}
		alerts = append(alerts, a)
	}
	slices.Sort(rubbish)
	return alerts, rubbish
}

// document is one retained message that belongs to an alert.
type document struct {
	Message
	tree     string // lane and reader, or lane and party
	lane     cap.Lane
	chain    string
	part     int
	district string
	leaf     string
	shown    cap.Identity
	expires  time.Time
	cap      *cap.Alert
	json     *feature
}

func (d document) key() string { return d.chain + "\n" + topics.Part(d.chain, d.part) + "\n" + d.tree }

// feature is what of an alert's GeoJSON is read.
type feature struct {
	Type       string `json:"type"`
	Properties struct {
		Identity struct{ Sender, Identifier, Sent string } `json:"identity"`
		Lane     string                                    `json:"lane"`
		Expires  string                                    `json:"expires"`
		Event    struct{ EN, FR string }                   `json:"event"`
		Headline struct{ EN, FR string }                   `json:"headline"`
	} `json:"properties"`
}

// read is false for what is no document of an alert.
func read(m Message) (document, bool) {
	t, ours := topics.Parse(m.Topic)
	d := document{Message: m, lane: t.Lane, chain: t.Key.Chain, part: t.Key.Part, leaf: t.Leaf}
	switch {
	case !ours:
		return d, false
	case t.Kind == topics.AlertTopic:
		d.tree, d.district = string(t.Lane)+" "+string(t.Key.Reader), t.Key.Country+"/"+t.Key.Region+"/"+t.Key.District
	case t.Kind == topics.PartyAlert:
		d.tree = string(t.Lane) + " party " + t.Party
	default:
		return d, false
	}
	switch d.leaf {
	case topics.CAP:
		return d, d.readCAP() && (t.Kind != topics.AlertTopic || d.cap.Scope == cap.Public)
	case topics.JSON:
		return d, d.readJSON()
	case topics.Report:
		return d, json.Valid(m.Payload)
	}
	return d, false // an end notice is never retained
}

func (d *document) readCAP() bool {
	a, _, err := cap.Read(d.Payload)
	if err != nil || a.Identifier == "" || a.Sender == "" || a.Sent.At.IsZero() {
		return false
	}
	if a.MsgType != cap.MsgAlert && a.MsgType != cap.MsgUpdate {
		return false // a Cancel is published where its alert stood, and never stands
	}
	d.cap, d.shown = a, a.Identity()
	d.expires, _ = a.ActiveUntil(a.Sent.At)
	return true
}

func (d *document) readJSON() bool {
	var f feature
	if json.Unmarshal(d.Payload, &f) != nil || f.Type != "Feature" {
		return false
	}
	id := f.Properties.Identity
	sent, err := time.Parse(time.RFC3339, id.Sent)
	if err != nil || id.Sender == "" || id.Identifier == "" {
		return false
	}
	d.json, d.shown = &f, cap.Identity{Sender: id.Sender, Identifier: id.Identifier, Sent: sent}
	if d.expires, err = time.Parse(time.RFC3339, f.Properties.Expires); err != nil {
		d.expires = sent.Add(24 * time.Hour) // as an alert without expires (CAP 1.2 §3.2.2 leaves it to the receiver)
	}
	return true
}

// group is everything that stands of one part of a chain in one tree.
type group struct{ docs []document }

func (g *group) add(d document) { g.docs = append(g.docs, d) }

// alert is false where only side products are left.
func (g *group) alert() (Alert, bool) {
	var a Alert
	lead := g.newest(func(d document) bool { return d.cap != nil })
	feature := g.newest(func(d document) bool { return d.json != nil })
	if lead == nil {
		lead = feature
	}
	if lead == nil {
		return a, false
	}
	a = Alert{Chain: lead.chain, Part: lead.part, Lane: lead.lane, Identity: lead.shown, Shown: lead.shown,
		Expires: lead.expires, Doc: lead.Payload, CAP: lead.cap}
	if feature != nil {
		a.Expires = feature.expires // what its readers were told
		p := feature.json.Properties
		a.Event, a.Headline = cmp.Or(p.Event.EN, p.Event.FR), cmp.Or(p.Headline.EN, p.Headline.FR)
	}
	if a.CAP != nil {
		a.readOrigin()
	}
	for _, d := range g.docs {
		a.Topics = append(a.Topics, d.Message)
		if d.district != "" && !slices.Contains(a.Districts, d.district) {
			a.Districts = append(a.Districts, d.district)
		}
	}
	slices.SortFunc(a.Topics, func(x, y Message) int { return strings.Compare(x.Topic, y.Topic) })
	a.Districts = places(a.Districts)
	return a, true
}

func (g *group) newest(is func(document) bool) *document {
	var best *document
	for i := range g.docs {
		if d := &g.docs[i]; is(*d) && (best == nil || d.shown.Sent.After(best.shown.Sent)) {
			best = d
		}
	}
	return best
}

// readOrigin takes from the CAP whose alert it is.
func (a *Alert) readOrigin() {
	if len(a.CAP.Infos) > 0 {
		a.Event, a.Headline = cmp.Or(a.Event, a.CAP.Infos[0].Event), cmp.Or(a.Headline, a.CAP.Infos[0].Headline)
	}
	from, derived := translate.Origin(a.CAP)
	if !derived || from.Sent.At.IsZero() {
		return
	}
	a.Derived, a.Identity = true, from.Identity()
	for i := range a.CAP.Infos {
		sum, err := hex.DecodeString(a.CAP.Infos[i].Param("layer:bordercast:1.0:sha256"))
		if err == nil && len(sum) == len(a.SHA256) {
			a.SHA256 = [32]byte(sum)
			return
		}
	}
}

// places leaves out the whole region where a district of it is named: an alert stands in both.
func places(all []string) []string {
	slices.Sort(all)
	return slices.DeleteFunc(slices.Clone(all), func(place string) bool {
		region, whole := strings.CutSuffix(place, "/_")
		return whole && slices.ContainsFunc(all, func(other string) bool {
			return other != place && strings.HasPrefix(other, region+"/")
		})
	})
}
