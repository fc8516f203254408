package validate

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

var markupJudge = regexp.MustCompile(`</?(?:p|br|b|i|div|span|a|ul|li|strong|em|table|tr|td)(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot|apos|#\d+);`)

// TestMarkup compares with a regular expression, over heaps of what markup is made of.
func TestMarkup(t *testing.T) {
	pieces := []string{"<", "</", ">", "/>", "/", "p", "b", "br", "a", "strong", "h1", " ", "\n", "\v", "\u00a0",
		`href="x"`, "&", "amp", "nbsp", "#", "233", ";", "&#", "é", "A", "&lt;", "<b>"}
	r := rand.New(rand.NewPCG(3, 4))
	found := 0
	for range 200_000 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		got, want := markup(b.String()), markupJudge.FindString(b.String())
		if got != want {
			t.Fatalf("in %q: %q, not %q", b.String(), got, want)
		}
		if want != "" {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("only %d texts held any", found)
	}
}
