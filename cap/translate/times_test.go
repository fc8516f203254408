package translate_test

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestComposedTimes: a composed block says when it was sent, until when the hazard lasts where its sender says so, and
// when the message expires, by both clocks; never that a hazard ends when its message does.
func TestComposedTimes(t *testing.T) {
	const (
		sent    = "Émis à 10 h 20 HNA (9 h 20 HNE), le jeudi 5 mars 2026."
		expires = "Ce message expire à 15 h HNA (14 h HNE), le jeudi 5 mars 2026."
	)
	for what, c := range map[string]struct {
		parameter cap.Pair
		want      string
	}{
		"nothing said": {cap.Pair{}, "En vigueur."},
		"the end of the event": {cap.Pair{Name: "eventEndingTime", Value: "2026-03-06T18:30:00-05:00"},
			"En vigueur jusqu’à 19 h 30 HNA (18 h 30 HNE), le vendredi 6 mars 2026."},
		"its end by VTEC": {cap.Pair{Name: "VTEC", Value: "/O.NEW.KCAR.FL.W.0001.260305T1420Z-260306T2330Z/"},
			"En vigueur jusqu’à 19 h 30 HNA (18 h 30 HNE), le vendredi 6 mars 2026."},
		"all zeros": {cap.Pair{Name: "VTEC", Value: "/O.NEW.KCAR.FL.W.0001.260305T1420Z-000000T0000Z/"},
			"En vigueur jusqu’à nouvel ordre."},
		"in force, all zeros": {cap.Pair{Name: "VTEC", Value: "/O.CON.KCAR.FL.W.0001.000000T0000Z-000000T0000Z/"},
			"En vigueur jusqu’à nouvel ordre."},
		"an end on another day": {cap.Pair{Name: "eventEndingTime", Value: "2026-03-06T23:30:00-05:00"},
			"En vigueur jusqu’à 0 h 30 HNA (vendredi 23 h 30 HNE), le samedi 7 mars 2026."},
	} {
		a := fixture(t, "mema-hmw")
		a.Sent = cap.ParseTime("2026-03-05T09:20:00-05:00")
		i := &a.Infos[0]
		i.Expires, i.Onset = cap.ParseTime("2026-03-05T14:00:00-05:00"), cap.Time{}
		if c.parameter.Name != "" {
			i.Parameters = append(i.Parameters, c.parameter)
		}
		block := inLanguage(all(t, request(a, cap.CA, false))[0], "fr-CA")
		text := strings.ReplaceAll(block.Description, "\u00a0", " ")
		for _, want := range []string{sent, c.want, expires} {
			if !strings.Contains(text, want+"\n") {
				t.Errorf("%s: no %q in\n%s", what, want, text)
			}
		}
		if strings.Count(text, "En vigueur") != 1 || strings.Count(text, "jusqu’à") != strings.Count(c.want, "jusqu’à") {
			t.Errorf("%s:\n%s", what, text)
		}
	}
}

// TestComposedTimesOfAnEnd: what has ended is not said to be in effect; a French-only source is told in English alike.
func TestComposedTimesOfAnEnd(t *testing.T) {
	a := fixture(t, "nbemo-crue")
	d := all(t, request(a, cap.US, true))[0]
	english := strings.ReplaceAll(inLanguage(d, "en-US").Description, "\u00a0", " ")
	for _, want := range []string{
		"Sent at 10:10 p.m. ADT (9:10 p.m. EDT), Saturday, October 31, 2026.", "In effect.",
		"This message expires at 6:00 p.m. AST (5:00 p.m. EST), Sunday, November 1, 2026.",
	} {
		if !strings.Contains(english, want+"\n") {
			t.Errorf("no %q in\n%s", want, english)
		}
	}
	a.MsgType, a.References = cap.MsgCancel, "nbemo@nbemo.invalid,NBEMO-1,2026-10-31T20:00:00-03:00"
	d = all(t, request(a, cap.US, true))[0]
	if text := inLanguage(d, "en-US").Description; strings.Contains(text, "In effect") ||
		!strings.Contains(text, "Sent at") {
		t.Error(text)
	}
}

// TestCopiesDifferInSentAlone: of two copies of an alert, sent at two times, the composed blocks are alike but for
// that.
func TestCopiesDifferInSentAlone(t *testing.T) {
	block := func(at string) cap.Info {
		a := fixture(t, "mema-hmw")
		a.Sent = cap.ParseTime(at)
		return inLanguage(all(t, request(a, cap.CA, false))[0], "fr-CA")
	}
	a, b := block("2026-03-05T09:20:00-05:00"), block("2026-03-05T09:22:00-05:00")
	if a.Description == b.Description || translate.WithoutSent(&a) != translate.WithoutSent(&b) ||
		!strings.Contains(translate.WithoutSent(&a), "En vigueur") {
		t.Errorf("%s\n%s", a.Description, b.Description)
	}
	if b.Parameters = nil; translate.WithoutSent(&b) != b.Description {
		t.Error("a sender's own words are left out")
	}
}

// inLanguage is the info of a draft in a language.
func inLanguage(d translate.Draft, tag string) cap.Info {
	for _, i := range d.Alert.Infos {
		if i.Language == tag {
			return i
		}
	}
	return cap.Info{}
}
