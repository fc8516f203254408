package xmltree

import (
	"bytes"
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
