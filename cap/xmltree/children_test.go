package xmltree_test

import (
	"slices"
	"testing"

	"bordercast/cap/xmltree"
)

// What a scan without a tree finds is what is there, however it is written.
func TestChildren(t *testing.T) {
	for doc, want := range map[string][]string{
		`<a><s>Public</s></a>`: {"Public"},
		`<a><s> Public </s><b><s>inner</s></b><s>Private</s></a>`:  {" Public ", "Private"},
		`<x:a xmlns:x="n"><x:s>one</x:s><s xmlns="">two</s></x:a>`: {"one", "two"},
		`<a><s/><s></s></a>`:                                         {"", ""},
		`<a><s>Pub<!-- c -->lic</s></a>`:                             {"Public"},
		`<a><s><![CDATA[Private]]></s></a>`:                          {"Private"},
		`<a><s>&#80;ublic</s></a>`:                                   {"Public"},
		`<a><s>Pub<b>no</b>lic</s></a>`:                              {"Public"},
		`<a><s at="1>2">Public</s></a>`:                              {"Public"},
		"<?xml version=\"1.0\"?>\n<!-- <s>no</s> --><a><s>y</s></a>": {"y"},
		`<a><é>no</é><s>slow</s></a>`:                                {"slow"},
		`<s>no</s>`:                                                  nil,
		`<a/>`:                                                       nil,
	} {
		if got, err := xmltree.Children([]byte(doc), "s"); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", doc, got, err)
		}
	}
	for _, doc := range []string{"", "none", `<!DOCTYPE a><a><s>Public</s></a>`, `<a><s>Pub`} {
		if got, err := xmltree.Children([]byte(doc), "s"); err == nil {
			t.Errorf("%s: %q", doc, got)
		}
	}
}

// FuzzChildren: of whatever is read, the scan finds the children that the tree has.
func FuzzChildren(f *testing.F) {
	for _, s := range []string{`<a><s>x</s></a>`, `<a xmlns:n="u"><n:s>x<b/>y</n:s><s/></a>`,
		`<a><s>&lt;</s><![CDATA[<s>]]></a>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := xmltree.Read([]byte(text), xmltree.DefaultLimits())
		if err != nil {
			return
		}
		var want []string
		for _, e := range doc.Root.ChildElements() {
			if e.Tag == "s" {
				want = append(want, xmltree.Text(e))
			}
		}
		got, err := xmltree.Children([]byte(text), "s")
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q, want %q: %v", got, want, err)
		}
	})
}
