package translate_test

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// TestIdentifierToTheLetter computes the identifier as docs/translation.md says it, by other means.
func TestIdentifierToTheLetter(t *testing.T) {
	id := cap.Identity{Sender: "mema@mema.invalid", Identifier: "MEMA-1",
		Sent: time.Date(2026, 3, 5, 9, 20, 0, 0, time.FixedZone("", -5*3600))}
	sum := sha256.Sum256([]byte("mema@mema.invalid\nMEMA-1\n2026-03-05T14:20:00Z\n2\nvariant\n1\n"))
	want := "bc1-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:26]
	if got := translate.DerivedIdentifier(id, 2, "variant", 1); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestDerivedIdentifier(t *testing.T) {
	at := time.Date(2026, 3, 5, 9, 20, 0, 0, time.FixedZone("", -5*3600))
	id := cap.Identity{Sender: "a@b.invalid", Identifier: "1", Sent: at}
	base := translate.DerivedIdentifier(id, 1, "v", 0)
	if len(base) != 30 || !strings.HasPrefix(base, "bc1-") || strings.ToLower(base) != base {
		t.Errorf("%q", base)
	}
	id.Sent = at.UTC()
	if got := translate.DerivedIdentifier(id, 1, "v", 0); got != base {
		t.Error("the spelling of the instant counts")
	}
	for _, other := range []string{translate.DerivedIdentifier(id, 2, "v", 0), translate.DerivedIdentifier(id, 1, "w", 0),
		translate.DerivedIdentifier(id, 1, "v", 1)} {
		if other == base {
			t.Error("two derived alerts have one name")
		}
	}
}

func TestVariant(t *testing.T) {
	req := request(message(cap.MsgAlert, "flood:1302"), cap.US, false)
	base := translate.Variant(req)
	same := req
	same.At, same.Edition, same.Parts, same.Allow = noon, 7, 3, []string{"contact"} // a public alert has no allow-list
	if translate.Variant(same) != base {
		t.Error("what does not shape the output changes the variant")
	}
	for what, change := range map[string]func(*translate.Request){
		"side":     func(r *translate.Request) { r.To = cap.CA },
		"sender":   func(r *translate.Request) { r.Sender = "x@y.invalid" },
		"live":     func(r *translate.Request) { r.Live = []translate.Live{live("1 flood ca/nb/1302")} },
		"channels": func(r *translate.Request) { r.Channels = []string{"EAS"} },
		"narrow":   func(r *translate.Request) { r.Narrow = []geo.District{"ca/nb/1302"} },
		"lane":     func(r *translate.Request) { r.Lane = cap.LaneTest },
		"original": func(r *translate.Request) { r.Original = "http://example.invalid/" },
	} {
		other := req
		change(&other)
		if translate.Variant(other) == base {
			t.Errorf("%s shapes the output and not the variant", what)
		}
	}
}
