package translate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

func TestEvents(t *testing.T) {
	spoken := func(language, event string) cap.Info { return cap.Info{Language: language, Event: event} }
	coded := message(cap.MsgAlert, "flood:1302", "wind:1302", "flood:1310")
	forgot := message(cap.MsgAlert, "flood:1302")
	forgot.Infos = append(forgot.Infos, spoken("fr-CA", "inondation"))
	among := message(cap.MsgAlert, "flood:1302", "wind:1302")
	among.Infos = append(among.Infos, spoken("en-CA", "notice"), spoken("fr-CA", "avis"))
	texts := &cap.Alert{Infos: []cap.Info{spoken("en-CA", "Flood"), spoken("en-CA", "Wind"), spoken("fr-CA", "Inondation"),
		spoken("fr-CA", "Vent"), spoken("en-CA", "flood ")}}
	for _, c := range []struct {
		what  string
		alert *cap.Alert
		want  string
	}{
		{"by their codes", coded, "flood[0 2] wind[1]"},
		{"the only code is that of a language which forgot it", forgot, "flood[0 1]"},
		{"but not where there are several", among, "flood[0] wind[1] [2 3]"},
		{"without codes by text, in the order of each language", texts, "[0 2 4] [1 3]"},
		{"an alert that says nothing", &cap.Alert{}, ""},
	} {
		var got []string
		for _, e := range translate.Events(c.alert) {
			got = append(got, e.Key+fmt.Sprint(e.Infos))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", c.what, text, c.want)
		}
	}
}

// Of an alert that is cut to an event nothing of the others is in the draft nor in its report, which says that they
// were.
func TestCutToAnEvent(t *testing.T) {
	a := message(cap.MsgAlert, "wind:1302", "flood:1302", "flood:1310")
	a.Infos[0].Headline, a.Infos[0].Description = "GALE", "GALE"
	group := translate.Group{Event: translate.Events(a)[1], Number: 2, Among: len(a.Infos)}
	cut, ground := translate.CutTo(nil, a, group.Infos)
	req := translate.Request{Alert: cut, Ground: ground, To: cap.US, Gateway: "g", Sender: "gateway@example.invalid",
		At: noon, Group: &group}
	req.Parts = translate.NumberBefore(2, []int{1, 3})
	drafts, err := translate.Translate(req)
	if err != nil || len(drafts) != 2 {
		t.Fatalf("%d drafts: %v", len(drafts), err)
	}
	for n, d := range drafts {
		if want := 2 + 64*n; d.Part != want {
			t.Errorf("part %d, want %d", d.Part, want)
		}
		text := string(d.Alert.Encode()) + string(d.Report.JSON())
		if strings.Contains(text, "GALE") || strings.Contains(text, "wind") {
			t.Errorf("it tells of the wind: %s", text)
		}
		left := slices.IndexFunc(d.Report.Rows, func(r translate.Row) bool {
			return r.Rule == "event-groups" &&
				r.Path == "/alert/info[1]"
		})
		own := slices.IndexFunc(d.Report.Rows,
			func(r translate.Row) bool { return r.Path == fmt.Sprintf("/alert/info[%d]/urgency", n+2) })
		if !d.Redacted || left < 0 || own < 0 {
			t.Errorf("redacted %t, rows %d and %d: %v", d.Redacted, left, own, d.Report.Rows)
		}
	}
	whole := req
	whole.Group = nil
	if translate.Variant(req) == translate.Variant(whole) {
		t.Error("what was cut is another variant")
	}
	for used, want := range map[string]int{"[]": -62, "[1 3]": -62, "[2]": 2, "[2 66 67]": 66} {
		var list []int
		for text := range strings.FieldsSeq(strings.Trim(used, "[]")) {
			var n int
			_, _ = fmt.Sscan(text, &n)
			list = append(list, n)
		}
		if got := translate.NumberBefore(2, list); got != want {
			t.Errorf("after %s: %d, want %d", used, got, want)
		}
	}
}
