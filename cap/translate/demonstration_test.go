package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap/translate"
)

// TestDemonstration holds what the demonstration's scenario promises of each alert.
func TestDemonstration(t *testing.T) {
	for name, want := range map[string]struct {
		level    translate.Level
		reach    translate.Reach
		channels string
		code     string
		oet      string
	}{
		"mema-hmw":     {translate.LevelCAPCP, translate.Actionable, "none: exercise", "hazmat", ""},
		"nbemo-hazmat": {translate.LevelIPAWS, translate.Awareness, "none: exercise none: awareness", "HMW", ""},
		"nbemo-train": {translate.LevelCAP, translate.Awareness, "none: exercise none: awareness none: level cap", "",
			""},
		"nbemo-train-update": {translate.LevelCAP, translate.Actionable, "none: exercise none: level cap", "", ""},
		"nbemo-air": {translate.LevelCAP, translate.Awareness, "none: exercise none: awareness none: level cap", "",
			"OET-004"},
		"nbemo-highwater": {translate.LevelCAP, translate.Awareness, "none: exercise none: awareness none: level cap", "",
			"OET-103"},
		"nbemo-bridge": {translate.LevelCAP, translate.Awareness, "none: exercise none: awareness none: level cap", "",
			"OET-029"},
		"nbemo-gas": {translate.LevelCAP, translate.Awareness, "none: exercise none: awareness none: level cap", "",
			"OET-134"},
		"nbemo-support": {translate.LevelCAP, translate.Awareness, "none: exercise none: awareness none: level cap", "",
			"OET-073"},
		"nbemo-unknown": {translate.LevelCAP, translate.Awareness, "none: exercise none: awareness none: level cap", "",
			""},
		"nws-wsw": {translate.LevelCAPCP, translate.Awareness, "none: awareness", "winterStorm", "OET-222"},
		"nws-rwt": {translate.LevelCAPCP, translate.Awareness, "none: test none: awareness", "testMessage", ""},
	} {
		d := all(t, request(fixture(t, name), side(name).Other(), false))[0]
		var channels []string
		for _, c := range d.Channels {
			channels = append(channels, string(c))
		}
		if d.Level != want.level || d.Reach != want.reach || strings.Join(channels, " ") != want.channels ||
			d.Match.Code != want.code {
			t.Errorf("%s: level %s %v, reach %s, channels %v, code %q", name, d.Level, d.Reasons, d.Reach, d.Channels,
				d.Match.Code)
		}
		if got := d.Alert.Infos[0].Code("OET:v1.2"); got != want.oet {
			t.Errorf("%s: OASIS term %q, want %q", name, got, want.oet)
		}
		if (d.Level == translate.LevelCAP) != (len(d.Reasons) > 0) {
			t.Errorf("%s: level %s with the reasons %q", name, d.Level, d.Reasons)
		}
	}
}

func TestProfileCodes(t *testing.T) {
	for name, want := range map[string][]string{
		"mema-hmw":     {"profile:CAP-CP:0.4", "layer:bordercast:1.0", "layer:SOREM:1.0", "layer:SOREM:2.0"},
		"nbemo-hazmat": {"IPAWSv1.0", "layer:bordercast:1.0"},
		"nbemo-train":  {"layer:bordercast:1.0"},
	} {
		d := all(t, request(fixture(t, name), side(name).Other(), false))[0]
		if !slices.Equal(d.Alert.Codes, want) {
			t.Errorf("%s: codes %q, want %q", name, d.Alert.Codes, want)
		}
	}
}
