package cap

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"

	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// missing are the leaves of a document, its texts and attributes, that stand neither in the Alert nor in its Unread. It
// knows of CAP only what is no part of it: signatures, and the value of a password.
func missing(doc *xmltree.Document, a *Alert) []string {
	if len(a.Unread) == mostUnread {
		return nil // there is more, and the last of it says so
	}
	var all strings.Builder
	strung(&all, reflect.ValueOf(*a))
	said := bare(all.String())
	var out []string
	look := func(path, value string) {
		if !strings.Contains(said, bare(value)) {
			out = append(out, path+": "+value)
		}
	}
	var walk func(e *etree.Element)
	walk = func(e *etree.Element) {
		if e.NamespaceURI() == form.Signature || strings.EqualFold(e.Tag, "password") {
			return
		}
		for n := range e.Attr {
			if !form.OfXML(&e.Attr[n]) {
				look(form.Path(e)+"/@"+e.Attr[n].Key, e.Attr[n].Value)
			}
		}
		for _, t := range e.Child {
			switch t := t.(type) {
			case *etree.CharData:
				if name, value, is := strings.Cut(t.Data, "="); is && a.Version == V10 {
					look(form.Path(e), name)
					look(form.Path(e), value)
				} else if t.Data != "Very Likely" {
					look(form.Path(e), t.Data)
				}
			case *etree.Element:
				walk(t)
			}
		}
	}
	walk(doc.Root)
	return out
}

// strung writes every string of a value.
func strung(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		b.WriteString(v.String() + "\x00")
	case reflect.Struct:
		for n := range v.NumField() {
			if v.Type().Field(n).IsExported() {
				strung(b, v.Field(n))
			}
		}
	case reflect.Slice:
		for n := range v.Len() {
			strung(b, v.Index(n))
		}
	}
}

// bare is a text without white space, at which a reader may cut or join, and without what nobody sees, which is said
// once (Mended).
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || form.Unseen(r) {
			return -1
		}
		return r
	}, s)
}

// TestAccount: every text and every attribute of an alert is read or is named as unread. FuzzAlert holds the same.
func TestAccount(t *testing.T) {
	files, _ := filepath.Glob("testdata/read/*.xml")
	more, _ := filepath.Glob("translate/testdata/*.xml")
	if len(files) == 0 || len(more) == 0 {
		t.Fatal("the fixtures are not where they were")
	}
	for _, file := range slices.Concat(files, more) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if a, doc, err := Read(b); err == nil {
			for _, m := range missing(doc, a) {
				t.Errorf("%s: nobody is told of %s", file, m)
			}
		}
	}
}

func TestAccountOfTheCorpus(t *testing.T) {
	dir, paths := corpus(t)
	read := 0
	for _, path := range paths {
		b, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		a, doc, err := Read(b)
		if err != nil {
			continue
		}
		read++
		for _, m := range missing(doc, a) {
			t.Errorf("%s: nobody is told of %s", path, m)
		}
	}
	if read < 100 {
		t.Errorf("only %d alerts of the corpus were read", read)
	}
}

func TestUnread(t *testing.T) {
	for inside, want := range map[string][]string{
		``:                              nil,
		`<info><event>x</event></info>`: nil,
		`<river>9 m</river>`:            {"-1 alert/river 9 m"},
		`<info xmlns:x="urn:x"><x:level>3<x:unit>m</x:unit></x:level></info>`: {"0 alert/info[1]/level 3\nm"},
		`<info/><info id="7"/>`:                                                             {"1 alert/info[2]/@id 7"},
		`<info><area>near<areaDesc>x</areaDesc></area></info>`:                              {"0 alert/info[1]/area[1] near"},
		`<info><headline>One</headline><headline>Two</headline></info>`:                     {"0 alert/info[1]/headline Two"},
		`<info><description>a <a href="b">c</a></description></info>`:                       {"0 alert/info[1]/description/a/@href b"},
		`<info xmlns="` + form.NS11 + `"><event>read</event><x>y</x></info>`:                {"0 alert/info[1]/x y"},
		`<password>secret</password>`:                                                       {"-1 alert/password "},
		`<Signature xmlns="` + form.Signature + `"/>`:                                       nil,
		`<info><parameter>loose<valueName>a</valueName><value>b</value></parameter></info>`: {"0 alert/info[1]/parameter[1] loose"},
	} {
		a, _, err := Read([]byte(`<alert xmlns="` + form.NS12 + `">` + inside + `</alert>`))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range a.Unread {
			got = append(got, fmt.Sprintf("%d %s %s", u.Info, u.Path, u.Value))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", inside, d)
		}
	}
}

// TestUnreadIsBounded: a document of nothing but what CAP does not have is not kept a second time. To name the place of
// each of its areas by those before it would take minutes.
func TestUnreadIsBounded(t *testing.T) {
	for _, inside := range []string{
		strings.Repeat(`<x>y</x>`, 5000),
		`<info>` + strings.Repeat(`<area i="1"/>`, 100_000) + `</info>`,
	} {
		a, _, err := Read([]byte(`<alert xmlns="` + form.NS12 + `">` + inside + `</alert>`))
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Unread) != mostUnread || a.Unread[mostUnread-1].Value != "…" {
			t.Errorf("%.20s…: %d are kept", inside, len(a.Unread))
		}
	}
}

// TestAnotherVersionInside: an info of another version's namespace is read, and said to be there.
func TestAnotherVersionInside(t *testing.T) {
	const inside = `<info xmlns="` + form.NS11 + `"><event>Dam failure</event></info>`
	a, doc, err := Read([]byte(`<alert xmlns="` + form.NS12 + `">` + inside + `</alert>`))
	if err != nil || len(a.Infos) != 1 || a.Infos[0].Event != "Dam failure" {
		t.Fatalf("%+v, %v", a, err)
	}
	if !slices.ContainsFunc(Validate(doc, a), func(f Finding) bool { return f.Rule == "cap-1.2/3.4/mixed-namespaces" }) {
		t.Error("no finding says so")
	}
}
