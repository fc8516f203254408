package cap

import (
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// Mended is a value that Parse read as what it plainly means and that is never written on as it came: an enumeration in
// other letters, a character that nobody sees. Of long prose From and To are "".
type Mended struct {
	Info     int    // the number of its info, from 0; -1 where it stands in none
	Path     string // "alert/info[1]/severity"
	From, To string
	What     string // "other letters", or the characters: "U+200B"
}

// OtherLetters is what of Mended for an enumeration that was sent in other letters.
const OtherLetters = "other letters"

// mostMended bounds the list, as mostUnread does.
const mostMended = mostUnread

func (p *parser) mended(e *etree.Element, from, to, what string) {
	if len(p.alert.Mended) < mostMended {
		p.alert.Mended = append(p.alert.Mended, Mended{p.info, form.Path(e), from, to, what})
	}
}

// seen is text without what nobody sees of it. Long prose is not kept twice for it.
func (p *parser) seen(e *etree.Element, s string) string {
	clean, what := form.Visible(s)
	if what != "" {
		from, to := s, clean
		if len(s) > 200 {
			from, to = "", ""
		}
		p.mended(e, from, to, what)
	}
	return clean
}

// enumerated reads one of CAP's own words in any letters. What is none of them is kept as it came, for package validate
// to name.
func enumerated[S ~string](p *parser, to *S, e *etree.Element, words []string) {
	if *to != "" {
		p.second(e)
		return
	}
	*to = S(p.word(e, words))
}

// words reads one of a list of CAP's own words.
func (p *parser) words(to *[]string, e *etree.Element, known []string) {
	if s := p.word(e, known); s != "" {
		*to = append(*to, s)
	}
}

func (p *parser) word(e *etree.Element, words []string) string {
	s := xmltree.Trim(p.seen(e, p.text(e)))
	for _, w := range words {
		if s == w {
			return w
		}
	}
	for _, w := range words {
		if strings.EqualFold(s, w) {
			p.mended(e, s, w, OtherLetters)
			return w
		}
	}
	return s
}

// drawing reads coordinates: white space of any kind between them is one space, and nothing else.
func (p *parser) drawing(to *[]string, e *etree.Element) {
	if s := spaced(p.seen(e, p.text(e))); s != "" {
		*to = append(*to, s)
	}
}

// spaced is a text with one space between its words, which most drawings have.
func spaced(s string) string {
	for n := range len(s) {
		if c := s[n]; c < ' ' || c >= 0x80 || c == ' ' && (n == 0 || n == len(s)-1 || s[n-1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}
