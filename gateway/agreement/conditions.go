package agreement

import (
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
)

// key is one key of a match with what it lists.
type key struct {
	field  string
	values Values
}

// keys of a match, in the order they are asked and explained.
func keys(m Match) []key {
	return []key{{"scope", m.Scope}, {"msgType", m.MsgType}, {"status", m.Status}, {"event", m.Event},
		{"category", m.Category}, {"urgency", m.Urgency}, {"severity", m.Severity}, {"certainty", m.Certainty},
		{"districts", m.Districts}, {"border", m.Border}}
}

// implied are the values a key stands for where a route leaves it out: only what is Public, and no Ack or Error,
// which are about messages, not hazards.
func implied(field string) []string {
	return map[string][]string{"scope": {"Public"}, "msgType": {"Alert", "Update", "Cancel"}}[field]
}

func (c *checker) conditions(a *Agreement) []condition {
	var all []condition
	for _, k := range keys(c.route.Match) {
		wanted := c.values(k.field, k.values)
		if k.values == nil {
			wanted = implied(k.field)
		}
		if wanted == nil {
			continue
		}
		all = append(all, condition{field: k.field, written: strings.Join(k.values, ","), any: wanted,
			of: a.reader(k.field), meets: meeting(k.field), near: a.near()})
	}
	return all
}

// values reads what a key lists, comparisons spelled out.
func (c *checker) values(field string, listed Values) []string {
	if listed == nil {
		return nil
	}
	if len(listed) == 0 {
		c.fail("match."+field, "lists nothing, so the route can match nothing", "list a value or leave the key out")
	}
	var all []string
	for _, text := range listed {
		range_, isRange := compared(field, text)
		switch {
		case isRange && len(range_) == 0:
			c.fail("match."+field, quote(text)+" leaves no value", "compare with a value that has others beyond it")
		case isRange:
			all = append(all, range_...)
		default:
			c.value(field, text)
			all = append(all, text)
		}
	}
	return all
}

func (c *checker) value(field, text string) {
	known, closed := enumerations[field]
	switch {
	case field == "districts" && !wellFormed(text, true):
		c.fail("match.districts", quote(text)+" is no district", "write us/me/029, us/me/* or us/*, in lower case")
	case field == "border":
		c.border(text)
	case closed && !slices.Contains(known, text) && scales[field] != nil:
		c.fail("match."+field, quote(text)+" is no value of CAP's <"+field+">",
			"use one of "+strings.Join(known, ", ")+", or a comparison like \">= "+known[1]+"\"")
	case closed && !slices.Contains(known, text):
		c.fail("match."+field, quote(text)+" is no value of CAP's <"+field+">", "use one of "+strings.Join(known, ", "))
	}
}

// border takes true, false, and a comparison with a distance.
func (c *checker) border(text string) {
	if _, ok := boundOf(text); !ok && text != "true" && text != "false" {
		c.fail("match.border", quote(text)+" is no distance to compare with",
			"write true or false, or a comparison like \"<= 50 km\"")
	}
}

// reader says where in the facts a field stands.
func (a *Agreement) reader(field string) func(Facts) []string {
	return map[string]func(Facts) []string{
		"status":    func(f Facts) []string { return []string{string(f.Status)} },
		"msgType":   func(f Facts) []string { return []string{string(f.MsgType)} },
		"scope":     func(f Facts) []string { return []string{string(f.Scope)} },
		"urgency":   func(f Facts) []string { return []string{string(f.Urgency)} },
		"severity":  func(f Facts) []string { return []string{string(f.Severity)} },
		"certainty": func(f Facts) []string { return []string{string(f.Certainty)} },
		"event":     func(f Facts) []string { return f.Events },
		"category":  func(f Facts) []string { return f.Categories },
		"districts": func(f Facts) []string { return f.Districts },
		"border":    a.distances,
	}[field]
}

// meeting says how a value is compared. Event codes come from many hands, and readers ignore their case
// (traps us-12); CAP's own enumerations are compared to the letter.
func meeting(field string) func(value, wanted string) bool {
	switch field {
	case "districts":
		return touches
	case "event":
		return strings.EqualFold
	case "border":
		return atBorder
	}
	return func(value, wanted string) bool { return value == wanted }
}

func lanes(list []cap.Lane, lane cap.Lane) bool { return slices.Contains(list, lane) }

func quote(text string) string { return strconv.Quote(text) }
