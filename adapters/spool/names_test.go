package spool

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bordercast/adapters"
	"bordercast/cap"
)

func TestSafe(t *testing.T) {
	for name, want := range map[string]string{
		"alert-1.xml": "alert-1.xml", "été.xml": "été.xml", "a b.xml": `"a b.xml"`, "": `""`,
		"a\u202egpj.xml": `"a\u202egpj.xml"`, "a\nb": `"a\nb"`, "\x1b[2J": `"\x1b[2J"`, "a\xff": `"a\xff"`,
		`a"b`: `"a\"b"`, "a\u0430": `"a\u0430"`, // a Cyrillic letter that looks like a
		strings.Repeat("x", 200): strings.Repeat("x", 120) + " (200 bytes)",
	} {
		if got := safe(name); got != want {
			t.Errorf("safe(%q) = %s, want %s", name, got, want)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, name := range []string{"a.xml", "..", "\u202e", strings.Repeat("\x80", 255), strings.Repeat("é", 127), "a/b"} {
		f.Add(name, 2)
	}
	f.Fuzz(func(t *testing.T, name string, n int) {
		shown := safe(name)
		if len(shown) > 2*longestShown+40 || !utf8.ValidString(shown) || strings.ContainsFunc(shown, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
		}) {
			t.Errorf("shown as %q", shown)
		}
		if out, ok := outName(adapters.Outgoing{Key: name, Lane: cap.Lane(name)}, adapters.CAP, n); ok &&
			(out != filepath.Base(out) || !finished(out) || len(out)+len(reasonSuffix) > longestName) {
			t.Errorf("%q is written as %q", name, out)
		}
		if name == "" || strings.ContainsAny(name, "/\x00") || !finished(name) || len(name) > longestName || n < 1 {
			return // no name that a folder has and that is taken
		}
		moved := numbered(name, n)
		if len("."+moved+reasonSuffix) > longestName || moved != filepath.Base(moved) || strings.HasPrefix(moved, ".") {
			t.Errorf("%q is moved as %q", name, moved)
		}
		if n > 1 && moved == numbered(name, 1) {
			t.Errorf("%q with the number %d is %q, as without", name, n, moved)
		}
	})
}
