package language

import "testing"

// TestTags: a tag is read as senders write it: none is English, capitals and underscores are nothing, and sp is what
// some write for Spanish.
func TestTags(t *testing.T) {
	for _, c := range []struct {
		tag, primary           string
		english, french, valid bool
	}{
		{"", "en", true, false, false},
		{"en-US", "en", true, false, true},
		{"EN", "en", true, false, true},
		{"fr_CA", "fr", false, true, false},
		{" fr-CA ", "fr", false, true, false},
		{"es-US", "es", false, false, true},
		{"sp-US", "es", false, false, true},
		{"iu", "iu", false, false, true},
		{"mi'kmaq", "mi'kmaq", false, false, false},
	} {
		if got := Primary(c.tag); got != c.primary {
			t.Errorf("%q is %q, want %q", c.tag, got, c.primary)
		}
		if English(c.tag) != c.english || French(c.tag) != c.french || Tagged(c.tag) != c.valid {
			t.Errorf("%q: English %v, French %v, tagged %v", c.tag, English(c.tag), French(c.tag), Tagged(c.tag))
		}
	}
	if Is("", "en") || !Is("en-CA", "en") {
		t.Error("no tag is of no language, and en-CA is English")
	}
}
