package story

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/topics"
)

// notices tells the endings, those alike in one line.
func (r *report) notices(list []heard) (lines []string) {
	where := map[string][]string{}
	var order []string
	for _, h := range list {
		if !strings.HasSuffix(h.Topic, "/"+topics.Ended) {
			continue
		}
		var n struct {
			End       string
			By        *struct{ Sender, Identifier string }
			Successor *string
			Part      int
		}
		if err := json.Unmarshal(h.Payload, &n); err != nil {
			r.t.Errorf("%s: %v", h.Topic, err)
		}
		line := fmt.Sprintf("is told %q", n.End)
		if n.By != nil {
			line += " by " + r.messages.nameOf(n.By.Sender+"\n"+n.By.Identifier)
		}
		if n.Part > 1 {
			line += fmt.Sprintf(" part %d", n.Part)
		}
		if n.Successor != nil && *n.Successor != "" {
			if _, there := r.brokers.trees[h.at][*n.Successor]; !there {
				r.t.Errorf("the successor named on %s does not stand: %s", h.Topic, *n.Successor)
			}
			line += ", successor shown"
		}
		if _, known := where[line]; !known {
			order = append(order, line)
		}
		place, kind := placeOf(h.Topic)
		where[line] = append(where[line], place+" "+kind)
	}
	slices.Sort(order) // several chains end in no certain order
	for _, line := range order {
		lines = append(lines, line+" at "+grouped(where[line]))
	}
	return lines
}

// places tells what stands otherwise than before: by alert, where, under which category and severity.
func (r *report) places(list []heard) (lines []string) {
	touched, order := map[string][]string{}, []string{}
	seen := map[string]bool{}
	for _, h := range list {
		if !h.Retain || seen[h.Topic] {
			continue
		}
		seen[h.Topic] = true
		payload, stands := r.brokers.trees[h.at][h.Topic]
		state := "clears"
		if stands {
			if strings.HasSuffix(h.Topic, "/"+topics.Report) {
				continue // it stands and falls with the CAP beside it
			}
			state = "shows " + r.shown(payload)
		}
		if before := r.seen[h.at+h.Topic]; before == state+payload || before == "" && !stands {
			continue
		}
		r.seen[h.at+h.Topic] = state + payload
		if !stands {
			r.seen[h.at+h.Topic] = ""
		}
		if _, known := touched[state]; !known {
			order = append(order, state)
		}
		place, kind := placeOf(h.Topic)
		touched[state] = append(touched[state], place+" "+kind)
	}
	slices.Sort(order)
	slices.SortStableFunc(order, func(a, b string) int { return strings.Compare(b[:1], a[:1]) }) // what is shown first
	for _, state := range order {
		at := " at "
		if state == "clears" {
			at = " "
		}
		lines = append(lines, state+at+grouped(touched[state]))
	}
	return lines
}

// shown is which letter a retained payload is of.
func (r *report) shown(payload string) string {
	if a, _, err := cap.Read([]byte(payload)); err == nil {
		return r.messages.of(a)
	}
	var f struct {
		Properties struct {
			Identity struct{ Sender, Identifier string }
			Pending  string `json:"update_pending_since"`
		}
	}
	if err := json.Unmarshal([]byte(payload), &f); err != nil {
		r.t.Errorf("neither CAP nor JSON is retained: %.80s", payload)
	}
	name := r.messages.nameOf(f.Properties.Identity.Sender + "\n" + f.Properties.Identity.Identifier)
	if f.Properties.Pending != "" {
		name += " (its update waits)"
	}
	return name
}

// placeOf reads a topic: where, and under which category and severity; or whose list.
func placeOf(topic string) (place, kind string) {
	t, ok := topics.Parse(topic)
	switch {
	case !ok:
		return topic, ""
	case t.Kind == topics.PartyAlert:
		return "the list of " + t.Party, string(t.Lane)
	}
	kind = t.Key.Category + " " + t.Key.Severity
	if t.Lane != cap.LaneExercise {
		kind += " " + string(t.Lane)
	}
	return t.Key.Country + "/" + t.Key.Region + "/" + t.Key.District, kind
}

// grouped writes places once each, by category and severity.
func grouped(places []string) string {
	by := map[string][]string{}
	for _, p := range places {
		cut := strings.IndexByte(p, ' ')
		if strings.HasPrefix(p, "the list of ") {
			cut = strings.LastIndexByte(p, ' ')
		}
		where, kind := p[:cut], p[cut+1:]
		if !slices.Contains(by[kind], where) {
			by[kind] = append(by[kind], where)
		}
	}
	var all []string
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		all = append(all, strings.Join(fewer(by[kind]), " ")+" ("+kind+")")
	}
	return strings.Join(all, ", ")
}

// fewer writes many districts of a region as their number.
func fewer(places []string) []string {
	const many = 6
	of := map[string][]string{}
	for _, p := range places {
		region := p[:max(0, strings.LastIndexByte(p, '/'))]
		of[region] = append(of[region], p)
	}
	var all []string
	for region, list := range of {
		if len(list) > many {
			list = []string{fmt.Sprintf("%s/(%d districts)", region, len(list))}
		}
		all = append(all, list...)
	}
	slices.Sort(all)
	return all
}
