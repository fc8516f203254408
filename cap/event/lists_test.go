package event

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestListsAreWhole reads every line of the lists: names in both languages, a source, an OET half with its link.
func TestListsAreWhole(t *testing.T) {
	for name, l := range map[string]struct {
		text  string
		least int
	}{"same.csv": {sameCSV, 63}, "capcp.csv": {capcpCSV, 147}, "nws.csv": {nwsCSV, 60}, "nwsproducts.csv": {nwsProductsCSV,
		7}} {
		lines := records(l.text)
		if len(lines) < l.least {
			t.Errorf("%s: %d lines were read", name, len(lines))
		}
		for _, r := range lines {
			if r[1] == "" || r[2] == "" || r[len(r)-1] == "" || (r[len(r)-3] == "") != (r[len(r)-2] == "") {
				t.Errorf("%s: line %q lacks a name or a source", name, r)
			}
			checkTerm(t, name, r[1], r[0], r[len(r)-3], r[len(r)-2])
		}
	}
	if len(load().terms) != 224 {
		t.Errorf("%d terms, and the OASIS list has 224", len(load().terms))
	}
}

// checkTerm: the term exists, and a link called "letter" is one.
func checkTerm(t *testing.T, list, name, code, oet, link string) {
	t.Helper()
	switch term, ok := load().terms[oet]; {
	case oet == "" && link == "":
	case !ok:
		t.Errorf("%s %s: there is no %s", list, code, oet)
	case link == "letter" && subject(name) != term:
		t.Errorf("%s %s: %q is not %q to the letter", list, code, subject(name), term)
	case link != "letter" && link != "word":
		t.Errorf("%s %s: link %q", list, code, link)
	}
}

// TestRows judges every row: both halves are listed, an exact one is shown by its term or its names to the letter,
// what goes to IPAWS is accepted there in that very kind, and what cannot be shown says why.
func TestRows(t *testing.T) {
	seen := map[key]bool{}
	for _, r := range Default().Rows() {
		if seen[r.key()] {
			t.Errorf("two rows for %v", r.key())
		}
		seen[r.key()] = true
		checkRow(t, r)
	}
	if n := len(records(rowsCSV)); n != len(seen) {
		t.Errorf("%d lines gave %d rows", n, len(seen))
	}
}

func checkRow(t *testing.T, r Row) {
	t.Helper()
	l := load()
	here, ok := l.of(r.From, r.Code)
	there, found := l.of(otherList(r.From), r.To)
	switch {
	case !ok || here.code != r.Code:
		t.Errorf("%+v: no such source code", r)
	case r.Grade == None && r.To != "" || r.Grade != None && (!found || there.code != r.To):
		t.Errorf("%+v: no such target code", r)
	case r.Source == "" || (r.Grade != Exact && r.Why == ""):
		t.Errorf("%+v: no source, or no reason", r)
	case r.Source != "names" && r.Source != "lane" && l.terms[r.Source] == "":
		t.Errorf("%+v: the source is no term", r)
	case r.From == ListCAPCP && r.To != "" && (!there.ipaws || there.product != r.Product):
		t.Errorf("%+v: IPAWS does not take it, or it is a %s", r, there.product)
	case r.From == ListSAME && here.product != r.Product:
		t.Errorf("%+v: the code is a %s", r, here.product)
	case r.Grade == Exact && !shownExact(r, here, there):
		t.Errorf("%+v: neither the same term nor the same name (%q, %q)", r, here.nameEN, there.nameEN)
	}
}

// shownExact: the lane rule for tests; else the same term, each by its own name to the letter, or the same name.
func shownExact(r Row, here, there code) bool {
	switch r.Source {
	case "lane":
		return r.Product == Test
	case "names":
		return subject(here.nameEN) == subject(there.nameEN)
	}
	return here.oet == r.Source && there.oet == r.Source && here.plain && there.plain
}

func otherList(from string) string {
	if from == ListCAPCP {
		return ListSAME
	}
	return ListCAPCP
}

// TestEverySAMECodeIsJudged: a SAME code without a row would be silently dropped on the way north.
func TestEverySAMECodeIsJudged(t *testing.T) {
	for c, one := range load().same {
		if _, ok := Default().find(ListSAME, c, one.product); !ok {
			t.Errorf("%s has no row", c)
		}
	}
	for c, one := range load().products {
		if _, ok := Default().find(ListNWS, c, one.product); !ok || one.product == "" || load().nws[c[:2]].kinds != "" &&
			strings.Contains(load().nws[c[:2]].kinds, c[2:]) {
			t.Errorf("%s has no row, or no kind, or is a phenomenon's", c)
		}
	}
	for pp, one := range load().nws {
		for _, s := range one.kinds {
			if _, ok := Default().find(ListNWS, pp, significance(byte(s))); !ok {
				t.Errorf("%s%c has no row", pp, s)
			}
		}
	}
}

