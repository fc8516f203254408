package story

import (
	"fmt"
	"strings"

	"bordercast/gateway/trail"
)

// settledLines are what became of the messages themselves, and what was decided about them.
func (r *report) settledLines(seen Seen) (lines []string) {
	for _, e := range seen.Trail {
		name := r.messages.nameOf(e.Key)
		switch trail.Kind(e.Kind) {
		case trail.Settled:
			if e.Reason == "" || e.Destination != "" {
				continue
			}
			name += " (kept out)"
		case trail.Quarantined, trail.Loop, trail.Duplicate:
			name += " (" + e.Kind + ")"
		default:
			continue
		}
		for _, l := range r.news(name, strings.TrimSpace(fmt.Sprintf("%s trail %d", e.Reason, e.Seq))) {
			l, _, _ = strings.Cut(l, " trail ")
			lines = append(lines, strings.TrimSuffix(l, ":"))
		}
	}
	for _, name := range r.messages.order {
		key := r.messages.all[name].alert.Identity().Key()
		if r.messages.nameOf(key) == name { // otherwise it is reported as the first copy of it
			lines = append(lines, r.decided(name, seen.Decisions[key])...)
		}
	}
	return lines
}

// decided tells decisions that are new or other than before, and those alike in one line.
func (r *report) decided(name string, decisions []Decision) (lines []string) {
	where := map[string][]string{}
	var order []string
	for _, d := range decisions {
		if d.Reason == "no-route" || d.Reason == "nothing-live" && !r.concerned(d.Destination) {
			continue
		}
		words := decisionWords(d)
		subject := name + " for " + d.Destination
		if d.Event != "" {
			subject = name + ", " + d.Event + ", for " + d.Destination
		}
		if len(r.news(subject, words)) == 0 {
			continue
		}
		if d.Event != "" {
			words = d.Event + "\n" + words
		}
		if where[words] == nil {
			order = append(order, words)
		}
		where[words] = append(where[words], d.Destination)
	}
	for _, words := range order {
		event, said, several := strings.Cut(words, "\n")
		if !several {
			lines = append(lines, name+" for "+strings.Join(where[words], " ")+": "+words)
			continue
		}
		lines = append(lines, name+", "+event+", for "+strings.Join(where[words], " ")+": "+said)
	}
	return lines
}

// concerned says that something was decided for a destination before: an end that finds nothing there is news then.
func (r *report) concerned(destination string) bool {
	for key := range r.seen {
		if strings.HasSuffix(key, " for "+destination) {
			return true
		}
	}
	return false
}

func decisionWords(d Decision) string {
	words := []string{d.State}
	if d.Dropped {
		words[0] = "dropped"
	}
	if d.Route != "" {
		words = append(words, "route "+d.Route)
	}
	if d.Reason != "" {
		words = append(words, d.Reason)
	}
	if d.Held {
		words = append(words, d.Ask+" by "+d.Of)
	}
	return strings.Join(words, ", ")
}
