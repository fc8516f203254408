package trouble

import (
	"strings"
	"testing"
)

// A gateway in lane actual does not start without operators, without senders, or on a broker that takes anybody's word;
// config check says the same.
func TestLaneActualNeedsItsKeys(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	for name, c := range map[string]struct{ old, changed, want string }{
		"no operators":   {", operators: [operator]", "", "gateway.operators"},
		"no senders":     {"senders: [duty@nb.invalid], ", "", "nb could end anybody's alerts"},
		"anybody's word": {", open: true", "", "anybody who reaches the broker may publish"},
		"a shared name":  {"people: [luc]", "people: [{name: operator, account: root}, {name: mary, account: daemon}]", ""},
	} {
		bad := strings.Replace(twoSides, c.old, c.changed, 1)
		if bad == twoSides {
			t.Fatalf("the configuration has no %q", c.old)
		}
		w.configure(bad)
		said, code := w.run("config", "check", "bordercast.yaml")
		if c.want == "" {
			if code != 0 {
				t.Errorf("%s: refused:\n%s", name, said)
			}
			continue
		}
		if code == 0 || !strings.Contains(said, c.want) {
			t.Errorf("%s: config check, exit code %d\n%s", name, code, said)
		}
		if said, code := w.run("serve", "--config", "bordercast.yaml", "--data", "data"); code == 0 || !strings.Contains(said,
			c.want) {
			t.Errorf("%s: serve, exit code %d\n%s", name, code, said)
		}
	}
}

// What an open broker lays open is said at every start.
func TestAnOpenBrokerIsSaidAtEveryStart(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	for range 2 {
		d := w.up("data")
		if said := d.words(); !strings.Contains(said, `"where":"broker.open"`) || !strings.Contains(said,
			"publish as any agency") {
			t.Errorf("it starts without a word about its open broker:\n%s", said)
		}
		d.stop()
	}
}
