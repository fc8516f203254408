package trial

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"bordercast/cap"
)

// step is one alert of a chain, as its agency sends it.
type step struct {
	chain    *chain
	n        int
	msgType  cap.MsgType
	severity string
	identity cap.Identity
	bytes    []byte
	sha      string
}

// chain is an Alert, its Updates, and perhaps its Cancel.
type chain struct {
	agency string
	place  place
	token  string
	steps  []*step
}

// active says whether the chain's last word is an alert that stands.
func (c *chain) active() bool { return c.last().msgType != cap.MsgCancel }

func (c *chain) last() *step { return c.steps[len(c.steps)-1] }

// place is where a chain is, in the words of both profiles.
type place struct{ geocode, value, district, region string }

var (
	usPlaces = []place{{"SAME", "023029", "us/me/029", "us/me/_"}, {"SAME", "023003", "us/me/003", "us/me/_"}}
	caPlaces = []place{{"profile:CAP-CP:Location:0.3", "1302", "ca/nb/1302", "ca/nb/_"}, {"profile:CAP-CP:Location:0.3",
		"1310", "ca/nb/1310", "ca/nb/_"}}
)

// agencies are the systems that send, and the CAP sender of each.
var agencies = map[string]string{"maine": "duty@maine.invalid", "county": "desk@county.invalid", "nb": "emo@nb.invalid"}

// shapes of chains, by turns: how many updates, and whether a Cancel ends it.
var shapes = []struct {
	updates int
	cancel  bool
}{{0, false}, {1, false}, {2, true}, {2, true}, {2, true}, {2, true}, {6, true}, {6, true}, {6, true}, {6, true}}

// plan writes the letters of a trial: about this many, from a seeded chance.
func plan(chance *rand.Rand, alerts int, now time.Time) (all []*chain) {
	names := []string{"maine", "nb", "county"}
	for written := 0; written < alerts; {
		c := &chain{agency: names[chance.IntN(len(names))]}
		places := usPlaces
		if c.agency == "nb" {
			places = caPlaces
		}
		c.place = places[chance.IntN(len(places))]
		c.write(chance, len(all), min(alerts-written, 9), now.Add(-10*time.Minute))
		all, written = append(all, c), written+len(c.steps)
	}
	return all
}

func (c *chain) write(chance *rand.Rand, number, atMost int, start time.Time) {
	shape := shapes[chance.IntN(len(shapes))]
	for n := range min(1+shape.updates, atMost) {
		kind := cap.MsgUpdate
		if n == 0 {
			kind = cap.MsgAlert
		}
		c.add(chance, kind, number, start)
	}
	if shape.cancel && len(c.steps) < atMost {
		c.add(chance, cap.MsgCancel, number, start)
	}
	c.token = c.steps[0].identity.Token()
}

func (c *chain) add(chance *rand.Rand, kind cap.MsgType, number int, start time.Time) {
	s := &step{chain: c, n: len(c.steps), msgType: kind, severity: []string{"Severe", "Extreme"}[chance.IntN(2)]}
	if kind == cap.MsgCancel {
		s.severity = c.last().severity
	}
	s.identity = cap.Identity{
		Sender: agencies[c.agency], Identifier: fmt.Sprintf("exercise-%s-%d-%d", c.agency, number, s.n),
		Sent: start.Add(time.Duration(s.n) * 7 * time.Second).Truncate(time.Second),
	}
	s.bytes = c.letter(s)
	s.sha = fmt.Sprintf("%x", sha256.Sum256(s.bytes))
	c.steps = append(c.steps, s)
}

// letter is the text of a step. It names every step before it, as public alerting systems do.
func (c *chain) letter(s *step) []byte {
	var references string
	for _, before := range c.steps {
		references += " " + triplet(before.identity)
	}
	if references != "" {
		references = "<references>" + strings.TrimSpace(references) + "</references>"
	}
	event, language := "<eventCode><valueName>SAME</valueName><value>HMW</value></eventCode>", "en-US"
	if c.agency == "nb" {
		event, language = "<eventCode><valueName>profile:CAP-CP:Event:0.4</valueName><value>hazmat</value></eventCode>",
			"en-CA"
	}
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>%s</sender><sent>%s</sent>
<status>Exercise</status><msgType>%s</msgType><scope>Public</scope><note>EXERCISE, fictional</note>%s
<info><language>%s</language><category>CBRNE</category><event>Hazardous Materials</event><urgency>Immediate</urgency><severity>%s</severity>
<certainty>Observed</certainty>%s<expires>%s</expires><senderName>Fictional Desk</senderName><headline>EXERCISE plume, step %d</headline>
<description>EXERCISE. Nothing happened.</description><area><areaDesc>A fictional place</areaDesc>
<geocode><valueName>%s</valueName><value>%s</value></geocode></area></info></alert>`,
		s.identity.Identifier, s.identity.Sender, cap.FormatTime(s.identity.Sent).Text, s.msgType, references, language,
		s.severity, event,
		cap.FormatTime(s.identity.Sent.Add(4*time.Hour)).Text, s.n, c.place.geocode, c.place.value)
}

func triplet(id cap.Identity) string {
	return id.Sender + "," + id.Identifier + "," + cap.FormatTime(id.Sent).Text
}
