package agreement

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Values is a list that may be written as its only value.
type Values []string

// UnmarshalYAML reads a scalar or a list of scalars.
func (v *Values) UnmarshalYAML(node ast.Node) error {
	*v = Values{}
	list, isList := node.(*ast.SequenceNode)
	if !isList {
		return v.add(node)
	}
	for _, each := range list.Values {
		if err := v.add(each); err != nil {
			return err
		}
	}
	return nil
}

func (v *Values) add(node ast.Node) error {
	text, ok := scalar(node)
	if !ok {
		return at(node, "must be a name or a list of names")
	}
	*v = append(*v, text)
	return nil
}

// Duration is a length of time as 90s, 5m or 1h30m, never negative.
type Duration time.Duration

// UnmarshalYAML reads a duration; what it refuses, it refuses with the place in the file.
func (d *Duration) UnmarshalYAML(node ast.Node) error {
	text, _ := scalar(node)
	read, err := time.ParseDuration(text)
	if err != nil || read < 0 {
		return at(node, "%q is no duration; write it like 90s, 5m or 1h30m", text)
	}
	*d = Duration(read)
	return nil
}

// MarshalYAML writes the duration as it may be read again.
func (d Duration) MarshalYAML() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Date is a calendar day; the zero Date is none.
type Date struct{ Year, Month, Day int }

// UnmarshalYAML reads 2027-12-31.
func (d *Date) UnmarshalYAML(node ast.Node) error {
	text, _ := scalar(node)
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return at(node, "%q is no date; write it like 2027-12-31", text)
	}
	*d = Date{day.Year(), int(day.Month()), day.Day()}
	return nil
}

// MarshalYAML writes the date as it may be read again.
func (d Date) MarshalYAML() ([]byte, error) { return []byte(d.String()), nil }

// String is the date as in the file.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Over tells whether the day has ended everywhere: at noon UTC of the next, when it ends in the last time zone.
// An agreement is in force through the whole of its last day, on whichever side of the border that day ends last.
func (d Date) Over(now time.Time) bool {
	end := time.Date(d.Year, time.Month(d.Month), d.Day+1, 12, 0, 0, 0, time.UTC)
	return d != Date{} && !now.Before(end)
}

func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case ast.ScalarNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func at(node ast.Node, text string, args ...any) error {
	return &yaml.SyntaxError{Message: fmt.Sprintf(text, args...), Token: node.GetToken()}
}
