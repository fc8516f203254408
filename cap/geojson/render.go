// Package geojson renders an alert as a GeoJSON Feature (RFC 7946), for maps and small programs: one feature, both
// languages, both clocks, and where the whole alert is to be had. Call Render.
//
// In the topics of a district a feature has at most 4 KB. What does not fit is made smaller in a fixed order: the
// drawing grows outward (its hull, then its box), for an area must never shrink; the instruction and headline are cut
// at a word, and say so. Nothing else is left out.
//
// The package composes no text: what it shows is the alert's own, and in lanes that are not real the mark of package
// drill.
package geojson

import (
	"bytes"
	"encoding/json"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// MaxBytes is the size of a feature in a district's topic.
const MaxBytes = 4096

// Input is what a feature shows. Alert is the alert as its readers get it; the other fields say what the alert
// itself does not.
type Input struct {
	Alert    *cap.Alert
	Identity cap.Identity // usually Alert.Identity()
	Chain    string       // the chain's token
	Part     int
	Lane     cap.Lane
	Reader   cap.Side
	Product  event.Product
	Reach    string // actionable or awareness
	Level    string // ipaws, capcp or cap

	NotReviewed *NotReviewed // it went on at a deadline because nobody answered; nil for every other alert

	Districts []geo.District // where the hazard is; geo.OfAlert(Alert) when nil
	Estimated bool           // which of them the drawing reaches is only estimated
	CAP       string         // topic that has the whole alert
	Original  string         // URI of the originator's own message, "" when not offered

	HazardEnds         time.Time // the zero time is left out, here and below
	Expires            time.Time // zero: the alert's own ActiveUntil
	UpdatePendingSince time.Time
	SourceSilentSince  time.Time
}

// NotReviewed is the mark of what a party was asked about and did not answer in time.
type NotReviewed struct {
	By string `json:"by"` // the party
	EN string `json:"en"`
	FR string `json:"fr"`
}

// properties have the names and the order that readers are promised (docs/operators-guide.md).
type properties struct {
	Identity    identity      `json:"identity"`
	Chain       string        `json:"chain"`
	Part        int           `json:"part"`
	Lane        cap.Lane      `json:"lane"`
	Reader      cap.Side      `json:"reader"`
	Product     event.Product `json:"product"`
	Reach       string        `json:"reach"`
	NotReviewed *NotReviewed  `json:"not_reviewed,omitempty"`
	Level       string        `json:"level"`
	Event       *bilingual    `json:"event"`
	Headline    *bilingual    `json:"headline,omitempty"`
	Instruction *bilingual    `json:"instruction,omitempty"`
	Cut         bool          `json:"cut,omitempty"`
	Urgency     cap.Urgency   `json:"urgency"`
	Severity    cap.Severity  `json:"severity"`
	Certainty   cap.Certainty `json:"certainty"`
	Sent        string        `json:"sent"`
	Expires     string        `json:"expires"`
	HazardEnds  string        `json:"hazard_ends,omitempty"`
	Pending     string        `json:"update_pending_since,omitempty"`
	Silent      string        `json:"source_silent_since,omitempty"`
	Times       times         `json:"times"`
	Estimated   bool          `json:"estimated,omitempty"`
	CAP         string        `json:"cap,omitempty"`
	Original    string        `json:"original,omitempty"`
}

type identity struct {
	Sender     string `json:"sender"`
	Identifier string `json:"identifier"`
	Sent       string `json:"sent"`
}

type bilingual struct {
	EN string `json:"en,omitempty"`
	FR string `json:"fr,omitempty"`
}

// Render is the feature as JSON, in at most maxBytes; 0 means no limit.
func Render(in Input, maxBytes int) []byte {
	if in.Alert == nil {
		return nil
	}
	if in.Districts == nil {
		in.Districts = geo.OfAlert(in.Alert)
	}
	infos := active(in.Alert)
	d := drawings{shapes: shapesOf(infos)}
	p := describe(in, infos)
	for _, text := range []limits{{0, 0}, {240, 700}, {160, 300}, {120, 120}, {80, 1}} {
		p.write(infos, text)
		rest := p.json()
		for n := range grown {
			if drawing := d.at(n); maxBytes == 0 || len(drawing)+len(rest)+len(frame) <= maxBytes {
				return feature(drawing, rest)
			}
		}
	}
	return smallest(in, infos, d.last(maxBytes), maxBytes)
}

// smallest cuts what senders may make as long as they like: names and addresses of the message itself.
func smallest(in Input, infos []cap.Info, drawing []byte, maxBytes int) []byte {
	var out []byte
	in.Original = ""
	for most := 300; most >= 20; most -= 40 {
		in.Identity.Sender, in.Identity.Identifier = short(in.Identity.Sender, most), short(in.Identity.Identifier, most)
		in.Chain, in.CAP = short(in.Chain, most), short(in.CAP, 2*most)
		for n := range infos {
			infos[n].Event = short(infos[n].Event, most)
		}
		p := describe(in, infos)
		p.write(infos, limits{most, 1})
		if out = feature(drawing, p.json()); len(out) <= maxBytes {
			return out
		}
	}
	return out
}

// frame is what a feature has beside its drawing and its properties.
const frame = `{"type":"Feature","geometry":,"properties":}`

func feature(drawing, properties []byte) []byte {
	out := make([]byte, 0, len(frame)+len(drawing)+len(properties))
	out = append(out, `{"type":"Feature","geometry":`...)
	out = append(out, drawing...)
	out = append(out, `,"properties":`...)
	out = append(out, properties...)
	return append(out, '}')
}

func (p *properties) json() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		return nil // only numbers and strings are encoded: there is nothing to refuse
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// active are the infos still in force, or all where the alert is an ending.
func active(a *cap.Alert) []cap.Info {
	out := make([]cap.Info, 0, len(a.Infos))
	ends := a.Ends()
	for n := range a.Infos {
		if ends || !a.Ended(&a.Infos[n]) {
			out = append(out, a.Infos[n])
		}
	}
	return out
}
