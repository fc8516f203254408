package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	attached "bordercast/cap/french"
	"bordercast/cap/translate"
)

// byHand is a French text as an accepting officer attaches it.
func byHand() *attached.Text {
	return &attached.Text{Headline: "Fuite de chlore à Calais – restez à l’intérieur",
		Description: "Un nuage de chlore vient de Calais.\nIl arrive.",
		Instruction: "Fermez portes et fenêtres.", By: "nb-duty", Party: "nb-emo"}
}

// TestAttachedFrench: what a person of the accepting side wrote stands in the French block under their name, in the
// place of the composed words, and nowhere else.
func TestAttachedFrench(t *testing.T) {
	const (
		exercise = "EXERCICE EXERCICE EXERCICE"
		by       = "\n\nÉmis à 13\u00a0h\u00a0HNA (12\u00a0h\u00a0HNE), le vendredi 6 mars 2026.\nEn vigueur.\n" +
			"Ce message expire à 14\u00a0h\u00a0HNA (13\u00a0h\u00a0HNE), le vendredi 6 mars 2026.\nTexte français\u00a0: " +
			"nb-duty, nb-emo"
		first = exercise + ". Ceci est un exercice et non une urgence réelle.\n"
	)
	source := func(tags ...string) *cap.Alert {
		a := message(cap.MsgAlert, "flood:1302")
		a.Status, a.Infos[0].ResponseTypes = cap.Actual, []string{"Shelter"}
		one := a.Infos[0]
		a.Infos = nil
		for _, tag := range tags {
			one.Language = tag
			a.Infos = append(a.Infos, one)
		}
		return a
	}
	for what, c := range map[string]struct {
		alert                              *cap.Alert
		to                                 cap.Side
		change                             func(*translate.Request)
		headline, description, instruction string // of the French; "" where nothing of the text may stand anywhere
	}{
		"in lane actual": {source("en-US"), cap.CA, nil, byHand().Headline, byHand().Description + by, byHand().Instruction},
		"in an exercise": {source("en-US"), cap.CA, func(r *translate.Request) { r.Lane = cap.LaneExercise },
			exercise + "\u00a0: " + byHand().Headline, first + byHand().Description + by + "\n" + exercise,
			exercise + "\n" + byHand().Instruction + "\n" + exercise},
		"without an instruction": {source("en-US"), cap.CA, func(r *translate.Request) { r.French.Instruction = "" },
			byHand().Headline, byHand().Description + by, "Mettez-vous à l’abri."},
		"not reviewed": {source("en-US"), cap.CA, func(r *translate.Request) { r.Unreviewed = "nb-emo" },
			byHand().Headline, "Non examiné par nb-emo.\n" + byHand().Description + by, byHand().Instruction},
		"the source's own French stays": {source("en-US", "fr-CA"), cap.CA, nil, "", "", ""},
		"no block on the way south":     {source("fr-CA"), cap.US, nil, "", "", ""},
		"a Cancel is never a text": {message(cap.MsgCancel, "flood:1302"), cap.CA, func(r *translate.Request) {
			r.Live = []translate.Live{live("1 flood ca/nb/1302")}
		}, "", "", ""},
	} {
		req := request(c.alert, c.to, false)
		plain := all(t, req)[0]
		req.French = byHand()
		if c.change != nil {
			c.change(&req)
		}
		d := all(t, req)[0]
		text := string(d.Alert.Encode())
		if c.headline == "" {
			if strings.Contains(text, "Calais") || strings.Contains(text, "nb-duty") {
				t.Errorf("%s: the text stands there:\n%s", what, text)
			}
			continue
		}
		fr := d.Alert.Infos[1]
		if fr.Language != "fr-CA" || fr.Headline != c.headline || fr.Description != c.description ||
			fr.Instruction != c.instruction {
			t.Errorf("%s: %q\n%q\n%q", what, fr.Headline, fr.Description, fr.Instruction)
		}
		if strings.Contains(text, "en anglais seulement") || fr.Event != plain.Alert.Infos[1].Event ||
			d.Level != plain.Level ||
			fr.Param("layer:bordercast:1.0:composed") != "info" || len(d.Blocks) != 1 {
			t.Errorf("%s: level %s, blocks %q:\n%s", what, d.Level, d.Blocks, text)
		}
		if !slices.ContainsFunc(d.Report.Rows, func(r translate.Row) bool {
			return r.Action == translate.Composed && r.Rule == "languages" && r.Path == "/alert/info[fr-CA]" &&
				strings.Contains(r.Why, "nb-duty, nb-emo")
		}) {
			t.Errorf("%s: the report does not say who wrote it: %+v", what, d.Report.Rows)
		}
		if note := d.Report.Note(true); !strings.Contains(note, "français rédigé par nb-duty, nb-emo") {
			t.Errorf("%s: the note does not:\n%s", what, note)
		}
	}
}

// Another text, and another hand, is another derived alert.
func TestAttachedFrenchShapesTheVariant(t *testing.T) {
	req := request(message(cap.MsgAlert, "flood:1302"), cap.CA, false)
	seen := []string{translate.Variant(req)}
	for _, change := range []func(*attached.Text){
		func(*attached.Text) {}, func(f *attached.Text) { f.Headline += "." }, func(f *attached.Text) {
			f.Description += "."
		},
		func(f *attached.Text) { f.Instruction = "" }, func(f *attached.Text) { f.By = "nb-duty2" }, func(f *attached.Text) {
			f.Party = "nb"
		},
	} {
		req.French = byHand()
		change(req.French)
		if v := translate.Variant(req); slices.Contains(seen, v) {
			t.Errorf("%+v is the variant of another", *req.French)
		} else {
			seen = append(seen, v)
		}
	}
}
