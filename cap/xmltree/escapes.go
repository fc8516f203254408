package xmltree

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescaped resolves references and line ends. What it is not sure of is for encoding/xml to judge.
func unescaped(raw string) (text string, sure bool) {
	if strings.IndexByte(raw, '&') < 0 {
		return lineEnds(raw), true
	}
	out := make([]byte, 0, len(raw))
	for {
		n := strings.IndexByte(raw, '&')
		if n < 0 {
			return string(append(out, lineEnds(raw)...)), true
		}
		out = append(out, lineEnds(raw[:n])...)
		name, rest, closed := strings.Cut(raw[n+1:], ";")
		r := reference(name)
		if !closed || r == 0 {
			return "", false
		}
		out, raw = utf8.AppendRune(out, r), rest
	}
}

// reference is the character that &name; stands for (XML 1.0 §4.1, §4.6); 0 for none that is sure.
func reference(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, numbered := strings.CutPrefix(name, "#")
	if !numbered {
		return 0
	}
	base := 10
	if hex, is := strings.CutPrefix(digits, "x"); is {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || forbidden(rune(n)) || n > utf8.MaxRune || 0xd800 <= n && n <= 0xdfff {
		return 0
	}
	return rune(n)
}

// lineEnds makes one line feed of CR LF, and of CR alone (XML 1.0 §2.11).
func lineEnds(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
