package xmldsig

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"bordercast/cap/xmltree"
)

// The largest document that is read, made of what costs a canonicaliser most, with as many signatures as are judged.
func hostile(b *testing.B) *xmltree.Document {
	var text strings.Builder
	text.WriteString("<alert")
	for i := range 28 {
		fmt.Fprintf(&text, ` xmlns:p%d="urn:%d"`, i, i)
	}
	text.WriteString("><b")
	for i := range 28 {
		fmt.Fprintf(&text, ` xmlns:q%d="urn:q%d"`, i, i)
	}
	text.WriteString(">")
	element := "<a"
	for i := range 28 {
		element += fmt.Sprintf(` p0:a%d=""`, i)
	}
	element += "/>"
	for text.Len() < 7<<20 && text.Len()/len(element) < 45_000 {
		text.WriteString(element)
	}
	text.WriteString("</b>")
	for i := range maxSignatures {
		c := combination{method: more + "rsa-sha256", digest: xmlenc + []string{"sha256", "sha512"}[i%2], info: exclusive10,
			transform: []string{exclusive10, inclusive10}[i/2%2]}
		filled := strings.Replace(c.template(), "<ds:DigestValue>", "<ds:DigestValue>AAAA", 1)
		text.WriteString(strings.Replace(filled, "<ds:SignatureValue>", "<ds:SignatureValue>AAAA", 1))
	}
	text.WriteString("</alert>")
	return parse(b, text.String())
}

func BenchmarkHostile(b *testing.B) {
	doc := hostile(b)
	b.SetBytes(int64(len(doc.Raw)))
	for b.Loop() {
		for _, r := range Verify(doc) {
			if r.State == Good {
				b.Fatal(r)
			}
		}
	}
}

// One tree may be judged from many goroutines: nothing in it is written. The race detector is the judge.
func TestConcurrent(t *testing.T) {
	doc := parse(t, several(t, p256(), rsa2048()))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, r := range Verify(doc, p256().key.Public()) {
				if r.State != Good {
					t.Errorf("%s %s", r.State, r.Text)
				}
			}
		})
	}
	all.Wait()
}

func TestBindingBudget(t *testing.T) {
	doc := parse(t, signed(t, simpleAlert, p256()))
	for i := range maxBindings + 1 {
		doc.Root.ChildElements()[1].CreateAttr(fmt.Sprintf("xmlns:p%d", i), "urn:a")
	}
	if r := only(t, Verify(doc)); r.State != Refused || r.Reason != "budget" {
		t.Errorf("%s %s", r.State, r.Reason)
	}
}
