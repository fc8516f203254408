package event

import (
	"strings"
	"testing"

	"bordercast/cap"
)

// TestHeadlinesAreOfCodesThereAre: each row of headlines.csv is about a code that a list has, says where it comes from,
// and has French of its own exactly where no list has it.
func TestHeadlinesAreOfCodesThereAre(t *testing.T) {
	table := Default()
	for _, r := range records(headlinesCSV) {
		code, french, whose, source := r[0], r[1], r[2], r[3]
		_, same := table.lists.same[code]
		_, product := table.lists.products[code]
		pair := table.lists.paired(code)
		if !same && !product && (pair.text == "" || !strings.Contains(code, ".")) {
			t.Errorf("%s is on no list", code)
		}
		if (french == "") != (same || product) {
			t.Errorf("%s: French %q", code, french)
		}
		if whose != "official" && whose != "project" || source == "" {
			t.Errorf("%s: %q by %q", code, whose, source)
		}
	}
}

// TestHeadlineOfAPhenomenon: what VTEC says is called as SAME calls it, to the letter, and no warning like a watch.
func TestHeadlineOfAPhenomenon(t *testing.T) {
	for codes, want := range map[string]Headline{
		"TO.W": {"Tornado Warning", "alerte de tornade", Warning, true},
		"TO.A": {"Tornado Watch", "veille de tornade", Watch, true},
		"SV.W": {"Severe Thunderstorm Warning", "alerte d’orages violents", Warning, true},
		"TS.Y": {"", "avis de tsunami", Advisory, true},
		"TS.S": {"", "bulletin d’information sur un tsunami", Statement, false},
		"AS.Y": {},
	} {
		if got := Default().Headline(&cap.Info{EventCodes: []cap.Pair{{Name: NWS, Value: codes}}}); got != want {
			t.Errorf("%s: %+v, want %+v", codes, got, want)
		}
	}
}
