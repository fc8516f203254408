package cap

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestPage: the page is what etree writes of the tree, for whole alerts and for fields of all kinds.
func TestPage(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatal("no documents to compare with", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if a, _, err := Read(b); err == nil {
			samePage(t, a)
		}
	}
	samePage(t, &Alert{})
	samePage(t, &Alert{Identifier: " ", Infos: []Info{{}, {Areas: []Area{{}}, Resources: []Resource{{}},
		Parameters: []Pair{{}}}}})
	samePage(t, sample())
}

// FuzzPage writes texts that no document could have brought, too.
func FuzzPage(f *testing.F) {
	f.Add("", " ", "é\r\n<&>\"'\t")
	f.Add("\x00\ufffe\ufffd", "\xed\xa0\x80", "\xff]]>\U0010ffff")
	f.Fuzz(func(t *testing.T, name, value, prose string) {
		samePage(t, &Alert{Identifier: value, Codes: []string{name}, Infos: []Info{{
			Description: prose, Parameters: []Pair{{name, value}}, Areas: []Area{{Desc: prose, Geocodes: []Pair{{value, name}}}},
		}}})
	})
}

func samePage(t *testing.T, a *Alert) {
	t.Helper()
	if got, want := a.Encode(), Bytes(a.Element()); !bytes.Equal(got, want) {
		t.Fatalf("written as\n%q\nwhere etree writes\n%q", got, want)
	}
}
