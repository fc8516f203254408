package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// composedFrench is the block that the gateway composed in French, false where there is none.
func composedFrench(a *cap.Alert) (cap.Info, bool) {
	at := slices.IndexFunc(a.Infos, func(i cap.Info) bool {
		return i.Language == "fr-CA" && i.Param("layer:bordercast:1.0:composed") == "info" &&
			i.Param("layer:bordercast:1.0:french") != ""
	})
	if at < 0 {
		return cap.Info{}, false
	}
	return a.Infos[at], true
}

// TestNameWhateverTheLanguage: a language block that carries no code of its own is about the product of its siblings,
// and becomes a part of its own where its ground is another. What is composed from it has the product's name from the
// table, and its kind.
func TestNameWhateverTheLanguage(t *testing.T) {
	for _, codes := range []string{
		"SAME=SVR", "SAME=SVA", "SAME=TOR", "SAME=TSW", "SAME=HWW", "SAME=FFS", "SAME=NWS NationalWeatherService=SVW",
		"SAME=NWS NationalWeatherService=TSY", "SAME=NWS NationalWeatherService=TIB", "SAME=NWS NationalWeatherService=WIY",
	} {
		a := american(strings.Fields(codes)...)
		spanish := a.Infos[0]
		spanish.Language, spanish.Event, spanish.Headline = "es-US", "Aviso ficticio", "Titular"
		spanish.EventCodes = nil
		spanish.Areas = []cap.Area{{Desc: "Un condado", Geocodes: []cap.Pair{{Name: "SAME", Value: "023003"}}}}
		a.Infos = append(a.Infos, spanish)
		drafts := all(t, request(a, cap.CA, true))
		if len(drafts) != 2 {
			t.Fatalf("%s: %d parts", codes, len(drafts))
		}
		var names []string
		for _, d := range drafts {
			block, ok := composedFrench(d.Alert)
			if !ok {
				t.Fatalf("%s: no French in part %d", codes, d.Part)
			}
			name, _, _ := strings.Cut(block.Headline, " – ")
			names = append(names, strings.Join([]string{name, block.Event, string(d.Product),
				block.Param("layer:bordercast:1.0:french")}, " / "))
		}
		if names[0] != names[1] {
			t.Errorf("%s: one product has two names: %q", codes, names)
		}
	}
}

// TestNameOfCanadasOwnCode: where Canada's own English-only alert is for its readers of French, a code and kind that
// are the same on both lists have the name that the table has; others keep the pattern.
func TestNameOfCanadasOwnCode(t *testing.T) {
	for code, want := range map[string]string{
		"tornado": "alerte de tornade – ", "blizzard": "avertissement de blizzard – ",
		"thunderstorm": "avertissement\u00a0: orages – ",
	} {
		a := message(cap.MsgAlert, code+":1302")
		a.Status, a.Infos[0].Headline = cap.Actual, "Headline"
		block, ok := composedFrench(all(t, request(a, cap.CA, true))[0].Alert)
		if !ok || !strings.HasPrefix(block.Headline, want) {
			t.Errorf("%s: %q", code, block.Headline)
		}
	}
}

// TestPatternSaysTheSourcesSubject: where no list has the product's name, the kind stands beside the sender's own
// subject, and not beside the wider one that is the other side's code.
func TestPatternSaysTheSourcesSubject(t *testing.T) {
	for code, want := range map[string]string{
		"WWY": "avis\u00a0: temps hivernal / météo", "ZFY": "avis\u00a0: brouillard verglaçant / brouillard",
		"CFY": "avis\u00a0: inondation côtière / inondation", "LWY": "avis\u00a0: vent sur le lac / vent",
		"LSW": "avertissement\u00a0: inondation des rives de lac / inondation", "WIY": "avis\u00a0: vent / vent",
	} {
		block, _ := composedFrench(toCA(t, american("SAME=NWS", "NationalWeatherService="+code)).Alert)
		if name, _, _ := strings.Cut(block.Headline, " – "); name+" / "+block.Event != want {
			t.Errorf("%s: %q / %q, want %q", code, name, block.Event, want)
		}
	}
}

// TestFrenchMarksAgree: whether a name of a composed block is official is said in its text, in its parameter, in the
// report and under Please check, and they never differ. No name that a list calls the project's own reads as official.
func TestFrenchMarksAgree(t *testing.T) {
	t.Parallel()
	official, own := 0, 0
	see := func(name string, d translate.Draft) {
		if d.Alert == nil {
			return
		}
		block, ok := composedFrench(d.Alert)
		if !ok {
			return
		}
		says := map[string]bool{
			"the parameter": block.Param("layer:bordercast:1.0:french") == "unofficial",
			"the report":    len(d.Report.Event.OwnFrench) > 0,
		}
		for french, words := range map[bool]string{false: "is this project's own and not official",
			true: "vient de ce projet et n’est pas officiel."} {
			_, checks, _ := strings.Cut(d.Report.Note(french),
				map[bool]string{false: "  Please check:", true: "  À vérifier"}[french])
			says["the note, French "+map[bool]string{false: "no", true: "yes"}[french]] = strings.Contains(checks, words)
		}
		want := strings.Contains(block.Description, "n’est pas un terme officiel")
		for what, is := range says {
			if is != want {
				t.Errorf("%s: %s says unofficial: %v; the text %v: %q", name, what, is, want, block.Headline)
			}
		}
		if official++; want {
			official, own = official-1, own+1
		}
	}
	everyReport(t, func(name string, _ *cap.Alert, drafts []translate.Draft) {
		for _, d := range drafts {
			see(name, d)
		}
	})
	for _, code := range strings.Fields("TOR SVR WSW BZW HWW FFW EQW HMW CAE TSW RWT SVS ADR") {
		see(code, toCA(t, american("SAME="+code)))
		past := american("SAME=" + code)
		past.Infos[0].Urgency = cap.Past
		see("past "+code, toCA(t, past))
	}
	if official < 3 || own < 3 {
		t.Errorf("only %d blocks of official names and %d of others were seen", official, own)
	}
}
