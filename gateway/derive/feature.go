package derive

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
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
)

// Mark is what the gateway says about an alert beside the alert itself.
type Mark struct {
	Pending   time.Time      // an update waits for approval since then
	Silent    time.Time      // its source has not been heard of since then
	Held      *book.Decision // it is shown to those who decide, and not released
	PendingOf string         // the party that has not answered, where it went on unreviewed
	Changed   []draft.Change // in what it differs from what they were shown before
	Wanted    *Wanted        // what they may give it beside an answer
}

// Wanted is what those who decide are asked for beside an answer, in both languages.
type Wanted struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

// Feature is the JSON of a part in one placement.
func (g *Deriver) Feature(from Gathered, p Part, to *settings.System, where Placement, m Mark) []byte {
	in := geojson.Input{
		Alert: p.Alert, Identity: p.Alert.Identity(), Chain: from.Chain.Token, Part: p.Part, Lane: from.Row.Lane,
		Reader:  to.Side,
		Product: event.Product(from.Shape.Product), Reach: string(p.Draft.Reach), Level: string(p.Draft.Level),
		Expires: from.Row.Until, UpdatePendingSince: m.Pending, SourceSilentSince: m.Silent,
	}
	if p.Draft.Alert == nil { // the originator's own alert, to its own readers
		in.Reach, in.Level = "actionable", Original
	}
	if m.PendingOf != "" {
		en, fr := translate.NotReviewed(m.PendingOf)
		in.NotReviewed = &geojson.NotReviewed{By: m.PendingOf, EN: en, FR: fr}
	}
	for _, d := range p.Districts {
		in.Districts = append(in.Districts, geo.District(d))
		in.Estimated = in.Estimated || slices.Contains(from.Shape.Estimated, d)
	}
	if _, capTopics, _ := where.leaves(p.Districts); len(capTopics) > 0 {
		in.CAP = capTopics[0]
	}
	if m.Held == nil {
		in.Original, _ = g.offers(from)
		return geojson.Render(in, geojson.MaxBytes)
	}
	in.CAP = topics.Tree{Lane: from.Row.Lane, Party: m.Held.Of}.Held(from.Row.Token, p.Part, topics.CAP)
	return notReleased(geojson.Render(in, geojson.MaxBytes), m)
}

// notReleased marks a feature for those who decide. The mark comes first, so that nobody reads past it.
func notReleased(feature []byte, m Mark) []byte {
	d := *m.Held
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
		Wanted      *Wanted         `json:"wanted,omitempty"`
		Type        json.RawMessage `json:"type"`
		Geometry    json.RawMessage `json:"geometry"`
		Properties  json.RawMessage `json:"properties"`
	}{"NOT RELEASED / NON DIFFUSÉE", d.Ask, d.Of, d.Destination, d.Route, d.Reason, d.Draft, draft.Paths(m.Changed),
		d.Since, d.Deadline, m.Wanted, rest["type"], rest["geometry"], rest["properties"]})
	if err != nil {
		return feature
	}
	return out
}
