package cap

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, d)
	}
}

// TestRead: each message of testdata/read beside what is written of it and what is found wrong with it.
func TestRead(t *testing.T) {
	files, _ := filepath.Glob("testdata/read/*.xml")
	if len(files) == 0 {
		t.Fatal("testdata/read is empty")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, doc, err := Read(b)
			if err != nil {
				t.Fatal(err)
			}
			var found strings.Builder
			for _, f := range Validate(doc, a) {
				found.WriteString(f.String() + "\n")
			}
			golden(t, strings.TrimSuffix(file, ".xml")+".cap12", string(a.Encode()))
			golden(t, strings.TrimSuffix(file, ".xml")+".findings", found.String())
		})
	}
}

// TestSampleIsClean: a message with nothing wrong has no findings, and comes back as it went out.
func TestSampleIsClean(t *testing.T) {
	want := sample()
	got, doc, err := Read(want.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Validate(doc, got) {
		t.Error(f)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("lost on the way (-out +in):\n%s", d)
	}
	if want.Digest() != got.Digest() {
		t.Error("the digest changed on the way")
	}
}

func TestNotCAP(t *testing.T) {
	for _, c := range []struct{ code, doc string }{
		{"not-cap", `<feed xmlns="http://www.w3.org/2005/Atom"/>`},
		{"not-cap", `<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"/>`},
		{"not-cap", `<Alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>`},
		{"wrong-namespace", `<alert/>`},
		{"wrong-namespace", `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.3"/>`},
		{"not-xml", `{"identifier":"x"}`},
		{"doctype", `<!DOCTYPE alert><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>`},
	} {
		_, _, err := Read([]byte(c.doc))
		r, ok := errors.AsType[*xmltree.Refusal](err)
		if !ok || r.Code != c.code {
			t.Errorf("%s: %v, want %s", c.doc, err, c.code)
		}
	}
}

// TestForeignNamespaces: an element that looks like CAP's and is not says nothing.
func TestForeignNamespaces(t *testing.T) {
	a, doc, err := Read([]byte(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2" xmlns:x="urn:example:x">` +
		`<x:identifier>false</x:identifier><identifier>true</identifier><info xmlns="urn:example:x"/></alert>`))
	if err != nil {
		t.Fatal(err)
	}
	if a.Identifier != "true" || len(a.Infos) != 0 {
		t.Errorf("read identifier %q and %d infos", a.Identifier, len(a.Infos))
	}
	if found := Validate(doc, a); found[0].Rule != "cap-1.2/3.4/foreign-element" || found[0].Path != "alert/identifier" {
		t.Errorf("first finding: %v", found[0])
	}
}

func TestTooManyFindings(t *testing.T) {
	_, doc, err := Read([]byte(`<alert xmlns="` + form.NS12 + `">` + strings.Repeat("<x/>", 3*maxFindings) + `</alert>`))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := Parse(doc)
	found := Validate(doc, a)
	if last := found[len(found)-1]; len(found) != maxFindings || !strings.HasSuffix(last.Rule, "too-many-findings") {
		t.Errorf("%d findings, the last %v", len(found), last)
	}
}
