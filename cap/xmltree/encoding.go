package xmltree

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// single lists the one-byte encodings that are read, by their IANA names. Others are refused: no alerting
// system of either country is known to use one, and a wrong guess would garble a warning.
var single = map[string]*charmap.Charmap{
	"iso-8859-1": charmap.ISO8859_1, "latin1": charmap.ISO8859_1,
	"iso-8859-15":  charmap.ISO8859_15,
	"windows-1252": charmap.Windows1252, "cp1252": charmap.Windows1252,
}

// decode makes UTF-8 of b, by its byte order mark and its label, and drops the mark.
func decode(b []byte) ([]byte, *Refusal) {
	text, bad := unmark(b)
	if bad != nil {
		return nil, bad
	}
	body := bytes.TrimLeft(text, " \t\r\n")
	switch {
	case len(body) == 0:
		return nil, refuse("empty", 0, "there is nothing to read: the document is empty")
	case body[0] != '<':
		return nil, refuse("not-xml", 0, "this is not XML (it does not begin with \"<\"): send one CAP <alert> document")
	}
	return text, nil
}

// unmark decodes by the byte order mark, or without one by the label (XML 1.0 appendix F).
func unmark(b []byte) ([]byte, *Refusal) {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(b, []byte{0, 0, 0xfe, 0xff}):
		return nil, unread("UTF-32")
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return labelled(b[3:], "utf-8")
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return wide(b[2:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return wide(b[2:], binary.BigEndian)
	case bytes.HasPrefix(b, []byte{'<', 0}):
		return wide(b, binary.LittleEndian)
	case bytes.HasPrefix(b, []byte{0, '<'}):
		return wide(b, binary.BigEndian)
	}
	return labelled(b, "")
}

// labelled decodes bytes that are not UTF-16. mark is "utf-8" where a byte order mark said so.
func labelled(b []byte, mark string) ([]byte, *Refusal) {
	label := Label(b)
	table := single[label]
	switch {
	case mark != "" && label != "" && label != mark, strings.HasPrefix(label, "utf-16"):
		return nil, refuse("wrong-encoding", 1, "the document is labelled %q but its bytes are not: correct the label "+
			"(UTF-8 is best)", label)
	case label == "us-ascii" && bytes.IndexFunc(b, notASCII) >= 0:
		return nil, refuse("wrong-encoding", 1, "the document is labelled %q but holds other characters: correct the "+
			"label (UTF-8 is best)", label)
	case table != nil:
		return decodeSingle(b, table), nil
	case label != "" && label != "utf-8" && label != "us-ascii":
		return nil, unread(label)
	}
	return wellEncoded(b)
}

func wellEncoded(b []byte) ([]byte, *Refusal) {
	if utf8.Valid(b) {
		return b, nil
	}
	i := 0
	for r, n := utf8.DecodeRune(b); r != utf8.RuneError || n != 1; r, n = utf8.DecodeRune(b[i:]) {
		i += n
	}
	line := 1 + bytes.Count(b[:i], []byte("\n"))
	return nil, refuse("wrong-encoding", line, "byte 0x%02x is not UTF-8: label the document with the encoding it "+
		"really has", b[i])
}

func decodeSingle(b []byte, table *charmap.Charmap) []byte {
	out := make([]byte, 0, len(b)+len(b)/16)
	for _, c := range b {
		out = utf8.AppendRune(out, table.DecodeByte(c))
	}
	return out
}

// wide decodes UTF-16 and refuses half characters, which decoders elsewhere replace in silence.
func wide(b []byte, order binary.ByteOrder) ([]byte, *Refusal) {
	out := make([]byte, 0, len(b))
	for len(b) >= 2 {
		r, n := rune(order.Uint16(b)), 2
		if utf16.IsSurrogate(r) {
			if len(b) < 4 {
				break
			}
			r, n = utf16.DecodeRune(r, rune(order.Uint16(b[2:]))), 4
			if r == utf8.RuneError {
				break
			}
		}
		out, b = utf8.AppendRune(out, r), b[n:]
	}
	if len(b) > 0 {
		return nil, refuse("wrong-encoding", 1+bytes.Count(out, []byte("\n")), "the UTF-16 text is broken in the middle "+
			"of a character: send it again, whole")
	}
	if label := Label(out); label != "" && !strings.HasPrefix(label, "utf-16") {
		return nil, refuse("wrong-encoding", 1, "the document is labelled %q but its bytes are UTF-16: correct the label",
			label)
	}
	return out, nil
}

// The declaration may hold version, encoding, standalone, in this order (XML 1.0 §2.8).
var declaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*?\sencoding\s*=\s*(?:"([^">]*)"|'([^'>]*)')`)

// Label is the encoding that the XML declaration names, in lower case, or "".
func Label(text []byte) string {
	m := declaration.FindSubmatch(text[:min(len(text), 512)])
	if m == nil {
		return ""
	}
	label := strings.ToLower(string(m[1]) + string(m[2]))
	if label == "utf8" {
		return "utf-8" // no IANA name, and often written
	}
	return label
}

func unread(label string) *Refusal {
	return refuse("unknown-encoding", 1, "the encoding %q is not read: send UTF-8 (UTF-16, ISO-8859-1, ISO-8859-15 and "+
		"windows-1252 are read too)", label)
}

func notASCII(r rune) bool { return r > 0x7e }
