package xmltree

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// broken documents are refused by every conforming parser; loose ones only here, or only by the namespace rules.
var broken = []struct{ name, code, doc string }{
	{"duplicate attribute", "duplicate-attribute", `<a x="1" x="2"/>`},
	{"two roots", "two-roots", `<a/><b/>`},
	{"text after the root", "text-outside-root", `<a/>tail`},
	{"text before the root", "not-xml", `head<a/>`},
	{"truncated in a tag", "truncated", `<a><b`},
	{"truncated in text", "truncated", `<a><b>text`},
	{"closing twice", "not-well-formed", `<a></a></a>`},
	{"crossed tags", "not-well-formed", `<a><b></a></b>`},
	{"html entity", "unknown-entity", `<a>&nbsp;</a>`},
	{"bare ampersand", "unknown-entity", `<a>salt & pepper</a>`},
	{"bare less-than", "not-well-formed", `<a>1 < 2</a>`},
	{"attributes without space", "not-well-formed", `<a x="1"y="2"/>`},
	{"late declaration", "stray-declaration", `<a><?xml version="1.0"?></a>`},
	{"second declaration", "stray-declaration", `<?xml version="1.0"?><a/><?xml version="1.0"?>`},
	{"control character", "not-well-formed", "<a>\x01</a>"},
	{"control character in a comment", "bad-character", "<a><!-- \x01 --></a>"},
	{"control reference", "not-well-formed", "<a>&#1;</a>"},
	{"not UTF-8", "wrong-encoding", "<a>caf\xe9</a>"},
	{"label says UTF-16", "wrong-encoding", `<?xml version="1.0" encoding="UTF-16"?><a/>`},
	{"no element", "not-xml", `<!-- nothing -->`},
	{"empty", "empty", " \n"},
	{"json", "not-xml", `{"type":"FeatureCollection"}`},
}

