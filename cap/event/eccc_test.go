package event

import (
	"strings"
	"testing"

	"bordercast/cap"
)

func canadian(code, typed, named string) *cap.Info {
	i := info(CAPCP, code)
	i.Parameters = []cap.Pair{{Name: "layer:EC-MSC-SMC:1.0:Alert_Type", Value: typed},
		{Name: "layer:EC-MSC-SMC:1.0:Alert_Name", Value: named}}
	return i
}

// TestECCCKind: Alert_Type and Alert_Name decide, coloured or not, in either language; the lower where they differ.
func TestECCCKind(t *testing.T) {
	for _, c := range []struct {
		typed, named string
		kind         Product
		subject      string
	}{
		{"warning", "severe thunderstorm warning", Warning, "severe thunderstorm"},
		{"warning", "alerte d'orages violents", Warning, "orages violents"},
		{"watch", "veille d’orages violents", Watch, "orages violents"},
		{"warning", "yellow warning - storm surge", Warning, "storm surge"},
		{"warning", "avertissement jaune - submersion côtière", Warning, "submersion côtière"},
		{"", "red warning - wind", Warning, "wind"},
		{"", "Orange Watch - Tropical Storm", Watch, "tropical storm"},
		{"", "avis jaune - poudrerie", Advisory, "poudrerie"},
		{"", "avertissement de vent", Warning, "vent"},
		{"statement", "special weather statement", Statement, "special weather"},
		{"statement", "bulletin météorologique spécial", Statement, "météorologique spécial"},
		{"warning", "yellow advisory - frost", Advisory, "frost"},
		{"advisory", "wind warning", Advisory, "wind"},
		{"advisory", "", Advisory, ""},
		{"Avertissement", "", Warning, ""},
		{"", "tornado", "", ""},
		{"", "", "", ""},
	} {
		i := canadian("wind", c.typed, c.named)
		if kind, n := ecccKind(i), alertName(i); kind != c.kind || n.subject != c.subject {
			t.Errorf("type %q, name %q: %q about %q", c.typed, c.named, kind, n.subject)
		}
	}
}

// TestAlertNameNarrows: the name of the product to the letter, under its own code and kind, shows what the code alone
// does not; nothing else does, and never the event or the headline.
func TestAlertNameNarrows(t *testing.T) {
	for _, c := range []struct {
		code, typed, named string
		want, grade        string
	}{
		{"thunderstorm", "warning", "severe thunderstorm warning", "SVR", Exact},
		{"thunderstorm", "warning", "yellow warning - severe thunderstorm", "SVR", Exact},
		{"thunderstorm", "warning", "alerte d'orages violents", "SVR", Exact},
		{"thunderstorm", "watch", "severe thunderstorm watch", "SVA", Exact},
		{"weather", "statement", "special weather statement", "SPS", Exact},
		{"weather", "statement", "bulletin météorologique spécial", "SPS", Exact},
		{"weather", "statement", "special air quality statement", "", Judgement},
		{"thunderstorm", "watch", "severe thunderstorm warning", "", Judgement},
		{"thunderstorm", "warning", "thunderstorm warning", "", Judgement},
		{"thunderstorm", "advisory", "severe thunderstorm warning", "", None},
		{"rainfall", "warning", "severe thunderstorm warning", "", None},
		{"wind", "warning", "wind warning", "", Judgement},
		{"stormSurge", "warning", "yellow warning - storm surge", "SSW", Exact},
	} {
		i := canadian(c.code, c.typed, c.named)
		i.Event, i.Headline = "Severe Thunderstorm Warning", "severe thunderstorm warning in effect"
		a := &cap.Alert{MsgType: cap.MsgAlert, Infos: []cap.Info{*i}}
		p := Default().ProductOf(a, &a.Infos[0])
		if m := Default().ToSAME(i, p); m.Code != c.want || m.Grade != c.grade {
			t.Errorf("%s, %s, %q as a %s: %+v", c.code, c.typed, c.named, p, m)
		}
	}
}

// TestEndedKeepsItsCode: the end of an area carries the code of what it ends, by the kind its sender says it was.
func TestEndedKeepsItsCode(t *testing.T) {
	for _, c := range []struct{ code, typed, want string }{
		{"stormSurge", "warning", "SSW"}, {"stormSurge", "watch", "SSA"}, {"stormSurge", "", ""}, {"stormSurge", "advisory",
			""},
	} {
		if m := Default().ToSAME(canadian(c.code, c.typed, ""), Ended); m.Code != c.want {
			t.Errorf("%s ended, said to be a %q: %+v", c.code, c.typed, m)
		}
	}
}

func TestECCCDisagreement(t *testing.T) {
	if why := Disagreement(canadian("frost", "warning", "yellow advisory - frost")); !strings.Contains(why,
		"the lower rules") {
		t.Errorf("a warning named an advisory is not told: %q", why)
	}
	if why := Disagreement(canadian("frost", "advisory", "yellow advisory - frost")); why != "" {
		t.Error(why)
	}
}

func FuzzAlertName(f *testing.F) {
	for _, s := range []string{"yellow warning - storm surge", "alerte d'orages violents", " - ", "warning",
		"jaune jaune bulletin"} {
		f.Add(s, "warning")
	}
	f.Fuzz(func(t *testing.T, named, typed string) {
		i := canadian("thunderstorm", typed, named)
		kind := ecccKind(i)
		if kind != "" && rank(kind) == 0 {
			t.Errorf("%q is no kind", kind)
		}
		if typed := kindWord(fold(typed)); typed != "" && rank(kind) > rank(typed) {
			t.Errorf("type %q and name %q became a %q", typed, named, kind)
		}
		if m := Default().ToSAME(i, Warning); m.Code != "" && m.Code != "SVR" {
			t.Errorf("name %q made a %s", named, m.Code)
		}
	})
}
