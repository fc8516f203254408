package draft_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/draft"
)

func part() *cap.Alert {
	return &cap.Alert{
		Version: cap.V12, Identifier: "bc1-a", Sender: "gateway@example.invalid", Sent: cap.FormatTime(time.Date(2026, 3, 5,
			14, 0, 0, 0, time.UTC)),
		Status: cap.Exercise, MsgType: cap.MsgAlert, Scope: cap.Public, Codes: []string{"layer:bordercast:1.0"},
		Infos: []cap.Info{{
			Language: "fr-CA", Categories: []string{"Met"}, Event: "orages", Urgency: cap.Immediate, Severity: cap.Severe,
			Certainty: cap.Observed,
			Parameters: []cap.Pair{{Name: "layer:bordercast:1.0:origin", Value: "a@example.invalid,1,2026-03-05T14:00:00-00:00"},
				{Name: "layer:bordercast:1.0:sha256", Value: "00"}, {Name: "layer:bordercast:1.0:path", Value: "nb-me"}},
			Areas: []cap.Area{{Desc: "Washington County", Geocodes: []cap.Pair{{Name: "SAME", Value: "023029"}, {Name: "SAME",
				Value: "023003"}}}},
		}},
	}
}

// changed is a copy of the part with one thing changed.
func changed(f func(*cap.Alert)) []*cap.Alert {
	p := part()
	f(p)
	return []*cap.Alert{p}
}

func TestADigestIsOverAllButSent(t *testing.T) {
	shown := draft.Digest([]*cap.Alert{part()})
	if later := changed(func(a *cap.Alert) { a.Sent = cap.FormatTime(a.Sent.At.Add(time.Hour)) }); draft.Digest(later) != shown {
		t.Error("it differs by when it is sent")
	}
	for name, other := range map[string][]*cap.Alert{
		"an event":     changed(func(a *cap.Alert) { a.Infos[0].Event = "tornade" }),
		"the sender":   changed(func(a *cap.Alert) { a.Sender = "other@example.invalid" }),
		"the path":     changed(func(a *cap.Alert) { a.Infos[0].Parameters[2].Value = "other" }),
		"a geocode":    changed(func(a *cap.Alert) { a.Infos[0].Areas[0].Geocodes[1].Value = "023005" }),
		"the msgType":  changed(func(a *cap.Alert) { a.MsgType = cap.MsgUpdate }),
		"a reference":  changed(func(a *cap.Alert) { a.References = "g@example.invalid,bc1-b,2026-03-05T14:00:00-00:00" }),
		"a name":       changed(func(a *cap.Alert) { a.Identifier = "bc1-b" }),
		"another part": {part(), part()},
		"no part":      nil,
	} {
		if draft.Digest(other) == shown {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestKinDifferInTheirSourceAlone(t *testing.T) {
	first := draft.Kin([]*cap.Alert{part()})
	copied := changed(func(a *cap.Alert) {
		a.Identifier, a.References = "bc1-z", "g@example.invalid,bc1-b,2026-03-05T14:00:00-00:00"
		a.Infos[0].Parameters[0].Value, a.Infos[0].Parameters[1].Value = "b@example.invalid,2,2026-03-05T14:01:00-00:00", "11"
	})
	if draft.Kin(copied) != first {
		t.Error("a copy under another name is not kin")
	}
	if copied[0].Infos[0].Parameters[0].Name == "" || copied[0].Identifier != "bc1-z" {
		t.Error("the draft was changed by asking")
	}
	for name, other := range map[string][]*cap.Alert{
		"an instruction":    changed(func(a *cap.Alert) { a.Infos[0].Instruction = "call this number" }),
		"who is said to":    changed(func(a *cap.Alert) { a.Infos[0].SenderName = "somebody" }),
		"another parameter": changed(func(a *cap.Alert) { a.Infos[0].Parameters[2].Value = "elsewhere nb-me" }),
		"a web page":        changed(func(a *cap.Alert) { a.Infos[0].Web = "https://evil.invalid" }),
	} {
		if draft.Kin(other) == first {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestAGroupCoversWhatIsAskedWhere(t *testing.T) {
	a, b := draft.Question{Alert: "k1", Destination: "one", Draft: "d1"}, draft.Question{Alert: "k1", Destination: "two",
		Draft: "d1"}
	if draft.Group([]draft.Question{a}) != "d1" {
		t.Error("a group of one has another name than its draft")
	}
	both := draft.Group([]draft.Question{a, b})
	if both != draft.Group([]draft.Question{b, a}) {
		t.Error("the order counts")
	}
	b.Destination = "three"
	if both == draft.Group([]draft.Question{a, b}) || both == "d1" {
		t.Error("where it goes does not count")
	}
}

func TestWhatNamesADigest(t *testing.T) {
	whole := draft.Digest([]*cap.Alert{part()})
	for given, want := range map[string]bool{
		whole: true, " " + strings.ToUpper(whole) + "\n": true, draft.Abbreviated(whole): true, whole[:15]: false, "": false,
		whole + "0":        false,
		"0000000000000000": false,
	} {
		if draft.Is(given, whole) != want {
			t.Errorf("%q: %v", given, !want)
		}
	}
	if draft.Is("", "") || draft.Is("0000000000000000", "") {
		t.Error("what has no digest is named by something")
	}
}

func TestChangesSayWhere(t *testing.T) {
	before := []*cap.Alert{part()}
	after := changed(func(a *cap.Alert) {
		a.Identifier, a.Infos[0].Event = "bc1-b", "tornade"
		a.Infos[0].Areas[0].Geocodes = a.Infos[0].Areas[0].Geocodes[:1]
		a.Infos[0].Instruction = strings.Repeat("é", 500)
	})
	got := draft.Changes(before, after)
	want := []draft.Change{
		{Path: "part 1/info[1]/event", Before: "orages", After: "tornade"},
		{Path: "part 1/info[1]/instruction", After: strings.Repeat("é", 160) + "…"},
		{Path: "part 1/info[1]/area[1]/geocode[SAME][2]", Before: "023003"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if !slices.Equal(draft.Paths(got), []string{want[0].Path, want[1].Path, want[2].Path}) {
		t.Error(draft.Paths(got))
	}
	alone := draft.Changes(before, changed(func(a *cap.Alert) { a.Identifier = "bc1-b" }))
	if len(alone) != 1 || alone[0].Path != "part 1/identifier" {
		t.Errorf("a new name alone: %+v", alone)
	}
	if same := draft.Changes(before, []*cap.Alert{part()}); len(same) != 0 {
		t.Errorf("two alike: %+v", same)
	}
}
