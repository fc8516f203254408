package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
)

// TestBlockWithoutAreasRides: a second language that names no area goes with what it translates, to every part that
// lacks its language, and is described in its own language there; one that translates nothing stays by itself.
func TestBlockWithoutAreasRides(t *testing.T) {
	for _, c := range []struct {
		what  string
		infos string // language:event:place, a place of - is none
		want  string // for each part: its languages
	}{
		{"a French block rides", "en:flood:1302 fr:flood:-", "en-US+fr-CA"},
		{"so does an English one that comes first", "en:flood:- fr:flood:1302", "en-US+fr-CA"},
		{"to each part of the event", "en:flood:1302 en:flood:1310 fr:flood:-", "en-US+fr-CA en-US+fr-CA"},
		{"not to another event's", "en:flood:1302 en:wind:1310 fr:flood:-", "en-US+fr-CA en-US"},
		{"nor where the language is there", "en:flood:1302 fr:flood:1302 fr:flood:-", "en-US+fr-CA en-US+fr-CA"},
		{"nor in the same language", "en:flood:1302 en:flood:-", "en-US en-US"},
		{"two blocks without areas are a part", "en:flood:- fr:flood:-", "en-US+fr-CA"},
	} {
		a := message(cap.MsgAlert, "flood:1302")
		like := a.Infos[0]
		a.Infos = nil
		for text := range strings.FieldsSeq(c.infos) {
			words := strings.Split(text, ":")
			i := like
			i.Language, i.Areas = words[0]+"-CA", nil
			i.EventCodes = []cap.Pair{{Name: "profile:CAP-CP:Event:0.4", Value: words[1]}}
			if words[2] != "-" {
				i.Areas = []cap.Area{{Desc: "here", Geocodes: []cap.Pair{{Name: "profile:CAP-CP:Location:0.3", Value: words[2]}}}}
			}
			a.Infos = append(a.Infos, i)
		}
		var got []string
		for _, d := range all(t, request(a, cap.US, false)) {
			var tags []string
			for _, i := range d.Alert.Infos {
				tags = append(tags, i.Language)
				if len(i.Areas) == 0 && strings.Contains(c.infos, "130") && len(d.Alert.Infos) > 1 && d.Districts[0] != "_/_/_" {
					t.Errorf("%s: %s has no area", c.what, i.Language)
				}
			}
			got = append(got, strings.Join(tags, "+"))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", c.what, text, c.want)
		}
	}
}

// TestLentAreasAreTold: what was lent is in the report, in the language of the block.
func TestLentAreasAreTold(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	fr := a.Infos[0]
	fr.Language, fr.Areas = "fr-CA", nil
	a.Infos = append(a.Infos, fr)
	d := all(t, request(a, cap.US, false))[0]
	if got := d.Alert.Infos[1].Areas; len(got) != 1 || !strings.Contains(got[0].Desc, "comté de Charlotte") ||
		!slices.Equal(got[0].Geocodes, d.Alert.Infos[0].Areas[0].Geocodes) {
		t.Errorf("%+v", got)
	}
	if text := d.Report.Note(false); !strings.Contains(text, "it names no area of its own") {
		t.Error(text)
	}
}
