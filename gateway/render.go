package gateway

import (
	"encoding/json"
	"slices"
	"time"

	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/geojson"
	"bordercast/cap/translate"
	"bordercast/gateway/book"
	"bordercast/gateway/draft"
	"bordercast/gateway/topics"
)

// mark is what the gateway says about an alert beside the alert itself.
type mark struct {
	pending   time.Time      // an update waits for approval since then
	silent    time.Time      // its source has not been heard of since then
	held      *book.Decision // it is shown to those who decide, and not released
	pendingOf string         // the party that has not answered, where it went on unreviewed
	changed   []draft.Change // in what it differs from what they were shown before
	wanted    *wanted        // what they may give it beside an answer
}

// wanted is what those who decide are asked for beside an answer, in both languages.
type wanted struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

// feature is the JSON of a part in one placement.
func (g *Gateway) feature(from gathered, p part, to *system, where placement, m mark) []byte {
	in := geojson.Input{
		Alert: p.alert, Identity: p.alert.Identity(), Chain: from.chain.Token, Part: p.part, Lane: from.row.Lane, Reader: to.Side,
		Product: event.Product(from.shape.Product), Reach: string(p.draft.Reach), Level: string(p.draft.Level),
		Expires: from.row.Until, UpdatePendingSince: m.pending, SourceSilentSince: m.silent,
	}
	if p.draft.Alert == nil { // the originator's own alert, to its own readers
		in.Reach, in.Level = "actionable", original
	}
	if m.pendingOf != "" {
		en, fr := translate.NotReviewed(m.pendingOf)
		in.NotReviewed = &geojson.NotReviewed{By: m.pendingOf, EN: en, FR: fr}
	}
	for _, d := range p.districts {
		in.Districts = append(in.Districts, geo.District(d))
		in.Estimated = in.Estimated || slices.Contains(from.shape.Estimated, d)
	}
	if _, capTopics, _ := where.leaves(p.districts); len(capTopics) > 0 {
		in.CAP = capTopics[0]
	}
	if m.held == nil {
		in.Original, _ = g.offers(from)
		return geojson.Render(in, geojson.MaxBytes)
	}
	in.CAP = topics.Tree{Lane: from.row.Lane, Party: m.held.Of}.Held(from.row.Token, p.part, topics.CAP)
	return notReleased(geojson.Render(in, geojson.MaxBytes), m)
}

// notReleased marks a feature for those who decide. The mark comes first, so that nobody reads past it.
func notReleased(feature []byte, m mark) []byte {
	d := *m.held
	var rest map[string]json.RawMessage
	if json.Unmarshal(feature, &rest) != nil {
		return feature
	}
	out, err := json.Marshal(struct {
		Mark        string          `json:"not_released"`
		Ask         string          `json:"ask"`
		Of          string          `json:"of"`
		Destination string          `json:"destination"`
		Route       string          `json:"route"`
		Reason      string          `json:"reason"`
		Draft       string          `json:"draft"`
		Changed     []string        `json:"changed,omitempty"`
		Since       time.Time       `json:"since"`
		Deadline    time.Time       `json:"deadline,omitzero"`
		Wanted      *wanted         `json:"wanted,omitempty"`
		Type        json.RawMessage `json:"type"`
		Geometry    json.RawMessage `json:"geometry"`
		Properties  json.RawMessage `json:"properties"`
	}{"NOT RELEASED / NON DIFFUSÉE", d.Ask, d.Of, d.Destination, d.Route, d.Reason, d.Draft, draft.Paths(m.changed), d.Since, d.Deadline, m.wanted, rest["type"], rest["geometry"], rest["properties"]})
	if err != nil {
		return feature
	}
	return out
}
