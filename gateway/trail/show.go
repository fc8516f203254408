package trail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// first are the members of a body that a reader wants before the others, with the word that introduces them.
var first = []struct{ name, word string }{
	{"system", "from"}, {"from", "from"}, {"destination", "to"}, {"to", "to"}, {"by", "by"}, {"as", "for"},
	{"route", "route"}, {"action", ""}, {"state", ""}, {"reason", "because"}, {"code", ""}, {"alarm", ""},
}

// Line writes an entry as one line of a timeline: the time in each of the zones given (UTC if none), the number, what
// happened, to which alert, and the rest of the body as name=value. date says whether the day is written too; a
// caller sets it for the first entry and whenever Day changes.
func Line(r Row, date bool, zones ...*time.Location) string {
	parts := []string{clockTimes(r.At, date, zones), fmt.Sprintf("#%-6d", r.Seq), fmt.Sprintf("%-12s", r.Kind)}
	if a := shortAlert(r.Alert); a != "" {
		parts = append(parts, a)
	}
	if b := bodyText(r.Body, zone(zones)); b != "" {
		parts = append(parts, b)
	}
	return strings.TrimRight(strings.Join(parts, "  "), " ")
}

// Day is the calendar day of an entry in the first zone (UTC if none), to tell when a timeline reaches a new one.
func Day(r Row, zones ...*time.Location) string {
	t, err := time.Parse(TimeForm, r.At)
	if err != nil {
		return ""
	}
	return t.In(zone(zones)).Format("Monday 2 January 2006")
}

func zone(zones []*time.Location) *time.Location {
	if len(zones) == 0 {
		return time.UTC
	}
	return zones[0]
}

func clockTimes(at string, date bool, zones []*time.Location) string {
	t, err := time.Parse(TimeForm, at)
	if err != nil {
		return plain(at) // the row was tampered with; show what is there
	}
	if len(zones) == 0 {
		zones = []*time.Location{time.UTC}
	}
	var list []string
	for _, z := range zones {
		list = append(list, t.In(z).Format("15:04:05 MST"))
	}
	text := strings.Join(list, " | ")
	if date {
		return t.In(zones[0]).Format("2006-01-02 ") + text
	}
	return text
}

// shortAlert names an alert by its identifier and sender. The key has the sender, the identifier and the instant on
// lines of their own.
func shortAlert(key string) string {
	parts := strings.Split(key, "\n")
	if len(parts) < 2 {
		return plain(key)
	}
	return plain(parts[1]) + " (" + plain(parts[0]) + ")"
}

// bodyText puts the well-known members first and the rest in the order of their names. What is empty is left out.
func bodyText(body string, zone *time.Location) string {
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	d.UseNumber()
	var members map[string]any
	if d.Decode(&members) != nil {
		return plain(body)
	}
	var list []string
	for _, f := range first {
		if text := value(members[f.name], zone); text != "" {
			list = append(list, strings.TrimLeft(f.word+" "+text, " "))
		}
		delete(members, f.name)
	}
	return strings.Join(append(list, pairs(members, "=", zone)...), "  ")
}

func pairs(members map[string]any, between string, zone *time.Location) []string {
	list := make([]string, 0, len(members))
	for name, v := range members {
		if text := value(v, zone); text != "" {
			list = append(list, plain(name)+between+text)
		}
	}
	slices.Sort(list)
	return list
}

// value writes a member as people write it: times in the zone, lists with commas, a digest cut to what an eye
// compares.
func value(v any, zone *time.Location) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		list := make([]string, len(v))
		for i, item := range v {
			list[i] = value(item, zone)
		}
		return strings.Join(list, ", ")
	case map[string]any:
		return "(" + strings.Join(pairs(v, " ", zone), ", ") + ")"
	case string:
		if t, err := time.Parse(TimeForm, v); err == nil {
			return t.In(zone).Format("2006-01-02 15:04:05 MST")
		}
		if len(v) == 64 && strings.Trim(v, "0123456789abcdef") == "" {
			return v[:12] + "…"
		}
		return plain(v)
	}
	return plain(fmt.Sprint(v))
}

// plain keeps control characters off the terminal: what a row holds may come from a hostile message.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e ||
			r >= 0x2066 && r <= 0x2069 {
			return '·'
		}
		return r
	}, s)
}
