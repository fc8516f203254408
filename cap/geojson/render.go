// Package geojson renders an alert as a GeoJSON Feature (RFC 7946), for maps and small programs: one feature, both
// languages, both clocks, and where the whole alert is to be had. Call Render.
//
// In the topics of a district a feature has at most 4 KB. What does not fit is made smaller in a fixed order: the
// drawing grows outward (its hull, then its box), for an area must never shrink; the instruction and headline are cut
// at a word, and say so. Nothing else is left out.
//
// The package composes no text: what it shows is the alert's own.
package geojson

import (
	"bytes"
	"encoding/json"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// MaxBytes is the size of a feature in a district's topic (contracts "JSON").
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

	Districts []geo.District // where the hazard is; geo.OfAlert(Alert) when nil
	CAP       string         // topic that has the whole alert
	Original  string         // URI of the originator's own message, "" when not offered

	HazardEnds         time.Time // the zero time is left out, here and below
	Expires            time.Time // zero: the alert's own ActiveUntil
	UpdatePendingSince time.Time
	SourceSilentSince  time.Time
}

// feature and its properties have the names and the order of contracts "JSON".
type feature struct {
	Type       string          `json:"type"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties properties      `json:"properties"`
}

type properties struct {
	Identity    identity      `json:"identity"`
	Chain       string        `json:"chain"`
	Part        int           `json:"part"`
	Lane        cap.Lane      `json:"lane"`
	Reader      cap.Side      `json:"reader"`
	Product     event.Product `json:"product"`
	Reach       string        `json:"reach"`
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
	drawings := drawingsOf(shapesOf(infos), maxBytes)
	for _, text := range []limits{{0, 0}, {240, 700}, {160, 300}, {120, 120}, {80, 1}} {
		for _, drawing := range drawings {
			out := encode(in, infos, drawing, text)
			if maxBytes == 0 || len(out) <= maxBytes {
				return out
			}
		}
	}
	return smallest(in, infos, drawings[len(drawings)-1], maxBytes)
}

// drawingsOf are the geometry and its ever larger, ever shorter stand-ins; those too long by themselves are left out.
func drawingsOf(shapes []ring, maxBytes int) []json.RawMessage {
	var out []json.RawMessage
	for _, grow := range []func([]ring) []ring{exact, hulls, boxes, box} {
		if g := geometry(grow(shapes)); maxBytes == 0 || len(g) < maxBytes {
			out = append(out, g)
		}
	}
	if len(out) == 0 { // maxBytes is below what a box takes: nothing could fit
		out = append(out, json.RawMessage("null"))
	}
	return out
}

// smallest cuts what senders may make as long as they like: names and addresses of the message itself.
func smallest(in Input, infos []cap.Info, drawing json.RawMessage, maxBytes int) []byte {
	var out []byte
	in.Original = ""
	for most := 300; most >= 20; most -= 40 {
		in.Identity.Sender, in.Identity.Identifier = short(in.Identity.Sender, most), short(in.Identity.Identifier, most)
		in.Chain, in.CAP = short(in.Chain, most), short(in.CAP, 2*most)
		for n := range infos {
			infos[n].Event = short(infos[n].Event, most)
		}
		if out = encode(in, infos, drawing, limits{most, 1}); len(out) <= maxBytes {
			return out
		}
	}
	return out
}

func encode(in Input, infos []cap.Info, drawing json.RawMessage, text limits) []byte {
	p := describe(in, infos, text)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(feature{"Feature", drawing, p}); err != nil {
		return nil // only numbers and strings are encoded: there is nothing to refuse
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// active are the infos still in force, or all where the alert is an ending.
func active(a *cap.Alert) []cap.Info {
	var out []cap.Info
	for n := range a.Infos {
		if a.Ends() || !a.Infos[n].Ended() {
			out = append(out, a.Infos[n])
		}
	}
	return out
}
