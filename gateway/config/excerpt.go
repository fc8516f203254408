package config

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// source is the text that a configuration or its agreement came from.
type source struct {
	file string
	text []byte
}

// Explain is a problem with the lines of the file that it means, where they can be found.
func (c *Config) Explain(p Problem) string {
	src, path := c.main, p.Where
	if inTerms, found := strings.CutPrefix(path, "agreement."); found && c.terms.text != nil {
		src, path = c.terms, inTerms
	}
	line, column := src.find(path)
	if line == 0 {
		return p.String() + "\n"
	}
	return fmt.Sprintf("%s:%d:%d: %s\n%s", src.file, line, column, p, excerpt(src.text, line, column))
}

// find is the place of a path, or of the nearest outer one that the file has.
func (s source) find(where string) (line, column int) {
	for where != "" && s.text != nil {
		if path, err := yaml.PathString("$." + where); err == nil {
			if node, err := path.ReadNode(strings.NewReader(string(s.text))); err == nil && node != nil {
				at := node.GetToken().Position
				return at.Line, at.Column
			}
		}
		where = where[:max(0, strings.LastIndexAny(where, ".["))]
	}
	return 0, 0
}