// TestNatures: each subject is one, and says what shows its nature.
func TestNatures(t *testing.T) {
	for _, r := range records(subjectsCSV) {
		if _, ok := load().capcp[fold(r[0])]; !ok || r[1] != "" && r[1] != "warning" || r[2] != "Y" && r[2] != "N" ||
			r[3] == "" {
			t.Errorf("%q", r)
		}
	}
	if len(load().natures) != len(records(subjectsCSV)) || len(load().natures) < 30 {
		t.Errorf("%d subjects", len(load().natures))
	}
}

// invented are codes of hobbyists' tables and code lists that no authority sends (traps ca-21).
var invented = strings.Fields("BHW BWW CHW CWW DBA DEW EHW EQE FCW IBW IFW ISW LSW POS SNW WFA WFW evacuation foodSafety " +
	"waterQuality warfareMater demonstration strike cyberCrime drugSafety drugSupply waterPollut aircraft")

// TestNothingIsInvented: no list and no row holds a code that its form or its sources do not bear.
func TestNothingIsInvented(t *testing.T) {
	l := load()
	forms := map[string]*regexp.Regexp{ListSAME: regexp.MustCompile(`^[A-Z]{3}$`),
		ListCAPCP: regexp.MustCompile(`^[A-Za-z0-9]{1,12}$`), ListNWS: regexp.MustCompile(`^[A-Z]{2}$`)}
	for list, codes := range map[string]map[string]code{ListSAME: l.same, ListCAPCP: l.capcp, ListNWS: l.nws} {
		for _, c := range codes {
			if !forms[list].MatchString(c.code) || slices.Contains(invented, c.code) {
				t.Errorf("%s is no code of the list %s", c.code, list)
			}
		}
	}
	for _, line := range records(sourced(t, "same-events.csv")) {
		if _, ok := l.same[line[0]]; !ok && line[0] != "NWS" {
			t.Errorf("same.csv lacks %s", line[0])
		}
	}
	listed := map[string]bool{}
	for _, line := range records(sourced(t, "same-events.csv")) {
		listed[line[0]] = true
	}
	for _, line := range records(sourced(t, "capcp-events.csv")) {
		listed[line[0]] = listed[line[0]] || !strings.HasPrefix(line[7], "UNCONFIRMED")
	}
	for _, r := range Default().Rows() {
		if r.From != ListNWS && !listed[r.Code] && r.Code != "DBW" || r.To != "" && !listed[r.To] { // DBW is read, never written
			t.Errorf("%+v: a code that no sourced list has", r)
		}
	}
	for _, c := range l.capcp {
		if !listed[c.code] {
			t.Errorf("capcp.csv has %s, which no sourced list has", c.code)
		}
	}
}

// TestTermsAreOASIS holds the built-in terms against the list as it was found.
func TestTermsAreOASIS(t *testing.T) {
	lines := records(sourced(t, "oet-v1.2.csv"))
	if len(lines) != len(load().terms) {
		t.Errorf("%d terms, the list has %d", len(load().terms), len(lines))
	}
	for _, line := range lines {
		if load().terms[line[0]] != line[1] {
			t.Errorf("%s is %q, and in the list %q", line[0], load().terms[line[0]], line[1])
		}
	}
}

// sourced is one of the tables the lists were made from; tests that read them skip where they are absent.
func sourced(t *testing.T, name string) string {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(filepath.Join(root, "DESIGN.md")); err != nil {
		t.Skip("needs ../shared, which is not beside this repository")
	}
	b, err := os.ReadFile(filepath.Join(root, "tables", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := csv.NewReader(strings.NewReader(string(b))).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestReasonsAreBilingual: the note to a person is in their language, so each reason a row gives has its French, and no
// French stands there for nothing.
func TestReasonsAreBilingual(t *testing.T) {
	used := map[string]bool{"": true}
	for _, r := range Default().Rows() {
		used[r.Why] = true
		if r.Why != "" && ReasonFR(r.Why) == "" {
			t.Errorf("%q has no French", r.Why)
		}
	}
	for _, r := range records(reasonsCSV) {
		if !used[r[0]] || strings.Contains(r[1], "'") || strings.Contains(r[1], " ;") {
			t.Errorf("%q: no row says it, or its French is not set as in Canada: %q", r[0], r[1])
		}
	}
}

// TestFrenchTypography: a no-break space before the colon and the typographic apostrophe, in every name.
func TestFrenchTypography(t *testing.T) {
	for _, text := range []string{sameCSV, capcpCSV, nwsCSV, nwsProductsCSV} {
		for _, r := range records(text) {
			if strings.Contains(r[2], " :") || strings.Contains(r[2], "'") {
				t.Errorf("%s: %q", r[0], r[2])
			}
		}
	}
}

// TestKindsHaveNamesOfTheirOwn: no two codes are called alike in either language, so that nobody reads a watch where a
// warning was sent.
func TestKindsHaveNamesOfTheirOwn(t *testing.T) {
	called := map[string]string{}
	for _, c := range load().same {
		if c.nameEN == "" || c.nameFR == "" {
			t.Errorf("%s has no name in one of the languages", c.code)
		}
		for _, name := range []string{c.nameEN, c.nameFR} {
			if called[name] != "" {
				t.Errorf("%s and %s are both called %q", c.code, called[name], name)
			}
			called[name] = c.code
		}
	}
}
