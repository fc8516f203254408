package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
)

// TestPartsOfCounties: a composed block names no county or division as a whole where its sender warns a part of it: it
// says so, and the sender's words follow, once. What is warned as a whole is named as ever.
func TestPartsOfCounties(t *testing.T) {
	const clc = "layer:EC-MSC-SMC:1.0:CLC="
	for _, c := range []struct {
		home      cap.Side
		desc      string
		codes     []string
		head      string // the end of the headline
		areaNamed string
	}{
		{cap.US, "Southern Cook, North Shore; Southern Lake, North Shore",
			[]string{"SAME=027031", "SAME=027075", "UGC=MNZ020", "UGC=MNZ021"},
			"comté de Cook (Minnesota) (en partie); comté de Lake (Minnesota) (en partie)", ""},
		{cap.US, "San Juan County; Western Whatcom County",
			[]string{"SAME=053055", "SAME=053073", "UGC=WAZ901", "UGC=WAZ903"},
			"comté de San Juan (État de Washington); comté de Whatcom (État de Washington) (en partie)", ""},
		{cap.US, "Washington, ME", []string{"SAME=023029", "UGC=MEC029"}, "comté de Washington (Maine)",
			"comté de Washington (Maine)"},
		{cap.US, "Kittson", []string{"SAME=027069", "UGC=MNZ904"}, "comté de Kittson (Minnesota)",
			"comté de Kittson (Minnesota)"},
		{cap.CA, "Big Trout Lake - Kasabonika", []string{clc + "042420", sgc + "3560075", sgc + "3560090"},
			"Kenora District, Ontario (in part)", ""},
		{cap.CA, "Saint-Exercice", []string{sgc + "2468005"}, "Les Jardins-de-Napierville RCM, Quebec (in part)", ""},
		{cap.CA, "comté de Charlotte", []string{sgc + "1302"}, "Charlotte County, New Brunswick",
			"Charlotte County, New Brunswick"},
	} {
		a := drawnAlert(t, c.home, append([]string{""}, c.codes...))
		a.Infos = a.Infos[:1]
		a.Infos[0].Areas[0].Desc = c.desc
		tag, before, words := "fr-CA", "(selon les termes de l’émetteur\u00a0: «\u00a0", "\u00a0»)"
		if c.home == cap.CA {
			a.Infos[0].Language = "fr-CA"
			tag, before, words = "en-US", "(in the sender's words: “", "”)"
		}
		req := request(a, c.home.Other(), true)
		req.Atlas = atlas(t)
		d := all(t, req)[0]
		at := slices.IndexFunc(d.Alert.Infos, func(i cap.Info) bool { return i.Language == tag })
		if at < 0 {
			t.Fatalf("%s: no block in %s", c.desc, tag)
		}
		i := d.Alert.Infos[at]
		want := c.areaNamed
		if want == "" {
			want = c.head + " " + before + c.desc + words
		}
		if i.Areas[0].Desc != want {
			t.Errorf("%s: the area is %q, want %q", c.desc, i.Areas[0].Desc, want)
		}
		if !strings.HasSuffix(i.Headline, "– "+c.head) {
			t.Errorf("%s: the headline is %q", c.desc, i.Headline)
		}
	}
}

// TestPartsLeaveNoTrace: where the words of an area stay behind, nothing tells whether they name a whole county or a
// part of it: its codes alone count.
func TestPartsLeaveNoTrace(t *testing.T) {
	told := func(desc string) string {
		a := drawnAlert(t, cap.US, []string{"", "SAME=027031", "UGC=MNZ999"})
		a.Scope, a.Restriction = cap.Restricted, "partners"
		a.Infos[0].Areas[0].Desc = desc
		req := request(a, cap.CA, false)
		req.Atlas, req.Allow = atlas(t), []string{"geocode"}
		d := all(t, req)[0]
		return string(d.Alert.Encode()) + string(d.Report.JSON()) + d.Report.Note(false) + d.Report.Note(true)
	}
	part, whole := told("Southern Cook"), told("Cook County")
	if part != whole {
		t.Errorf("the words changed what crosses:\n%s\n%s", part, whole)
	}
	if !strings.Contains(whole, "comté de Cook (Minnesota) (en partie)") {
		t.Errorf("its zone says nothing:\n%s", whole)
	}
}
