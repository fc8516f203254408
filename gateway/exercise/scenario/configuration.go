package scenario

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Configuration is the gateway's, as a scenario has it: what a coordinator hands on is one file. It is written as in a
// file of its own, comments and all; what stands in it as ${NAME}, the player fills in.
type Configuration struct {
	Text string // moved to the left edge
	Line int    // of the scenario's file, where it begins

	indent int // how far right it stands there

	known known
}

// known is what a scenario has to know of the gateway's configuration. It reads no more of it: the gateway says itself
// what is wrong with the rest.
type known struct {
	Gateway struct {
		Operators []any `yaml:"operators"`
	} `yaml:"gateway"`
	Parties []struct {
		Name   string `yaml:"name"`
		People []any  `yaml:"people"`
	} `yaml:"parties"`
	Systems []struct {
		Name string    `yaml:"name"`
		Side string    `yaml:"side"`
		In   *struct{} `yaml:"in"`
		Out  *struct {
			Tree string `yaml:"tree"`
		} `yaml:"out"`
	} `yaml:"systems"`
}

// Fields are what the player fills into the configuration of a scenario.
type Fields struct {
	Data   string    // the gateway's folder
	Keys   string    // the systems' keys, one NAME.pem for each
	Broker string    // host:port that the embedded broker listens on
	Line   string    // URL of the line to the destination Scenario.Line
	Others string    // URL of the line to every other destination
	HTTP   string    // host:port of the loopback port
	Until  time.Time // how long the agreement holds
}

// fields are their names in the file, each followed by its value.
func (f Fields) fields() []string {
	return []string{"${DATA}", f.Data, "${KEYS}", f.Keys, "${BROKER}", f.Broker, "${LINE}", f.Line, "${OTHERS}", f.Others,
		"${HTTP}", f.HTTP, "${UNTIL}", f.Until.Format(time.DateOnly)}
}

// Filled is the configuration with the player's values in it.
func (c Configuration) Filled(f Fields) string {
	return strings.NewReplacer(f.fields()...).Replace(c.Text)
}

// Placed is Filled, on the lines and columns that it has in the scenario's file: so that whoever reads it answers with
// those.
func (c Configuration) Placed(f Fields) string {
	var out strings.Builder
	out.WriteString(strings.Repeat("\n", max(0, c.Line-1)))
	for line := range strings.Lines(c.Filled(f)) {
		out.WriteString(strings.Repeat(" ", c.indent) + line)
	}
	return out.String()
}

// Parties are those of the configuration, in its order.
func (c Configuration) Parties() []string {
	var out []string
	for _, p := range c.known.Parties {
		out = append(out, p.Name)
	}
	return out
}

// Destination is the system whose alerts stand in the public tree of a reader, "ca" or "us"; "" for none.
func (c Configuration) Destination(reader string) string {
	for _, s := range c.known.Systems {
		if s.Out != nil && s.Out.Tree == "public" && s.Side == reader {
			return s.Name
		}
	}
	return ""
}

// may says whether a person may answer for a party.
func (c Configuration) may(person, party string) bool {
	for _, p := range c.known.Parties {
		if p.Name == party {
			return listed(p.People, person)
		}
	}
	return party == Operator && listed(c.known.Gateway.Operators, person)
}

// nameKey is the key of a person who has more keys than a name.
const nameKey = "name"

// listed finds a person in a list, where it is a name or has one.
func listed(people []any, name string) bool {
	return slices.ContainsFunc(people, func(one any) bool {
		if keys, ok := one.(map[string]any); ok {
			one = keys[nameKey]
		}
		return one == name
	})
}

var placeholder = regexp.MustCompile(`\$\{[^}]*\}?`)

// read takes the text of the configuration, and what is known of it.
func (c *Configuration) read(r *reading, n ast.Node) {
	pairs := pairsOf(n)
	if len(pairs) == 0 || isFlow(n) {
		r.fail(n, "the gateway's configuration belongs here, indented, a key a line; bordercast config example shows one")
		return
	}
	place := pairs[0].Key.GetToken().Position
	c.Line, c.indent = place.Line, place.Column-1
	c.Text = block(strings.Split(string(r.file.Text), "\n")[place.Line-1:], place.Column-1)
	names := Fields{}.fields()
	for i, line := range strings.Split(c.Text, "\n") {
		for _, found := range placeholder.FindAllStringIndex(line, -1) {
			if name := line[found[0]:found[1]]; !slices.Contains(names, name) {
				r.mistakes = append(r.mistakes, r.file.Mistake(c.Line+i, found[0]+place.Column,
					name+" is nothing that is filled in; there is ${DATA}, ${KEYS}, ${BROKER}, ${LINE}, ${OTHERS}, "+
						"${HTTP} and ${UNTIL}"))
			}
		}
	}
	c.enclosed(r, n)
	if err := yaml.NodeToValue(n, &c.known); err != nil {
		r.refused(err)
		return
	}
	for _, s := range c.known.Systems {
		r.outside.systems = append(r.outside.systems, s.Name)
		if s.Out != nil {
			r.outside.destinations = append(r.outside.destinations, s.Name)
		}
		if s.In != nil {
			r.outside.sources = append(r.outside.sources, s.Name)
		}
	}
	r.outside.parties = c.Parties()
}

// enclosed wants the gateway of an exercise to reach nobody but those who take part: its own broker, its own folder,
// and no program or address to tell people elsewhere by.
func (c *Configuration) enclosed(r *reading, n ast.Node) {
	for _, must := range []struct {
		is   string
		keys []string
	}{
		{"${DATA}", []string{"gateway", "data"}},
		{"${BROKER}", []string{"broker", "embedded", "listen"}},
		{"${HTTP}", []string{"http", "listen"}},
	} {
		where, node := n, under(n, must.keys[0])
		for _, key := range must.keys[1:] {
			if node == nil {
				break
			}
			where, node = node, under(node, key)
		}
		if node == nil {
			r.fail(where, "the gateway of an exercise has %s: \"%s\"; add it", strings.Join(must.keys, "."), must.is)
		} else if node.GetToken().Value != must.is {
			r.fail(node, "the gateway of an exercise has %s: \"%s\", so that it reaches nobody else; write that",
				strings.Join(must.keys, "."), must.is)
		}
	}
	never := func(n ast.Node, keys ...string) {
		for _, key := range keys {
			if found := under(n, key); found != nil {
				r.fail(found, "an exercise reaches nobody outside it: %s has no place here; remove it", key)
			}
		}
	}
	never(under(n, "broker"), "url")
	never(under(n, "alarms"), "command", "webhook")
	for _, party := range itemsOf(under(n, "parties")) {
		never(party, "call")
	}
	for _, system := range itemsOf(under(n, "systems")) {
		if kind := under(system, "kind"); kind != nil && kind.GetToken().Value != "mqtt" {
			r.fail(kind, "an exercise has systems of kind mqtt alone; write that")
		}
		line := under(under(system, "out"), "broker_url")
		if line != nil && !slices.Contains([]string{"${LINE}", "${OTHERS}"}, line.GetToken().Value) {
			r.fail(line, "a destination of an exercise has broker_url: \"${LINE}\" or \"${OTHERS}\"; write one of them")
		}
	}
}

// block are the lines of a block, moved to the left edge: it ends where something stands further left.
func block(lines []string, indent int) string {
	var out strings.Builder
	for _, line := range lines {
		blank := strings.TrimSpace(line) == ""
		if !blank && len(line)-len(strings.TrimLeft(line, " ")) < indent {
			break
		}
		out.WriteString(strings.TrimRight(line[min(indent, len(line)):], " \r") + "\n")
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}
