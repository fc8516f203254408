package translate_test

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestWarningIsNoWatch: the composed headline says the kind of the message beside its subject, in words that no other
// kind of the subject has; what has ended is named, and agrees in gender.
func TestWarningIsNoWatch(t *testing.T) {
	const county = " – comté de Washington (Maine)"
	seen := map[string]string{}
	for codes, want := range map[string]string{
		"SAME=TOR": "alerte de tornade", "SAME=TOA": "veille de tornade",
		"SAME=SVR": "alerte d’orages violents", "SAME=SVA": "veille d’orages violents",
		"SAME=FFW": "avertissement de crue soudaine", "SAME=FFA": "veille de crue soudaine", "SAME=FFS": "bulletin de suivi\u00a0: crue soudaine",
		"SAME=EVI": "évacuation immédiate", "SAME=SSW": "avertissement de submersion côtière",
		"SAME=NWS NationalWeatherService=AQY": "avis\u00a0: qualité de l’air",
		"SAME=DMO":                            "TEST\u00a0: message de démonstration",
		"SAME=XYZ":                            "Alerte – météorologie",
	} {
		infos := toCA(t, american(strings.Fields(codes)...)).Alert.Infos
		got := infos[len(infos)-1].Headline
		if got != want+county {
			t.Errorf("%s: %q, want %q", codes, got, want+county)
		}
		if seen[got] != "" {
			t.Errorf("%s and %s have one headline: %q", codes, seen[got], got)
		}
		seen[got] = codes
	}
	for codes, want := range map[string]string{
		"SAME=SVR": "alerte d’orages violents – terminée", "SAME=HWW": "avertissement de vents violents – terminé",
		"SAME=NWS NationalWeatherService=AQY": "Alerte\u00a0: qualité de l’air – terminée",
	} {
		a := american(strings.Fields(codes)...)
		a.MsgType, a.References = cap.MsgCancel, a.Sender+",urn:oid:2.49.0.1.840.0.aa.004.1,2026-03-06T11:00:00-05:00"
		infos := all(t, request(a, cap.CA, true))[0].Alert.Infos
		if got := infos[len(infos)-1].Headline; got != want+county {
			t.Errorf("end of %s: %q, want %q", codes, got, want+county)
		}
	}
}

// TestCancelOfFewWordsNamesWhatEnded: a Cancel that carries nothing says what is over and where, under the code that the
// ended alert had; what the gateway takes back of its own is not over.
func TestCancelOfFewWordsNamesWhatEnded(t *testing.T) {
	for to, want := range map[cap.Side][2]string{
		cap.US: {"Tornado Warning – ended – Charlotte County, New Brunswick", "alerte de tornade – terminée – comté de Charlotte (Nouveau-Brunswick)"},
		cap.CA: {"Alert: Tornado – ended – Charlotte County, New Brunswick", "Alerte\u00a0: tornade – terminée – comté de Charlotte (Nouveau-Brunswick)"},
	} {
		req := request(message(cap.MsgCancel), to, false)
		req.Alert.Status = cap.Actual
		l := live("1 tornado ca/nb/1302")
		l.Code = map[cap.Side]string{cap.US: "TOR", cap.CA: "tornado"}[to]
		req.Live = []translate.Live{l}
		d := all(t, req)[0]
		for n, i := range d.Alert.Infos {
			if i.Headline != want[n] || i.Code(map[cap.Side]string{cap.US: "SAME", cap.CA: "profile:CAP-CP:Event:0.4"}[to]) != l.Code {
				t.Errorf("to %s: %q, want %q; %v", to, i.Headline, want[n], i.EventCodes)
			}
		}
		back, err := translate.Withdraw(req)
		if err != nil || strings.Contains(back[0].Alert.Infos[0].Headline, "ended") {
			t.Errorf("to %s: %v %+v", to, err, back)
		}
	}
}
