package story

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/topics"
)

// report tells what happens, as a person reads it: each thing once, and then when it changes.
type report struct {
	t        *testing.T
	brokers  *Brokers
	messages *messages
	rules    *rules
	bytes    map[string]string // what a destination got last under an identifier
	seen     map[string]string // state of decisions, alarms and topics, as told last
	text     strings.Builder
}

// tell tells what has happened since it was called last, under a line. seen is nil where the gateway does not run.
// Without always, it says nothing where nothing happened.
func (r *report) tell(line string, seen *Seen, refusals []string, always bool) {
	var lines []string
	if seen != nil {
		lines = slices.Concat(r.settledLines(*seen), r.publishedLines(), r.alarmLines(*seen))
	} else {
		lines = r.publishedLines()
	}
	if !always && len(lines) == 0 {
		return
	}
	fmt.Fprintln(&r.text, line)
	for _, l := range slices.Concat(refusals, lines) {
		fmt.Fprintln(&r.text, "  "+l)
	}
	r.brokers.heard = nil
}

// news tells a state only where it is another than was told last.
func (r *report) news(key, state string) []string {
	if r.seen[key] == state {
		return nil
	}
	r.seen[key] = state
	return []string{key + ": " + state}
}

// publishedLines are what destinations got: documents, end notices, and what stands there otherwise than before.
func (r *report) publishedLines() (lines []string) {
	at := map[string][]heard{}
	for _, h := range r.brokers.heard {
		at[h.at] = append(at[h.at], h)
	}
	for _, destination := range slices.Sorted(maps.Keys(at)) {
		for _, l := range slices.Concat(r.documents(at[destination]), r.notices(at[destination]), r.places(at[destination])) {
			lines = append(lines, destination+" "+l)
		}
	}
	return lines
}

// documents tells each CAP document once, however many topics it came on.
func (r *report) documents(list []heard) (lines []string) {
	for _, h := range list {
		if !strings.HasSuffix(h.Topic, "/"+topics.CAP) || len(h.Payload) == 0 {
			continue
		}
		a, _, err := cap.Read(h.Payload)
		if err != nil {
			r.t.Errorf("what was published on %s is no alert: %v", h.Topic, err)
			continue
		}
		line := r.describe(a)
		if before, known := r.bytes[h.at+a.Identifier]; known && before == string(h.Payload) && !slices.Contains(lines,
			line) {
			line = strings.Replace(line, "gets ", "gets again ", 1)
		}
		if !slices.Contains(lines, line) && !slices.Contains(lines, strings.Replace(line, "gets again ", "gets ", 1)) {
			lines = append(lines, line)
		}
		r.bytes[h.at+a.Identifier] = string(h.Payload)
	}
	slices.Sort(lines) // several chains move in no certain order; rules.ofAPlan has what is certain
	return lines
}

func (r *report) describe(a *cap.Alert) string {
	r.rules.ofADocument(a)
	if own := r.messages.of(a); own != "" && a.Sender != "gateway@bordercast.invalid" {
		return "gets " + own + " as it is"
	}
	from := "?"
	if origin, ok := translate.Origin(a); ok {
		from = r.messages.named[origin.Sender+" "+origin.Identifier]
		r.messages.named[a.Sender+" "+a.Identifier] = from
	}
	line := fmt.Sprintf("gets %s of %s, naming %s [%s]", a.MsgType, from, r.messages.references(a), brackets(a))
	for n := range a.Infos {
		i := &a.Infos[n]
		line += fmt.Sprintf(" {%s %s", i.Language, i.Severity)
		for _, area := range i.Areas {
			if n == 0 {
				line += "; " + area.Desc
			}
		}
		line += "}"
	}
	return line
}

// brackets are the level, and the reach, of a derived alert; the lane and scope where they are not the usual ones.
func brackets(a *cap.Alert) string {
	words := []string{"cap"}
	for _, code := range a.Codes {
		if code == "IPAWSv1.0" {
			words[0] = "ipaws"
		}
		if code == "profile:CAP-CP:0.4" {
			words[0] = "capcp"
		}
	}
	if len(a.Infos) > 0 {
		words = append(words, a.Infos[0].Param("layer:bordercast:1.0:reach"))
	}
	if a.Status != cap.Exercise {
		words = append(words, string(a.Status))
	}
	if a.Scope != cap.Public {
		words = append(words, string(a.Scope))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// alarmLines are the alarms raised, once each and then when they count more.
func (r *report) alarmLines(seen Seen) (lines []string) {
	for _, a := range seen.Alarms {
		who := a.Party
		if who == "" {
			who = "the operator"
		}
		for _, l := range r.news("alarm for "+who+" "+a.ID, fmt.Sprintf("%s, %s ×%d", a.Code, a.Severity, a.Count)) {
			lines = append(lines, strings.TrimSuffix(strings.Replace(l, " "+a.ID, "", 1), " ×1"))
		}
	}
	slices.Sort(lines)
	return lines
}

// trails tells the trail of each letter, repeated kinds once.
func (r *report) trails(seen Seen) {
	kinds := map[string][]string{}
	for _, e := range seen.Trail {
		name := r.messages.nameOf(e.Key)
		if list := kinds[name]; len(list) == 0 || list[len(list)-1] != e.Kind {
			kinds[name] = append(list, e.Kind)
		}
	}
	for _, name := range r.messages.order {
		if len(kinds[name]) == 0 {
			continue
		}
		fmt.Fprintf(&r.text, "trail of %s: %s\n", name, strings.Join(kinds[name], " "))
	}
}
