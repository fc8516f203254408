package trouble

import (
	"path/filepath"
	"strings"
	"testing"

	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite/engine"
)

// Somebody changes the text of a stored alert: the trail does not hold it and stays sound, and --deep finds it.
func TestVerifyDeep(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", us("PLUME"), "public-ca", "public-us")
	if said := w.does("trail", "verify", "--deep", "--data", "data"); !strings.Contains(said,
		"Every stored document is the one of its digest.") {
		t.Error(said)
	}
	d.stop()
	conn, err := engine.Open(store.File(filepath.Join(w.dir, "data")), false)
	must(t, err)
	must(t, conn.Script("UPDATE blob SET encoding = 0, size = 4, bytes = x'66616c73' WHERE id = (SELECT blob FROM alert)"))
	must(t, conn.Close())
	if said, code := w.run("trail", "verify", "--data", "data"); code != 0 {
		t.Errorf("plain: %d: %s", code, said)
	}
	if said, code := w.run("trail", "verify", "--deep", "--data", "data"); code != 1 || !strings.Contains(said,
		"document-changed") {
		t.Errorf("deep: %d: %s", code, said)
	}
	if said, code := w.run("trail", "verify", "--deep", "--json", "--data", "data"); code != 1 || !strings.Contains(said,
		`"code": "document-changed"`) && !strings.Contains(said, `"code":"document-changed"`) {
		t.Errorf("deep: %d: %s", code, said)
	}
}
