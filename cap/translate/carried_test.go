package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestCarried: what neither profile changes crosses as it was, both ways, and what is absent stays absent.
func TestCarried(t *testing.T) {
	fields := map[string]func(*cap.Alert) *string{
		"note":        func(a *cap.Alert) *string { return &a.Note },
		"incidents":   func(a *cap.Alert) *string { return &a.Incidents },
		"audience":    func(a *cap.Alert) *string { return &a.Infos[0].Audience },
		"instruction": func(a *cap.Alert) *string { return &a.Infos[0].Instruction },
		"web":         func(a *cap.Alert) *string { return &a.Infos[0].Web },
		"contact":     func(a *cap.Alert) *string { return &a.Infos[0].Contact },
		"headline":    func(a *cap.Alert) *string { return &a.Infos[0].Headline },
		"description": func(a *cap.Alert) *string { return &a.Infos[0].Description },
	}
	for to, from := range map[cap.Side]*cap.Alert{cap.US: message(cap.MsgAlert, "flood:1302"),
		cap.CA: american("SAME=FLW")} {
		from.Status = cap.Actual
		for name, of := range fields {
			for _, text := range []string{"", " ", `https://example.invalid/"two words" x`, "https://example.invalid/a"} {
				if name == "web" && strings.Contains(text, `"`) {
					continue
				}
				*of(from) = text
				got := *of(all(t, request(from, to, false))[0].Alert)
				_, words, framed := strings.Cut(got, "\n\n")
				if framed && name == "description" {
					got = words
				}
				if want := strings.TrimSpace(text); got != want && got != text {
					t.Errorf("to %s, %s: %q became %q", to, name, text, got)
				}
			}
			*of(from) = ""
		}
	}
}

// TestNothingToDo: an alert without an instruction gets none composed in its own language; the block of the other
// language says what its response types say, or nothing.
func TestNothingToDo(t *testing.T) {
	for response, want := range map[string]string{"Avoid": "Tenez-vous loin du danger.", "": ""} {
		a := american("SAME=HMW")
		if response != "" {
			a.Infos[0].ResponseTypes = []string{response}
		}
		infos := toCA(t, a).Alert.Infos
		if len(infos) != 2 || infos[0].Instruction != "" || infos[1].Instruction != want {
			t.Errorf("%s: %+v", response, infos)
		}
	}
}

// TestNoHeadline: none is composed for a real alert in the sender's language; what is not real still says so.
func TestNoHeadline(t *testing.T) {
	for status, want := range map[cap.Status]string{cap.Actual: "", cap.Exercise: "EXERCISE EXERCISE EXERCISE: flood",
		cap.Test: "TEST: flood"} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Status = status
		if got := toUS(t, a).Alert.Infos[0].Headline; got != want {
			t.Errorf("%s: %q", status, got)
		}
	}
}

// TestManyCategories cross in order; unknown ones are told and leave, and one is always there.
func TestManyCategories(t *testing.T) {
	for text, want := range map[string]string{"Met Safety CBRNE": "Met Safety CBRNE", "Met Weather": "Met",
		"Weather": "Other", "": "Other"} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Infos[0].Categories = strings.Fields(text)
		d := toUS(t, a)
		if got := strings.Join(d.Alert.Infos[0].Categories, " "); got != want {
			t.Errorf("%q became %q", text, got)
		}
		if told := slices.ContainsFunc(d.Report.Rows,
			func(r translate.Row) bool {
				return strings.HasSuffix(r.Path, "category") &&
					r.Action != "carried"
			}); told != (text != want) {
			t.Errorf("%q: told %v", text, told)
		}
	}
}

// TestManyLanguages: English first on both sides; es-US crosses south and stays behind north unless there is nothing
// else; a language that is not known is carried, and the block says that the text is in the original language alone.
func TestManyLanguages(t *testing.T) {
	for _, c := range []struct {
		to        cap.Side
		from, got string
	}{
		{cap.US, "fr-CA en-CA", "en-US fr-CA"}, {cap.US, "fr-CA", "en-US fr-CA"}, {cap.US, "en-CA es-US", "en-US es-US"},
		{cap.US, "iu en-CA", "en-US iu"}, {cap.US, "mi'kmaq", "en-US und"},
		{cap.CA, "en-US es-US", "en-CA fr-CA"}, {cap.CA, "es-US", "es-US fr-CA"}, {cap.CA, "en-US fr-CA", "en-CA fr-CA"},
		{cap.CA, "", "en-CA fr-CA"},
	} {
		a := message(cap.MsgAlert, "flood:1302")
		one := a.Infos[0]
		one.Description = "What its sender says of it."
		a.Infos = nil
		for _, language := range append(strings.Fields(c.from), make([]string, b2i(c.from == ""))...) {
			one.Language = language
			a.Infos = append(a.Infos, one)
		}
		d := all(t, request(a, c.to, false))[0]
		var got []string
		for _, i := range d.Alert.Infos {
			got = append(got, i.Language)
		}
		if strings.Join(got, " ") != c.got {
			t.Errorf("to %s, %q: %q", c.to, c.from, got)
		}
		other := slices.ContainsFunc(d.Alert.Infos, func(i cap.Info) bool {
			return strings.Contains(i.Description, "the original language only") ||
				strings.Contains(i.Description, "la langue d’origine seulement")
		})
		if want := c.from == "mi'kmaq" || c.from == "es-US"; other != want {
			t.Errorf("to %s, %q: says that the text is in its original language: %v", c.to, c.from, other)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
