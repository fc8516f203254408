package config

import (
	"fmt"
	"strings"
)

// Explain is a problem with the lines of the file that it means, where they can be found.
func (c *Config) Explain(p Problem) string {
	src, path := c.main, p.Where
	if inTerms, found := strings.CutPrefix(path, "agreement."); found && c.terms.Text != nil {
		src, path = c.terms, inTerms
	}
	line, column := src.Find(path)
	if line == 0 {
		return p.String() + "\n"
	}
	return fmt.Sprintf("%s:%d:%d: %s\n%s", src.Name, line, column, p, src.Excerpt(line, column))
}
