package text

import (
	"cmp"
	"strings"

	"bordercast/cap/french"
	"bordercast/cap/translate/phrase"
)

// attached is what a block says where a person of the accepting side wrote its French: their words, the times that the
// alert itself gives, their name in the last line, and the fixed phrases of the response types where they left out what
// to do.
func (c *Composer) attached(f *french.Text, times []string, fixed string) (
	headline string, lines []string, instruction, why string,
) {
	if line := c.w.unreviewedLine(phrase.FrCA); line != "" {
		lines = append(lines, line)
	}
	who := []string{"name", f.By, "party", f.Party}
	lines = append(append(lines, strings.TrimSpace(f.Description), ""), times...)
	lines = append(lines, phrase.Key("block/french-by").With(phrase.FrCA, who...))
	why = phrase.Key("why/french-by").With(phrase.EnCA, "name", f.By, "party", f.Party)
	return f.Headline, lines, cmp.Or(f.Instruction, fixed), why
}
