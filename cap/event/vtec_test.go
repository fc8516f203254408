package event

import (
	"strings"
	"testing"

	"bordercast/cap"
)

// TestSecondCodeIsVTEC: only pp+s names a phenomenon. TOE is a telephone outage and no tornado, FRW a fire and no
// frost, SVS about any severe weather; and a code that differs in a word from an OET term is left to a human.
func TestSecondCodeIsVTEC(t *testing.T) {
	for _, c := range []struct {
		info  *cap.Info
		code  string
		grade string
	}{
		{info(NWS, "TOE"), "", None}, {info(NWS, "FRW"), "", None}, {info(NWS, "SVS"), "", None}, {info(SAME, "NWS", NWS, "WSX"), "", None},
		{info(NWS, "TOW"), "tornado", Exact}, {info(NWS, " FRY "), "frost", Exact}, {info(NWS, "SVA"), "thunderstorm", Broader},
		{info(OET, "OET-134"), "", Judgement}, {info(OET, "OET-199"), "", Judgement}, {info(OET, "OET-196"), "tornado", Exact},
	} {
		if m := ToCAPCP(c.info, Warning); m.Code != c.code || m.Grade != c.grade {
			t.Errorf("%v: %+v", c.info.EventCodes, m)
		}
	}
	if m := ToSAME(info(OET, "OET-074"), Warning); m.Code != "" || m.Candidate != "TOE" {
		t.Errorf("an emergency telephone outage need not be one of 911: %+v", m)
	}
}

// TestFrenchTypography: a no-break space before the colon and the typographic apostrophe, in every name.
func TestFrenchTypography(t *testing.T) {
	for _, text := range []string{sameCSV, capcpCSV} {
		for _, r := range records(text) {
			if strings.Contains(r[2], " :") || strings.Contains(r[2], "'") {
				t.Errorf("%s: %q", r[0], r[2])
			}
		}
	}
}
