package exercise

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
)

// tales are how a letter travelled: one for each tree it was seen in.
func (s *stage) tales(ctx context.Context, name string) []tale {
	m := s.sent[name]
	if m == nil {
		return nil
	}
	var out []tale
	routes := s.routes(ctx, m)
	for _, v := range s.firstsOf(m) {
		a, err := observer.ReadAlert(v.Payload)
		if err != nil {
			continue
		}
		to := destinationOf(v.Place)
		w := tale{from: m.by, to: to, route: routes[to], changed: changed(m, a, v), latency: v.At.Sub(m.at)}
		if at, ok := s.ruledAt[name]; ok {
			w.latency, w.since = v.At.Sub(at), " after the answer"
		}
		out = append(out, w)
	}
	return out
}

// firstsOf finds the first delivery of this very letter in each tree.
func (s *stage) firstsOf(m *message) []observer.Sight {
	seen := map[string]bool{}
	var out []observer.Sight
	for _, v := range s.log.Since(0, func(v observer.Sight) bool {
		return v.Place.Delivers() && v.Place.Leaf == "cap" && len(v.Payload) > 0 && v.Place.ChainOnly() == m.chain
	}) {
		tree := destinationOf(v.Place)
		a, err := observer.ReadAlert(v.Payload)
		if err != nil || seen[tree] {
			continue
		}
		if _, id, _ := a.Origin(); id == m.alert.Identifier {
			seen[tree] = true
			out = append(out, v)
		}
	}
	return out
}

// destinationOf names the system a tree is for.
func destinationOf(p observer.Place) string {
	if p.Tree == "parties" {
		return p.Party
	}
	return "responders-" + p.Reader
}

// routes asks the gateway which route led where: the reason a person could ask for too.
func (s *stage) routes(ctx context.Context, m *message) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	out := map[string]string{}
	e, err := s.client.Explain(ctx, api.Question{Bytes: m.bytes, System: m.by})
	if err != nil {
		return out
	}
	for _, d := range e.Decisions {
		out[d.Destination] = d.Route
	}
	return out
}

// changed says in a line what the translation did, from the two texts alone.
func changed(m *message, a observer.Alert, v observer.Sight) string {
	if slices.Equal(m.bytes, v.Payload) {
		return "as it was sent, byte for byte"
	}
	parts := []string{m.event.value + " → " + codesOf(a, v.Place.Reader == "ca" || canadian[v.Place.Party])}
	if a.Status != string(m.alert.Status) {
		parts = append(parts, fmt.Sprintf("status %s → %s", m.alert.Status, a.Status))
	}
	if a.MsgType != string(m.alert.MsgType) {
		parts = append(parts, fmt.Sprintf("%s → %s", m.alert.MsgType, a.MsgType))
	}
	parts = append(parts, languages(m, a), profileOf(a))
	if m.contact != "" && !strings.Contains(string(v.Payload), "<contact>") {
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
func codesOf(a observer.Alert, canadians bool) string {
	own, none := "SAME", "no SAME"
	if canadians {
		own, none = "profile:CAP-CP:Event:", "no CAP-CP event"
	}
	out := cmp.Or(a.EventCode(own), none)
	if term := a.EventCode(nameOET); term != "" {
		out += ", " + term
	}
	return out
}

func languages(m *message, a observer.Alert) string {
	var from, to []string
	for _, i := range m.alert.Infos {
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

func profileOf(a observer.Alert) string {
	switch {
	case a.HasCode(codeCAPCP):
		return "level CAP-CP"
	case a.HasCode(codeIPAWS):
		return "level IPAWS"
	}
	return "level cap"
}
