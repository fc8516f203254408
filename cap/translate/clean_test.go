package translate_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// Words that betray a language: little words that no sentence does without, and those of alerts. None is a word of the
// other language, nor part of a name that both use.
var (
	englishTells = regexp.MustCompile(`(?i)\b(the|and|of|for|with|from|this|that|are|is|in|to|by|has|have|was|were|` +
		`not|only|below|above|until|warning|watch|advisory|county|counties|area|areas|weather|fire|flood|storm|snow|` +
		`take|avoid|follow|carry|ahead|behind|begins|times|hours?|one|two|half|units|sender|` +
		`originator|cancelled|metric|miles|feet|degrees Fahrenheit)\b`)
	frenchTells = regexp.MustCompile(`(?i)(^|[^\p{L}-])(le|la|les|l’|d’|de|des|du|une?|est|sont|et|ou|pour|` +
		`dans|avec|sur|aux?|cette|ce|ceci|qui|que|alerte|avertissement|veille|avis|comté|région|heures?|début|texte|` +
		`unités|annulée|terminée|retirée|émetteur|québec|mettez|suivez)([^\p{L}]|$)`)
	quoted = regexp.MustCompile(`«[^»]*»|“[^”]*”`)
)

// foreignIn is the first word of the other language in a text of the gateway's own; what stands in quotation marks is
// the sender's.
func foreignIn(text string, french bool) string {
	text = quoted.ReplaceAllString(text, "")
	if french {
		return strings.TrimSpace(englishTells.FindString(text))
	}
	return strings.TrimSpace(frenchTells.FindString(strings.ReplaceAll(text, "\u00a0EST", ""))) // a clock, and no "est"
}

// properNames are those of counties, which no language changes.
var properNames = strings.NewReplacer("Lewis and Clark", "", "Lake and Peninsula", "", "Lake of the Woods", "",
	"Prince of Wales", "")

// TestComposedTextIsOfOneLanguage: a block the gateway composed, and a frame it sets before a text, hold nothing of the
// other language, of the fixtures and of every real message; no text that the sender wrote slips in.
func TestComposedTextIsOfOneLanguage(t *testing.T) {
	t.Parallel()
	blocks, frames := 0, 0
	everyReport(t, func(name string, src *cap.Alert, drafts []translate.Draft) {
		for _, d := range drafts {
			if d.Alert == nil {
				continue
			}
			for n := range d.Alert.Infos {
				i := &d.Alert.Infos[n]
				if !strings.Contains(i.Param("layer:bordercast:1.0:composed"), "info") || alreadyComposed(src) {
					continue
				}
				blocks++
				texts := []string{i.Event, i.Headline, i.Description, i.Instruction, i.Contact, i.Audience}
				for _, a := range i.Areas {
					texts = append(texts, a.Desc)
				}
				for _, text := range texts {
					text = properNames.Replace(text)
					if word := foreignIn(text, strings.HasPrefix(i.Language, "fr")); word != "" {
						t.Errorf("%s to %s, %s: %q in %q", name, d.Report.To, i.Language, word, text)
					}
				}
			}
			frames += framesAreClean(t, name, src, d)
		}
	})
	if blocks < 10 || frames < 10 {
		t.Errorf("only %d blocks and %d frames were read", blocks, frames)
	}
}

func alreadyComposed(src *cap.Alert) bool {
	return slices.ContainsFunc(src.Infos, func(i cap.Info) bool { return i.Param("layer:bordercast:1.0:composed") != "" })
}

var ofInfo = regexp.MustCompile(`^/alert/info\[(\d+)\]/description$`)

func framesAreClean(t *testing.T, name string, src *cap.Alert, d translate.Draft) (seen int) {
	for _, r := range d.Report.Rows {
		m := ofInfo.FindStringSubmatch(r.Path)
		if m == nil || r.Action != translate.Composed {
			continue
		}
		seen++
		n, err := strconv.Atoi(m[1])
		if err != nil || n > len(src.Infos) {
			t.Fatalf("%s: %s", name, r.Path)
		}
		french := strings.HasPrefix(strings.ToLower(src.Infos[n-1].Language), "fr")
		if word := foreignIn(r.To, french); word != "" {
			t.Errorf("%s: %q in the frame %q", name, word, r.To)
		}
	}
	return seen
}

// TestTellsTell: the two lists find what they should in sentences of the other language, and nothing in their own.
func TestTellsTell(t *testing.T) {
	for text, french := range map[string]bool{
		"Take shelter.":                         true,
		"Times in the text below are Eastern.":  true,
		"Winter Storm Warning":                  true,
		"Mettez-vous à l’abri.":                 false,
		"avertissement de tempête hivernale":    false,
		"comté de Washington (Maine)":           false,
		"Cette alerte a été annulée.":           false,
		"Texte intégral en anglais seulement.":  false,
		"Restez à l’écoute (“take shelter”) de": false,
	} {
		if foreignIn(text, french) == "" {
			t.Errorf("nothing foreign was found in %q", text)
		}
		if word := foreignIn(text, !french); word != "" {
			t.Errorf("%q was found in %q, which is its own", word, text)
		}
	}
}

// TestSendersWordsAreMarked: where a place has no French name, the sender's words stand in quotation marks.
func TestSendersWordsAreMarked(t *testing.T) {
	a := fixture(t, "nws-wsw")
	a.Infos[0].Areas[0].Geocodes = []cap.Pair{{Name: "SAME", Value: "025011"}}
	i := all(t, request(a, cap.CA, false))[0].Alert.Infos[1]
	if want := "Massachusetts (en partie) (selon les termes de l’émetteur\u00a0: «\u00a0" + a.Infos[0].Areas[0].Desc +
		"\u00a0»)"; i.Areas[0].Desc != want {
		t.Errorf("%q, want %q", i.Areas[0].Desc, want)
	}
	if strings.Contains(i.Headline+i.Description, a.Infos[0].Areas[0].Desc) {
		t.Errorf("they stand elsewhere too: %q", i.Headline)
	}
}
