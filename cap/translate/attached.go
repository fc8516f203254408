package translate

import (
	"strings"

	attached "bordercast/cap/french"
)

// attached is what a block says where a person of the accepting side wrote its French: their words, the times that the
// alert itself gives, their name in the last line, and the fixed phrases of the response types where they left out what
// to do.
func (w *work) attached(f *attached.Text, times []string, fixed string) (headline string, lines []string, instruction, why string) {
	if line := w.unreviewedLine(frCA); line != "" {
		lines = append(lines, line)
	}
	who := []string{"name", f.By, "party", f.Party}
	lines = append(append(lines, strings.TrimSpace(f.Description), ""), times...)
	lines = append(lines, phrase("block/french-by").with(frCA, who...))
	return f.Headline, lines, or(f.Instruction, fixed), phrase("why/french-by").with(enCA, "name", f.By, "party", f.Party)
}

// FrenchWanted says to those who are asked about an alert that its French would be fixed phrases alone, and by which
// command they attach a text of their own.
func FrenchWanted(command string) (en, fr string) {
	return phrase("ask/french").with(enCA, "command", command), phrase("ask/french").with(frCA, "command", command)
}
