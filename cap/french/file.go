package french

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// MaxFile bounds a file: more than its parts may hold, in any script.
const MaxFile = 32 << 10

// Form is such a file, for whoever has to write one.
const Form = `TITRE : Fuite de chlore à Calais – restez à l'intérieur
DESCRIPTION :
Un nuage de chlore se dirige vers St. Stephen.
Il y sera vers 18 h 30.
CONSIGNES :
Fermez portes et fenêtres.
`

// A heading begins a line: the name of a part, in English or French, and a colon, in French with a space before it.
var (
	heading  = regexp.MustCompile(`(?i)^(headline|titre|description|instructions?|consignes?)[ \x{a0}\x{202f}]*:\s*(.*)$`)
	shouting = regexp.MustCompile(`^\p{Lu}{4,}[ \x{a0}\x{202f}]*:$`)
)

// reader reads a file line by line.
type reader struct {
	text  Text
	now   *string // the part that is being read
	of    part
	found []part
	line  int
}

// Read reads a file: three headings at the beginning of a line, TITRE (or HEADLINE), DESCRIPTION and CONSIGNES (or
// INSTRUCTION), each with a colon, and its text behind it or on the lines that follow. CONSIGNES may be left out. An
// error is one sentence, with the line that it is about.
func Read(file []byte) (Text, error) {
	if len(file) > MaxFile {
		return Text{}, fmt.Errorf("the file has %d bytes, and a French text has %d at most: shorten it", len(file), MaxFile)
	}
	r := &reader{}
	for line := range strings.Lines(strings.TrimPrefix(string(file), "\ufeff")) { // which editors of Windows put in front
		r.line++
		if err := r.take(strings.TrimRight(line, "\r\n \t")); err != nil {
			return Text{}, err
		}
	}
	for _, p := range []part{headline, description} {
		if !slices.Contains(r.found, p) {
			return Text{}, fmt.Errorf("line %d: the file ends without a %s: begin a line with %q and write it there",
				max(r.line, 1), strings.ToLower(p.name), p.french+" :")
		}
	}
	if err := r.end(); err != nil {
		return Text{}, err
	}
	return r.text, nil
}

func (r *reader) fault(text string) error { return fmt.Errorf("line %d: %s", r.line, text) }

func (r *reader) take(line string) error {
	if fault := unseen(line); fault != "" {
		return r.fault("the line " + fault)
	}
	if m := heading.FindStringSubmatch(line); m != nil {
		if err := r.begin(strings.ToLower(m[1])); err != nil {
			return err
		}
		line = m[2]
	} else if shouting.MatchString(line) {
		return r.fault(fmt.Sprintf("%q is no heading: write TITRE, DESCRIPTION or CONSIGNES, or put something behind the "+
			"colon",
			line))
	}
	switch {
	case r.now == nil && strings.TrimSpace(line) == "":
	case r.now == nil:
		return r.fault(`text stands before the first heading: begin with "TITRE :"`)
	case r.of == headline && *r.now != "" && strings.TrimSpace(line) != "":
		return r.fault(`the headline is one line, and here is a second: begin the next part with "DESCRIPTION :"`)
	case r.of == headline || *r.now == "":
		*r.now += strings.TrimSpace(line)
	default:
		*r.now += "\n" + line
	}
	return nil
}

// begin ends a part and begins the next.
func (r *reader) begin(name string) error {
	if err := r.end(); err != nil {
		return err
	}
	switch name {
	case "headline", "titre":
		r.now, r.of = &r.text.Headline, headline
	case "description":
		r.now, r.of = &r.text.Description, description
	default:
		r.now, r.of = &r.text.Instruction, instruction
	}
	if slices.Contains(r.found, r.of) {
		return r.fault("a second " + strings.ToLower(r.of.name) + " begins here: keep one")
	}
	r.found = append(r.found, r.of)
	return nil
}

// end judges the part that was read.
func (r *reader) end() error {
	if r.now == nil {
		return nil
	}
	*r.now = strings.TrimRight(*r.now, "\n")
	if *r.now == "" {
		return r.fault("the " + strings.ToLower(r.of.name) + " above is empty: write it, or take its heading out")
	}
	if fault := r.of.fault(*r.now); fault != "" {
		return r.fault("the " + strings.ToLower(r.of.name) + " above " + fault)
	}
	return nil
}
