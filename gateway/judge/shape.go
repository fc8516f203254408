package judge

import (
	"encoding/json"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/priority"
)

// Priority is the alert's place in the urgency order.
func (s Shape) Priority(lane cap.Lane) int64 {
	return priority.Of(lane, s.Ends, cap.Urgency(s.Urgency), cap.Severity(s.Severity))
}

// MarshalShape is a shape as the store keeps it.
func MarshalShape(sh Shape) []byte {
	b, _ := json.Marshal(sh) // strings and booleans only: it cannot fail
	return b
}

// UnmarshalShape reads what MarshalShape wrote; the zero Shape where it is damaged.
func UnmarshalShape(b []byte) (sh Shape) {
	_ = json.Unmarshal(b, &sh) // written by marshalShape; a damaged one is the zero shape, which matches nothing
	return sh
}

// Shape is what decisions compare from one alert of a chain to the next. It is stored with the alert.
type Shape struct {
	Event      string    `json:"event"`
	Codes      []string  `json:"codes,omitempty"`
	Headline   string    `json:"headline,omitempty"`
	Category   string    `json:"category"`
	Categories []string  `json:"categories,omitempty"`
	Product    string    `json:"product"`
	Outlook    bool      `json:"outlook,omitempty"` // it looks ahead and asks nothing of anybody
	Missing    bool      `json:"missing,omitempty"` // it is about a missing person: at its end names and pictures leave
	Urgency    string    `json:"urgency"`
	Severity   string    `json:"severity"`
	Certainty  string    `json:"certainty"`
	Scope      cap.Scope `json:"scope"`
	Status     string    `json:"status"`
	Districts  []string  `json:"districts"`
	Coarse     bool      `json:"coarse,omitempty"`    // its drawing reaches too many districts: it stands in their regions
	Coded      []string  `json:"coded,omitempty"`     // then those that its codes name: there it stands as ever
	Estimated  []string  `json:"estimated,omitempty"` // districts that the drawing was only estimated to reach
	InPart     []string  `json:"in_part,omitempty"`   // of the districts, those some part of which is meant
	BorderKM   *float64  `json:"border_km,omitempty"` // nil where nobody knows
	BorderBy   string    `json:"border_by,omitempty"` // how it is known, as geo.Reckoned
	Addresses  []string  `json:"addresses,omitempty"`
	Rule       string    `json:"restriction,omitempty"` // of a Restricted alert
	Incidents  []string  `json:"incidents,omitempty"`
	Ends       bool      `json:"ends,omitempty"`
	// what it names told of what was past already: see cap.Alert.FollowsReport
	Reports bool `json:"reports,omitempty"`

	Groups []Shape `json:"groups,omitempty"` // its event groups, where it is of several; see groups.go
	// of a group, and of an alert of one in a chain of several: its number in the chain
	Group  int    `json:"group,omitempty"`
	Key    string `json:"key,omitempty"`    // of a group: the code of its event, "" where it has none
	Infos  []int  `json:"infos,omitempty"`  // of a group: the numbers of its infos
	Over   bool   `json:"over,omitempty"`   // of a group: all that it tells is that its event has ended
	Leaves bool   `json:"leaves,omitempty"` // of a group: it leaves what stands of its event to a successor
}

// Nowhere tells that an alert names no place that the gateway knows.
func Nowhere(sh Shape) bool {
	return !slices.ContainsFunc(sh.Districts, func(d string) bool { return d != string(geo.Unplaced) })
}

// ShapeOf is the shape of an alert, with those of its event groups where it is of several and ends none of them.
func ShapeOf(a *cap.Alert, ends bool, events *event.Table, atlas *geo.Atlas, ground *translate.Ground) Shape {
	sh := shapeOf(a, ends, events, ground)
	if !ends {
		sh.Groups = groupsOf(a, events, atlas)
	}
	return sh
}

func shapeOf(a *cap.Alert, ends bool, events *event.Table, ground *translate.Ground) Shape {
	u, s, c := a.Worst()
	sh := Shape{
		Urgency: string(u), Severity: string(s), Certainty: string(c), Scope: a.Scope, Status: string(a.Status), Ends: ends,
		Addresses: a.AddressList(), Incidents: a.IncidentList(), Product: string(event.Ended),
	}
	if a.Scope == cap.Restricted {
		sh.Rule = a.Restriction
	}
	if km, known := ground.BorderKM(); known {
		sh.BorderKM, sh.BorderBy = &km, string(ground.BorderBy())
	}
	for _, d := range ground.InPart() {
		sh.InPart = append(sh.InPart, string(d))
	}
	for _, d := range ground.Districts() {
		sh.Districts = append(sh.Districts, string(d))
	}
	for _, d := range ground.Estimated() {
		sh.Estimated = append(sh.Estimated, string(d))
	}
	lead := LeadInfo(a)
	if lead == nil {
		return sh
	}
	sh.Event, sh.Headline, sh.Product = lead.Event, lead.Headline, string(events.ProductOf(a, lead))
	sh.Missing = slices.ContainsFunc(a.Infos, func(i cap.Info) bool { return event.Missing(&i) })
	sh.Outlook = !slices.ContainsFunc(a.Infos, func(i cap.Info) bool { return !events.Outlook(&i) })
	sh.Categories = lead.Categories
	if len(lead.Categories) > 0 {
		sh.Category = lead.Categories[0]
	}
	for _, code := range lead.EventCodes {
		sh.Codes = append(sh.Codes, code.Value)
	}
	return sh
}

// LeadInfo is the info a chain stands under: the most severe one that is not ended, English before other languages.
func LeadInfo(a *cap.Alert) *cap.Info {
	var best *cap.Info
	for i := range a.Infos {
		info := &a.Infos[i]
		if best == nil || leads(a, info, best) {
			best = info
		}
	}
	return best
}

func leads(of *cap.Alert, a, b *cap.Info) bool {
	if of.Ended(a) != of.Ended(b) {
		return !of.Ended(a)
	}
	if a.Severity.Rank() != b.Severity.Rank() {
		return a.Severity.Rank() > b.Severity.Rank()
	}
	return english(a) && !english(b)
}

func english(i *cap.Info) bool {
	return i.Language == "" || strings.HasPrefix(strings.ToLower(i.Language), "en")
}
