package gateway

import (
	"os"
	"path/filepath"
	"testing"

	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/trail"
)

// A running gateway takes new keys. Whatever fails at it, each entry is signed by the key whose time it was, and the
// gateway that is started next has the new keys, or the old ones with the new ones still waiting.
func TestNewKeysThatFail(t *testing.T) {
	for name, tc := range map[string]struct {
		store breaking
		block bool // they cannot be put in their place
		ended bool // the process must end
		inUse bool // at once; else the next start takes them
	}{
		"nothing fails":                          {breaking{}, false, false, true},
		"the entry fails and is not stored":      {breaking{at: trail.KeysNew, lost: errDisk}, false, false, false},
		"there is no room for it":                {breaking{at: trail.KeysNew, lost: book.ErrFull}, false, false, false},
		"the entry fails but is stored":          {breaking{at: trail.KeysNew}, false, true, false},
		"the files cannot be put in their place": {breaking{}, true, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir, clock := t.TempDir(), &manual{now: noon}
			b := openTestGatewayOn(t, benchConfig+forwarding, dir, clock, tc.store.open)
			b.all("mema", message{id: "before", expires: 600}.String())
			old := b.gw.settings.Now().Key.Fingerprint()
			staged, err := b.gw.acts.NewKeys(t.Context(), api.Order{Actor: api.Actor{As: "operator"}})
			if err != nil {
				t.Fatal(err)
			}
			keys, err := b.gw.keys.newer(b.gw.settings.Now().Key)
			if err != nil || keys == nil {
				t.Fatalf("none wait: %v", err)
			}
			away := filepath.Join(acts.KeysIn(b.gw.data), "before-"+keys.words.At.Format("20060102T150405"))
			if tc.block {
				if err := os.WriteFile(away, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			next := *b.gw.settings.Now()
			next.Key = keys.signing
			err = b.gw.takeStock(t.Context(), &next, "operator", keys)
			if (err == nil) != tc.inUse || (b.gw.db.Err() != nil) != tc.ended {
				t.Fatalf("they were taken: %v; the store ended: %v", err, b.gw.db.Err())
			}
			want := old
			if tc.inUse {
				want = staged.Signing
				if err := b.gw.keys.taken(t.Context(), b.gw.db, keys.trailKey); err != nil {
					t.Fatal(err)
				}
			}
			if got := b.gw.settings.Now().Key.Fingerprint(); got != want {
				t.Errorf("the key in use is %s, want %s", got, want)
			}
			if !tc.ended {
				b.all("mema", message{id: "after", expires: 600}.String())
				b.sound()
			}
			if tc.block {
				if err := os.Remove(away); err != nil {
					t.Fatal(err)
				}
			}
			b.close()

			b = openTestGateway(t, benchConfig+forwarding, dir, clock)
			if got := b.gw.settings.Now().Key.Fingerprint(); got != staged.Signing {
				t.Errorf("after a start the key in use is %s, want %s", got, staged.Signing)
			}
			b.all("mema", message{id: "later", expires: 600}.String())
			b.sound()
			told := 0
			b.rows.eachEntry(func(r trail.Row) {
				if r.Kind == string(trail.KeysNew) {
					told++
				}
			})
			if told != 1 {
				t.Errorf("the trail tells of them %d times", told)
			}
		})
	}
}

// sound wants that the trail is.
func (b *testGateway) sound() {
	b.t.Helper()
	var report trail.Report
	err := b.gw.db.View(b.t.Context(), func(tx *book.Tx) (err error) {
		report, err = b.rows.verified(tx)
		return err
	})
	if err != nil || len(report.Faults) > 0 {
		b.t.Errorf("%s: %v %v", report.Sentence(), report.Faults, err)
	}
}
