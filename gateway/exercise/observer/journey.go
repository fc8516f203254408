package observer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Journey is how one message went from one system to one destination.
type Journey struct {
	From, To string
	Changed  string        // what the translation did, in a line
	Took     time.Duration // from when it was handed to the broker, or from the ruling on it
	Ruled    bool          // Took counts from the ruling
}

// Journeys are how a message travelled: one for each tree that it was seen in. canadian says which systems are of the
// Canadian side.
func (o *Observer) Journeys(name string, canadian func(system string) bool) []Journey {
	m := o.Record.sent[name]
	if m == nil {
		return nil
	}
	var out []Journey
	for _, v := range o.Firsts(name) {
		a, err := o.read(v)
		if err != nil {
			continue
		}
		j := Journey{From: m.By, To: o.destinationOf(v.Place), Changed: changed(m, a, v, canadian)}
		j.Took, j.Ruled = o.Took(name, v)
		out = append(out, j)
	}
	return out
}

// Took is how long a message took to a delivery, and whether that counts from the ruling on it.
func (o *Observer) Took(name string, v Sight) (took time.Duration, ruled bool) {
	if at, ok := o.Record.ruled[name]; ok {
		return v.At.Sub(at), true
	}
	return v.At.Sub(o.Record.sent[name].At), false
}

// Firsts finds the first delivery of this very message in each tree.
func (o *Observer) Firsts(name string) []Sight {
	m := o.Record.Of(name)
	seen := map[string]bool{}
	var out []Sight
	for _, v := range o.Log.Of(m.Chain, func(v Sight) bool { return v.Place.Leaf == "cap" && len(v.Payload) > 0 }) {
		tree := o.destinationOf(v.Place)
		if seen[tree] {
			continue
		}
		if id, ok := o.originOf(v); ok && id == m.Identifier {
			seen[tree] = true
			out = append(out, v)
		}
	}
	return out
}

// destinationOf names the system a tree is for.
func (o *Observer) destinationOf(p Place) string {
	if p.Tree == "parties" {
		return p.Party
	}
	return o.ask.destination(p.Reader)
}

// changed says in a line what the translation did, from the two texts alone.
func changed(m *Sent, a Alert, v Sight, canadian func(string) bool) string {
	if slices.Equal(m.Bytes, v.Payload) {
		return "as it was sent, byte for byte"
	}
	source, _ := ReadAlert(m.Bytes)
	parts := []string{m.Plan.Event.Value + " → " + codesOf(a, v.Place.Reader == "ca" || canadian(v.Place.Party))}
	if a.Status != source.Status {
		parts = append(parts, fmt.Sprintf("status %s → %s", source.Status, a.Status))
	}
	if a.MsgType != source.MsgType {
		parts = append(parts, fmt.Sprintf("%s → %s", source.MsgType, a.MsgType))
	}
	parts = append(parts, languages(source, a), profileOf(a))
	if m.Plan.Contact != "" && !strings.Contains(string(v.Payload), "<contact>") {
		parts = append(parts, "contact redacted")
	}
	if reach := a.Param("layer:bordercast:1.0:reach"); reach != "" {
		parts = append(parts, reach)
	}
	if len(a.Signatures) > 0 {
		parts = append(parts, "signed by the gateway")
	}
	return strings.Join(parts, " · ")
}

// codesOf names the event of a derived alert in its reader's own codes, and the OASIS term where there is one.
func codesOf(a Alert, canadians bool) string {
	own, none := "SAME", "no SAME"
	if canadians {
		own, none = "profile:CAP-CP:Event:", "no CAP-CP event"
	}
	out := cmp.Or(a.EventCode(own), none)
	if term := a.EventCode("OET:v1.2"); term != "" {
		out += ", " + term
	}
	return out
}

func languages(source, a Alert) string {
	var from, to []string
	for _, i := range source.Infos {
		from = append(from, i.Language)
	}
	for _, i := range a.Infos {
		to = append(to, i.Language)
	}
	slices.Sort(from)
	slices.Sort(to)
	text := strings.Join(slices.Compact(from), "+") + " → " + strings.Join(slices.Compact(to), "+")
	if a.Param("layer:bordercast:1.0:composed") != "" {
		text += " (composed parts marked)"
	}
	return text
}

func profileOf(a Alert) string {
	switch {
	case a.HasCode(codeCAPCP):
		return "level CAP-CP"
	case a.HasCode(codeIPAWS):
		return "level IPAWS"
	}
	return "level cap"
}

// Codes by which an alert claims a profile.
const (
	codeCAPCP = "profile:CAP-CP:0.4"
	codeIPAWS = "IPAWSv1.0"
)
