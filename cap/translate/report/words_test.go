package report

import (
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate/phrase"
)

// TestDistances: kilometres in Canada, miles too in the United States, and never none of either.
func TestDistances(t *testing.T) {
	for _, c := range []struct {
		km   int
		to   cap.Side
		t    phrase.Tongue
		want string
	}{
		{12, cap.CA, phrase.EnCA, "12\u00a0km"}, {12, cap.US, phrase.EnUS, "7\u00a0mi (12\u00a0km)"},
		{12, cap.US, phrase.FrCA, "12\u00a0km"},
		{1, cap.US, phrase.EnUS, "1\u00a0mi (1\u00a0km)"}, {0, cap.US, phrase.EnUS, "less than 1\u00a0mi"},
		{0, cap.CA, phrase.FrCA, "moins de 1\u00a0km"},
	} {
		w := words{c.t}
		if got := w.distance(c.km, c.to); got != c.want {
			t.Errorf("%d km for %s: %q", c.km, c.to, got)
		}
	}
}
