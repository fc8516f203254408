package translate

import (
	"encoding/json"
	"fmt"
	"strings"

	"bordercast/cap"
)

// Action is what became of one thing.
type Action string

// The actions.
const (
	Carried   Action = "carried"
	Changed   Action = "changed"
	Composed  Action = "composed"
	Defaulted Action = "defaulted"
	Added     Action = "added"
	Dropped   Action = "dropped"
)

// Row is one thing carried, changed, composed, defaulted, added or dropped. Path is a CAP path with the number of
// the source's info; From and To are cut, for the report is read by people.
type Row struct {
	Action Action `json:"action"`
	Path   string `json:"path"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Rule   string `json:"rule,omitempty"`
	Why    string `json:"why,omitempty"`
}

// Report is what a translation did to one part.
type Report struct {
	Source   string    `json:"source"` // sender,identifier,sent
	Derived  string    `json:"derived,omitempty"`
	To       cap.Side  `json:"to"`
	Part     int       `json:"part"`
	Level    Level     `json:"level,omitempty"`
	Reasons  []string  `json:"reasons,omitempty"`
	Channels []Channel `json:"channels,omitempty"`
	Reach    Reach     `json:"reach,omitempty"`
	Rows     []Row     `json:"rows"`

	private bool // values that stay behind are not told
}

// JSON is the report for a program.
func (r Report) JSON() []byte {
	b, err := json.Marshal(r)
	if err != nil { // strings and numbers only: there is nothing to refuse
		return nil
	}
	return append(b, '\n')
}

// Text is the report for a person: what was decided first, then what changed, and what was carried as a count.
func (r Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s → %s, part %d", r.Source, r.To, r.Part)
	if r.Derived != "" {
		fmt.Fprintf(&b, ": %s", r.Derived)
	}
	fmt.Fprintf(&b, "\nlevel %s, reach %s, channels %v\n", or(string(r.Level), "-"), or(string(r.Reach), "-"), r.Channels)
	for _, why := range r.Reasons {
		fmt.Fprintf(&b, "  not the profile's level: %s\n", why)
	}
	carried := 0
	for _, row := range r.Rows {
		if row.Action == Carried && row.From == row.To {
			carried++
			continue
		}
		b.WriteString(row.prose())
	}
	fmt.Fprintf(&b, "%d things carried as they were\n", carried)
	return b.String()
}

func (r Row) prose() string {
	s := fmt.Sprintf("  %-9s %s", r.Action, r.Path)
	switch {
	case r.From != "" && r.To != "":
		s += fmt.Sprintf(": %q → %q", r.From, r.To)
	case r.From != "":
		s += fmt.Sprintf(": %q", r.From)
	case r.To != "":
		s += fmt.Sprintf(": %q", r.To)
	}
	if r.Why != "" {
		s += " (" + r.Why + ")"
	}
	return s + "\n"
}

// add records a row. Of an alert that is not public, a value that was dropped or replaced stays unsaid, for the report
// crosses too; references are identities, which cross anyway.
func (r *Report) add(a Action, path, from, to, rule, why string) {
	if r.private && from != "" && (a == Dropped || a == Defaulted) && rule != "references" {
		from = redacted
	}
	r.Rows = append(r.Rows, Row{a, path, cut(from), cut(to), rule, why})
}

// carry records a thing that crossed, whose spelling may have changed, and returns it.
func (r *Report) carry(path, from, to string) string {
	if from != "" || to != "" {
		r.add(Carried, path, from, to, "", "")
	}
	return to
}

// cut keeps a report readable: the whole text is in the alert beside it.
func cut(s string) string {
	const most = 160
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n++; n == most {
			return s[:i] + "…"
		}
	}
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
