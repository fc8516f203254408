package xmltree

import (
	"encoding/xml"
	"strings"
)

// tag is the start tag just read, as it was written.
func (r *reader) tag() string { return r.text[r.at:r.end] }

// value is attribute n of the tag just read. White space written into it is a space; only a reference like
// &#10; stays what it is (XML 1.0 §3.3.3). encoding/xml makes no difference, and a signature over an
// xsi:schemaLocation broken over two lines would fail for it.
func (r *reader) value(n int, read string) string {
	if !strings.ContainsAny(read, "\t\n") {
		return read
	}
	tag := r.tag()
	from, to := 0, 0
	for range n + 1 {
		from, to = nextQuoted(tag, to)
	}
	spaced := strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ").Replace(tag[from:to])
	t, err := xml.NewDecoder(strings.NewReader("<a b=" + spaced + "/>")).RawToken()
	if e, ok := t.(xml.StartElement); ok && err == nil && len(e.Attr) == 1 {
		return e.Attr[0].Value
	}
	return read
}

// nextQuoted is the next quoted string at or after from, its quotes included.
func nextQuoted(tag string, from int) (start, end int) {
	i := strings.IndexAny(tag[from:], `"'`)
	if i < 0 {
		return len(tag), len(tag)
	}
	start = from + i
	j := strings.IndexByte(tag[start+1:], tag[start])
	if j < 0 {
		return start, len(tag)
	}
	return start, start + 1 + j + 1
}

// glued says whether a closing quote is followed at once by a name, which encoding/xml lets pass.
func glued(tag string) bool {
	for at := 0; at < len(tag); {
		_, at = nextQuoted(tag, at)
		if at < len(tag) && !strings.ContainsRune(" \t\r\n/>", rune(tag[at])) {
			return true
		}
	}
	return false
}