var loose = []struct{ name, code, doc string }{
	{"one expanded name twice", "duplicate-attribute", `<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>`},
	{"unbound prefix", "unbound-prefix", `<cap:alert/>`},
	{"unbound attribute prefix", "unbound-prefix", `<a p:x="1"/>`},
	{"prefix out of scope", "unbound-prefix", `<a><b xmlns:p="u"/><p:c/></a>`},
	{"prefix undeclared", "bad-namespace", `<a xmlns:p=""/>`},
	{"xml rebound", "bad-namespace", `<a xmlns:xml="u"/>`},
	{"xmlns bound", "bad-namespace", `<a xmlns:p="http://www.w3.org/2000/xmlns/"/>`},
	{"empty prefix", "bad-name", `<:a/>`},
	{"doctype", "doctype", `<!DOCTYPE a><a/>`},
	{"external entity", "doctype", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>`},
	{"entity bomb", "doctype", `<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>`},
	{"ASCII that is not", "wrong-encoding", `<?xml version="1.0" encoding="US-ASCII"?><a>é</a>`},
	{"mark and label differ", "wrong-encoding", "\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?><a/>"},
	{"unknown encoding", "unknown-encoding", `<?xml version="1.0" encoding="EBCDIC-CP-CA"?><a/>`},
	{"UTF-32", "unknown-encoding", "\xff\xfe\x00\x00<\x00\x00\x00"},
}

func TestRefusals(t *testing.T) {
	for _, c := range append(broken, loose...) {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read([]byte(c.doc), DefaultLimits())
			r, ok := errors.AsType[*Refusal](err)
			if !ok {
				t.Fatalf("read, want %s", c.code)
			}
			if r.Code != c.code || r.Line > 1 || len(r.Error()) < 20 {
				t.Errorf("code %s, want %s: %s", r.Code, c.code, r)
			}
		})
	}
}

// TestBrokenForOthers has libxml2 confirm that what is refused here as broken is broken.
func TestBrokenForOthers(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("needs xmllint, which is not installed")
		}
		t.Skip("needs xmllint, which is not installed")
	}
	file := filepath.Join(t.TempDir(), "doc.xml")
	for _, c := range broken {
		if err := os.WriteFile(file, []byte(c.doc), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(xmllint, "--noout", file).CombinedOutput(); err == nil {
			t.Errorf("%s: xmllint reads it: %s", c.name, out)
		}
	}
}

func TestLimits(t *testing.T) {
	lim := Limits{Bytes: 400, Depth: 3, Elements: 10, Attributes: 2}
	for _, c := range []struct{ code, doc string }{
		{"", `<a><b><c x="1" y="2"/></b></a>`},
		{"too-large", "<a>" + strings.Repeat("x", 400) + "</a>"},
		{"too-deep", `<a><b><c><d/></c></b></a>`},
		{"too-many-elements", "<a>" + strings.Repeat("<b/>", 10) + "</a>"},
		{"too-many-elements", "<a>" + strings.Repeat("<?p?>", 50) + "</a>"},
		{"too-many-attributes", `<a x="1" y="2" z="3"/>`},
	} {
		_, err := Read([]byte(c.doc), lim)
		if code := codeOf(err); code != c.code {
			t.Errorf("%.30q: code %q, want %q", c.doc, code, c.code)
		}
	}
}

func codeOf(err error) string {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Code
	}
	return ""
}

// TestText: etree's own Text stops at the comment, and would read the sender someone hides there.
func TestText(t *testing.T) {
	for doc, want := range map[string]string{
		`<a>duty@eoc.invalid<!-- -->.example</a>`: "duty@eoc.invalid.example",
		`<a>one <![CDATA[<two>]]> three</a>`:      "one <two> three",
		`<a>before<b>inside</b>after</a>`:         "beforeafter",
		"<a>line\r\nbreak</a>":                    "line\nbreak",
		`<a/>`:                                    "",
	} {
		d, err := Read([]byte(doc), DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %v", doc, err)
		}
		if got := Text(d.Root); got != want {
			t.Errorf("%s: %q, want %q", doc, got, want)
		}
	}
}

// TestAttributeWhiteSpace: a line break written into a value is a space, one referred to is a line break.
func TestAttributeWhiteSpace(t *testing.T) {
	for doc, want := range map[string]string{
		"<a w='0' x='one\r\n two'/>":         "one  two",
		"<a x=\"one\ttwo&#10;'three'\"/>":    "one two\n'three'",
		"<a x='one&#9;two'/>":                "one\ttwo",
		"<a w='\"' v=\"'\" x='a\nb&amp;c'/>": "a b&c",
	} {
		d, err := Read([]byte(doc), DefaultLimits())
		if err != nil {
			t.Fatalf("%q: %v", doc, err)
		}
		if got := d.Root.SelectAttrValue("x", ""); got != want {
			t.Errorf("%q: %q, want %q", doc, got, want)
		}
	}
}

// TestAllText: every character is kept, and what parts blocks begins a line.
func TestAllText(t *testing.T) {
	for doc, want := range map[string]string{
		`<a>take <b>shel<!-- -->ter</b> now</a>`:                      "take shelter now",
		`<a><b>Dam has failed</b></a>`:                                "Dam has failed",
		`<a><p>Go north.</p><p>Do not drive.</p></a>`:                 "Go north.\nDo not drive.",
		`<a>Plume near the <b>old</b> mill.<br/>Stay <i>in</i>.</a>`:  "Plume near the old mill.\nStay in.",
		"<a><p>one</p>\n<p>two</p></a>":                               "one\ntwo",
		`<a>Fire.<hazard>Smoke<level>3</level></hazard> Go.</a>`:      "Fire.\nSmoke\n3\n Go.",
		`<a><ul><li>a</li><li><![CDATA[b]]></li></ul><em>c</em>d</a>`: "a\nb\ncd",
		`<a>  <b></b> </a>`:                                           "   ",
		`<a/>`:                                                        "",
	} {
		d, err := Read([]byte(doc), DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if got := AllText(d.Root); got != want {
			t.Errorf("%s: %q, want %q", doc, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	d, err := Read([]byte("<a>\n  <b\n  x='1'>\n <c/></b>\n\n<d/></a>"), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{".": 1, "./b": 2, "./b/c": 4, "./d": 6} {
		if got := d.Line(d.Root.FindElement(path)); got != want {
			t.Errorf("%s on line %d, want %d", path, got, want)
		}
	}
	if got := d.Line(etree.NewElement("x")); got != 0 {
		t.Errorf("an element never read stands on line %d", got)
	}
}

// TestBesideTheRoot: a signature over URI="" covers instructions beside the root, so they must be kept.
func TestBesideTheRoot(t *testing.T) {
	d, err := Read([]byte("<?xml version='1.0'?>\n<?style x?><!-- c --><a/>\n<?tail y?>"), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	kinds := ""
	for _, token := range d.Tree.Child {
		switch token.(type) {
		case *etree.ProcInst:
			kinds += "p"
		case *etree.Comment:
			kinds += "c"
		case *etree.Element:
			kinds += "e"
		}
	}
	if kinds != "pcep" {
		t.Errorf("kept %q beside the root", kinds)
	}
}
