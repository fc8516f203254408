package cap

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

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
		p.alert.Mended = append(p.alert.Mended, Mended{p.info, pathTo(e), from, to, what})
	}
}

// seen is text without what nobody sees of it. Long prose is not kept twice for it.
func (p *parser) seen(e *etree.Element, s string) string {
	clean, what := visible(s)
	if what != "" {
		from, to := s, clean
		if len(s) > 200 {
			from, to = "", ""
		}
		p.mended(e, from, to, what)
	}
	return clean
}

// visible takes out the characters that nobody sees and no word needs, and names them by code point; "" where there are
// none. A no-break space is typography, and joiners stand within emoji and other scripts: they stay.
func visible(s string) (clean, what string) {
	n := 0
	for n < len(s) && s[n] < 0x80 {
		n++
	}
	if n == len(s) || !strings.ContainsFunc(s[n:], unseen) {
		return s, ""
	}
	var points []string
	clean = strings.Map(func(r rune) rune {
		if !unseen(r) {
			return r
		}
		if point := fmt.Sprintf("U+%04X", r); len(points) < 8 && !strings.Contains(strings.Join(points, " "), point) {
			points = append(points, point)
		}
		return -1
	}, s)
	return clean, strings.Join(points, ", ")
}

// unseen are the characters that have no width and no meaning in English, French or Spanish text: zero width space, word
// joiner, byte order mark, soft hyphen, and what turns the direction of text, by which a reader can be deceived.
func unseen(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x061C, r == 0x180E, r == 0x200B, r == 0x200E, r == 0x200F, r == 0xFEFF:
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r >= 0xE0000 && r <= 0xE007F && r != 0xE007F:
		return true
	}
	return false
}

// enumerated reads one of CAP's own words in any letters. What is none of them is kept as it came, for Validate to name.
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
