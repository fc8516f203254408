package phrase

import (
	"encoding/csv"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPhrases reads every line of the table as a reviewer would: all three languages there, the blanks of one in all,
// no key twice, its use named, and the French set as French is in Canada.
func TestPhrases(t *testing.T) {
	lines, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range lines[1:] {
		if seen[l[0]] {
			t.Errorf("%s stands there twice", l[0])
		}
		seen[l[0]] = true
		for n, text := range l {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: column %d is empty", l[0], n)
			}
			if n > 0 && n < 4 && blanks(text) != blanks(l[1]) {
				t.Errorf("%s: the blanks of %q are not those of the English", l[0], text)
			}
		}
		for _, fault := range frenchFaults(l[3]) {
			t.Errorf("%s: %s: %q", l[0], fault, l[3])
		}
	}
}

var blank = regexp.MustCompile(`\{\w+\}`)

// blanks are a text's, in any order but each as often.
func blanks(text string) string {
	all := blank.FindAllString(text, -1)
	counts := map[string]int{}
	for _, b := range all {
		counts[b]++
	}
	var out strings.Builder
	for _, b := range slices.Sorted(maps.Keys(counts)) {
		out.WriteString(strings.Repeat(b, counts[b]))
	}
	return out.String()
}

// frenchFaults: Canadian typography sets a no-break space before a colon and inside guillemets, none before ; ! ?, and
// the apostrophe is curved.
func frenchFaults(text string) []string {
	var out []string
	for fault, shape := range map[string]*regexp.Regexp{
		"straight apostrophe":                 regexp.MustCompile(`'`),
		"straight or English quotation marks": regexp.MustCompile(`["“”]`),
		"no no-break space before a colon":    regexp.MustCompile(`[^\x{a0}\d/]:|\x{a0}:\S`),
		"a space before ; ! or ?":             regexp.MustCompile(`[\s\x{a0}][;!?]`),
		"no no-break space inside guillemets": regexp.MustCompile(`«[^\x{a0}]|[^\x{a0}]»`),
		"two spaces":                          regexp.MustCompile(`  `),
		"a capital where French has none (a month)": regexp.MustCompile(`\b(Janvier|Février|Mars|Avril|Mai|Juin|` +
			`Juillet|Août|Septembre|Octobre|Novembre|Décembre)\b`),
	} {
		if shape.MatchString(text) {
			out = append(out, fault)
		}
	}
	return out
}

func TestBlanks(t *testing.T) {
	for text, want := range map[string]string{"{a} and {b}": "1 and {b}", "{": "{", "{a}{a}": "11",
		"no blank": "no blank"} {
		k := Key("test/" + text)
		if got := k.fill(text, "a", "1"); got != want {
			t.Errorf("%q filled is %q, want %q", text, got, want)
		}
	}
	if got := Key("nowhere").In(FrCA); got != "" {
		t.Errorf("a key that is not there says %q", got)
	}
}
