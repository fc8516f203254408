package translate_test

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate"
)

// operators is a table with one row of an operator's over the built-in ones.
func operators(t *testing.T, r event.Row) *event.Table {
	t.Helper()
	r.Source, r.Why = "MOU 2026, annex B", "both sides agreed to it"
	table, refused := event.Default().With([]event.Row{r})
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	return table
}

// coded is the hazmat fixture as it would be in earnest, with a CAP-CP code of one's choice, and a route and a human
// that opened EAS.
func coded(t *testing.T, code string) translate.Request {
	t.Helper()
	a := fixture(t, "nbemo-hazmat")
	a.Status = cap.Actual
	for n := range a.Infos {
		a.Infos[n].EventCodes = []cap.Pair{{Name: event.CAPCP, Value: code}}
		a.Infos[n].Areas[0].Geocodes = append(a.Infos[n].Areas[0].Geocodes, cap.Pair{Name: "SAME", Value: "023029"})
	}
	req := request(a, cap.US, false)
	req.Channels = []string{"EAS"}
	return req
}

// TestOperatorsJudgementOpensNothing: it is written, the profile is kept, the report says whose word it is, and no
// public channel opens, though a human approved one. An exact row of the built-in table opens it.
func TestOperatorsJudgementOpensNothing(t *testing.T) {
	if d := all(t, coded(t, "hazmat"))[0]; d.Channels[0] != translate.ChannelEAS {
		t.Fatalf("an exact row opens nothing either: %v", d.Channels)
	}
	req := coded(t, "chemical")
	if d := all(t, req)[0]; d.Match.Code != "" || d.Level != translate.LevelCAP {
		t.Errorf("a built-in judgement was written: %+v, level %s", d.Match, d.Level)
	}
	req.Events = operators(t, event.Row{From: "capcp", Code: "chemical", Product: event.Warning, To: "HMW",
		Grade: event.Judgement})
	d := all(t, req)[0]
	if d.Match.Code != "HMW" || d.Alert.Infos[0].Code(event.SAME) != "HMW" || d.Level != translate.LevelIPAWS {
		t.Errorf("the operator's row was not written: %+v, level %s, %v", d.Match, d.Level, d.Reasons)
	}
	if len(d.Channels) != 1 || !strings.HasPrefix(string(d.Channels[0]), "none: ") {
		t.Errorf("an operator's judgement opened %v", d.Channels)
	}
	if text := string(d.Report.JSON()); !strings.Contains(text,
		"judgement of the operator's own, source MOU 2026, annex B") {
		t.Error("the report does not say whose word the code is")
	}
	if note := d.Report.Note(false); !strings.Contains(note, "(a judgement; source: MOU 2026, annex B)") {
		t.Errorf("the note does not name the operator's document:\n%s", note)
	}
}

// TestTableIsPartOfTheVariant: another table makes other drafts, under another name.
func TestTableIsPartOfTheVariant(t *testing.T) {
	req := coded(t, "chemical")
	before := translate.Variant(req)
	req.Events = event.Default()
	if translate.Variant(req) != before {
		t.Error("naming the built-in table changed the variant")
	}
	req.Events = operators(t, event.Row{From: "capcp", Code: "chemical", Product: event.Warning, To: "HMW",
		Grade: event.Judgement})
	if translate.Variant(req) == before {
		t.Error("the operator's table is not part of the variant")
	}
}
