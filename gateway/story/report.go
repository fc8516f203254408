package story

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/topics"
)

// report tells what has happened since it was called last. Without always, it says nothing where nothing happened.
func (c *story) report(line string, always bool) {
	var lines []string
	if c.runs {
		seen := c.see()
		lines = slices.Concat(c.settledLines(seen), c.publishedLines(), c.alarmLines(seen))
	} else {
		lines = c.publishedLines()
	}
	if !always && len(lines) == 0 {
		return
	}
	fmt.Fprintln(&c.happens, line)
	for _, l := range append(c.refusals, lines...) {
		fmt.Fprintln(&c.happens, "  "+l)
	}
	c.brokers.heard, c.refusals = nil, nil
}

// news tells a state only where it is another than was told last.
func (c *story) news(key, state string) []string {
	if c.seen[key] == state {
		return nil
	}
	c.seen[key] = state
	return []string{key + ": " + state}
}

// see is what can be known of the gateway, and of every message of the story.
func (c *story) see() Seen {
	var keys []string
	for _, name := range c.order {
		keys = append(keys, c.messages[name].alert.Identity().Key())
	}
	return c.world.Seen(keys)
}

// publishedLines are what destinations got: documents, end notices, and what stands there otherwise than before.
func (c *story) publishedLines() (lines []string) {
	at := map[string][]heard{}
	for _, h := range c.brokers.heard {
		at[h.at] = append(at[h.at], h)
	}
	for _, destination := range slices.Sorted(maps.Keys(at)) {
		for _, l := range slices.Concat(c.documents(at[destination]), c.notices(at[destination]), c.places(at[destination])) {
			lines = append(lines, destination+" "+l)
		}
	}
	return lines
}

// documents tells each CAP document once, however many topics it came on.
func (c *story) documents(list []heard) (lines []string) {
	for _, h := range list {
		if !strings.HasSuffix(h.Topic, "/"+topics.CAP) || len(h.Payload) == 0 {
			continue
		}
		a, _, err := cap.Read(h.Payload)
		if err != nil {
			c.t.Errorf("what was published on %s is no alert: %v", h.Topic, err)
			continue
		}
		line := c.describe(a)
		if before, known := c.bytes[h.at+a.Identifier]; known && before == string(h.Payload) && !slices.Contains(lines,
			line) {
			line = strings.Replace(line, "gets ", "gets again ", 1)
		}
		if !slices.Contains(lines, line) && !slices.Contains(lines, strings.Replace(line, "gets again ", "gets ", 1)) {
			lines = append(lines, line)
		}
		c.bytes[h.at+a.Identifier] = string(h.Payload)
	}
	slices.Sort(lines) // several chains move in no certain order; rulesOfAPlan has what is certain
	return lines
}

func (c *story) describe(a *cap.Alert) string {
	c.rulesOfADocument(a)
	if own := c.named[a.Sender+" "+a.Identifier]; own != "" && a.Sender != "gateway@bordercast.invalid" {
		return "gets " + own + " as it is"
	}
	from := "?"
	if origin, ok := translate.Origin(a); ok {
		from = c.named[origin.Sender+" "+origin.Identifier]
		c.named[a.Sender+" "+a.Identifier] = from
	}
	line := fmt.Sprintf("gets %s of %s, naming %s [%s]", a.MsgType, from, c.names(a), c.brackets(a))
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

func (c *story) names(a *cap.Alert) string {
	var names []string
	for _, r := range a.ReferenceList() {
		name := c.named[r.Sender+" "+r.Identifier]
		if name == "" {
			name = "?" + r.Identifier
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, " ")
}

// brackets are the level, and the reach, of a derived alert; the lane and scope where they are not the usual ones.
func (c *story) brackets(a *cap.Alert) string {
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

func (c *story) nameOf(key string) string {
	parts := strings.Split(key, "\n")
	if len(parts) < 2 {
		return "bytes"
	}
	if name := c.named[parts[0]+" "+parts[1]]; name != "" {
		return name
	}
	return parts[1]
}

// alarmLines are the alarms raised, once each and then when they count more.
func (c *story) alarmLines(seen Seen) (lines []string) {
	for _, a := range seen.Alarms {
		who := a.Party
		if who == "" {
			who = "the operator"
		}
		for _, l := range c.news("alarm for "+who+" "+a.ID, fmt.Sprintf("%s, %s ×%d", a.Code, a.Severity, a.Count)) {
			lines = append(lines, strings.TrimSuffix(strings.Replace(l, " "+a.ID, "", 1), " ×1"))
		}
	}
	slices.Sort(lines)
	return lines
}

// trails tells the trail of each letter, repeated kinds once.
func (c *story) trails() {
	if !c.runs {
		return
	}
	kinds := map[string][]string{}
	for _, e := range c.see().Trail {
		name := c.nameOf(e.Key)
		if list := kinds[name]; len(list) == 0 || list[len(list)-1] != e.Kind {
			kinds[name] = append(list, e.Kind)
		}
	}
	for _, name := range c.order {
		if len(kinds[name]) == 0 {
			continue
		}
		fmt.Fprintf(&c.happens, "trail of %s: %s\n", name, strings.Join(kinds[name], " "))
	}
}
