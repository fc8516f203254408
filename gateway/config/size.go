package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Size is a number of bytes, written 512KB or 5MB (powers of 1,024).
type Size int64

var units = []struct {
	name  string
	bytes int64
}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"B", 1}}

// UnmarshalYAML reads a size; what it refuses, it refuses with the place in the file.
func (s *Size) UnmarshalYAML(node ast.Node) error {
	text := node.GetToken().Value
	number, unit := text, int64(1)
	for _, u := range units {
		if rest, found := strings.CutSuffix(text, u.name); found {
			number, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/unit {
		return &yaml.SyntaxError{Token: node.GetToken(),
			Message: fmt.Sprintf("%q is no size; write it like 512KB or 5MB", text)}
	}
	*s = Size(n * unit)
	return nil
}

// String is the size as in the file.
func (s Size) String() string {
	for _, u := range units {
		if s != 0 && int64(s)%u.bytes == 0 {
			return strconv.FormatInt(int64(s)/u.bytes, 10) + u.name
		}
	}
	return "0B"
}

// MarshalYAML writes the size as it may be read again.
func (s Size) MarshalYAML() ([]byte, error) { return []byte(s.String()), nil }
