package xmldsig

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// several is the simple alert with a signature of each holder, each made over the alert without the others.
func several(t *testing.T, holders ...holder) string {
	t.Helper()
	target := etree.NewDocument()
	target.SetRoot(parseTree(t, simpleAlert).Copy())
	for _, h := range holders {
		one := parseTree(t, simpleAlert)
		if err := Sign(one, nil, h.key, h.cert); err != nil {
			t.Fatal(err)
		}
		target.Root().AddChild(Signatures(one)[0])
	}
	b, err := Bytes(target.Root())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// NAAD's practice: both hold though each ignores the other (traps ca-10).
func TestSiblings(t *testing.T) {
	text := several(t, p256(), rsa2048())
	results := Verify(parse(t, text), p256().key.Public())
	if len(results) != 2 {
		t.Fatalf("%d results", len(results))
	}
	for i, r := range results {
		if r.State != Good || !r.Alone || r.Index != i || r.Pinned != (i == 0) {
			t.Errorf("%d: %s %s alone=%v pinned=%v", i, r.State, r.Text, r.Alone, r.Pinned)
		}
	}
	for _, r := range Verify(parse(t, strings.Replace(text, "EXERCISE-1", "EXERCISE-2", 1))) {
		if r.State != Bad {
			t.Errorf("changed: %d %s", r.Index, r.State)
		}
	}
}

// The standard's way: the second signature covers the first, and only itself is taken out.
func TestCountersignature(t *testing.T) {
	root := parseTree(t, signed(t, simpleAlert, p256()))
	first := Signatures(root)[0]
	h := newHash()
	if err := newCanon(form{exclusive: true}, h).document(root, nil); err != nil {
		t.Fatal(err)
	}
	m, uri, err := methodFor(rsa2048().key.Public())
	if err != nil {
		t.Fatal(err)
	}
	second, info := envelope(uri, h.Sum(nil))
	root.AddChild(second)
	value, err := signInfo(info, m, nil, rsa2048().key)
	if err != nil {
		t.Fatal(err)
	}
	child(second, "SignatureValue").SetText(e64(value))
	got := VerifyTree(root, rsa2048().key.Public())
	if len(got) != 2 || got[0].State != Good || !got[0].Alone || got[1].State != Good || got[1].Alone {
		t.Fatalf("%+v", got)
	}
	first.CreateAttr("Id", "changed") // the second covers this too
	if got := VerifyTree(root, rsa2048().key.Public()); got[0].State != Good || got[1].State != Bad {
		t.Errorf("after the first was changed: %s, %s", got[0].State, got[1].State)
	}
}

func TestTooMany(t *testing.T) {
	var nine []holder
	for range maxSignatures + 1 {
		nine = append(nine, p256())
	}
	results := Verify(parse(t, several(t, nine...)))
	for i, r := range results {
		if want := i < maxSignatures; (r.State == Good) != want {
			t.Errorf("%d: %s %s", i, r.State, r.Reason)
		}
	}
	if len(results) != maxSignatures+1 {
		t.Errorf("%d results", len(results))
	}
}
