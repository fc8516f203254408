package xmltree

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/beevik/etree"
)

// FuzzRead: nothing panics, and what is read can be written and read again as the same tree.
func FuzzRead(f *testing.F) {
	for _, c := range append(broken, loose...) {
		f.Add([]byte(c.doc))
	}
	f.Add([]byte(`<p:a xmlns:p="u" p:x="&lt;&#10;&quot;"><![CDATA[x]]><!-- y --><b xmlns="v">é</b></p:a>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Read(b, DefaultLimits())
		if err != nil {
			return
		}
		first := written(d.Root)
		again, err := Read(first, DefaultLimits())
		if err != nil {
			t.Fatalf("written as %q, which is refused: %v", first, err)
		}
		if second := written(again.Root); !bytes.Equal(first, second) {
			t.Fatalf("written as %q, then as %q", first, second)
		}
	})
}

func written(root *etree.Element) []byte {
	var b bytes.Buffer
	root.WriteTo(&b, &etree.WriteSettings{CanonicalEndTags: true, CanonicalText: true, CanonicalAttrVal: true})
	return b.Bytes()
}

// FuzzQuick: the quick way of reading and encoding/xml's make the same tree, or refuse with the same words.
func FuzzQuick(f *testing.F) {
	for _, c := range append(broken, loose...) {
		f.Add([]byte(c.doc))
	}
	for _, doc := range ordinary {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		text, bad := decode(b)
		if bad != nil {
			return
		}
		lim := Limits{Bytes: 1 << 20, Depth: 5, Elements: 40, Attributes: 4}
		q := newReader(b, string(text), lim)
		got, sure := q.quick()
		if !sure {
			return
		}
		r := newReader(b, string(text), lim)
		if want := r.run(); !reflect.DeepEqual(got, want) {
			t.Fatalf("quick says %v, encoding/xml %v", got, want)
		}
		if got != nil {
			return
		}
		compare(t, q.doc, r.doc)
	})
}

func compare(t *testing.T, got, want *Document) {
	t.Helper()
	for n, s := range want.starts {
		if at := got.starts[n].at; at != s.at {
			t.Fatalf("element %d starts at %d, not %d", n, at, s.at)
		}
	}
	if g, w := shape(&got.Tree.Element), shape(&want.Tree.Element); g != w {
		t.Fatalf("quick made\n%s\nand encoding/xml\n%s", g, w)
	}
}

// shape spells a tree out, so that two texts side by side are not one longer one.
func shape(e *etree.Element) string {
	out := fmt.Sprintf("(%q %q", e.Space, e.Tag)
	for _, a := range e.Attr {
		out += fmt.Sprintf(" @%q:%q=%q", a.Space, a.Key, a.Value)
	}
	for n, t := range e.Child {
		if t.Index() != n || t.Parent() != e {
			out += " !"
		}
		switch t := t.(type) {
		case *etree.Element:
			out += " " + shape(t)
		case *etree.CharData:
			out += fmt.Sprintf(" %q %v", t.Data, t.IsWhitespace())
		case *etree.Comment:
			out += fmt.Sprintf(" #%q", t.Data)
		case *etree.ProcInst:
			out += fmt.Sprintf(" ?%q %q", t.Target, t.Inst)
		}
	}
	return out + ")"
}

// TestQuickIsSure: documents as they are mostly written do not need the slow way.
func TestQuickIsSure(t *testing.T) {
	for _, doc := range ordinary {
		r := newReader(nil, doc, DefaultLimits())
		if bad, sure := r.quick(); !sure || bad != nil {
			t.Errorf("quick was sure %v, refused %v: %s", sure, bad, doc)
		}
	}
}

var ordinary = []string{
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<alert xmlns=\"urn:x\" xmlns:p = 'u'>\r\n\t<a p:b=\"1 &amp; 2 &#10;\"/>\n</alert>\n",
	`<?xml-stylesheet href='a.xsl' type="text/xsl"?><a><!-- a comment -->text &lt;&gt;&amp;&quot;&apos;&#233;&#xE9;&#13; é</a >`,
	"<a><b><![CDATA[<p>it's \r\n & raw ]] ></p>]]>and so on\rhere</b><p:c xmlns:p=\"u\" p:d='\"'></p:c></a><!-- after -->",
	"<?xml version = '1.0' encoding = 'UTF-8' standalone = 'yes'?>\n\n<!--\nan index\n-->\n<feed/>",
	"<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignatureValue>\nab==\n</SignatureValue></Signature>",
}
