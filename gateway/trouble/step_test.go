package trouble

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"bordercast/gateway/topics"
)

// book runs a statement in the store of a gateway that is stopped.
func (w *world) book(data, statement string) {
	w.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.dir, data, "bordercast.db"))
	must(w.t, err)
	_, err = db.Exec(statement)
	must(w.t, err)
	must(w.t, db.Close())
}

// A step that no row may take is refused by the store: the message is neither lost nor put into quarantine, people are
// told, and the next start settles it. A trigger in the store plays the mistake.
func TestAnImpossibleStep(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", us("BEFORE"), "public-ca", "public-us")
	one := len(w.wire.public("actual", "ca"))
	d.stop()
	w.book("data", "CREATE TRIGGER mistake AFTER INSERT ON alert BEGIN UPDATE sighting SET state = 'quarantined' WHERE state = 'accepted'; END")
	d = w.up("data")
	e := w.wire.listen(topics.ReceiptTo("maine"))
	plume := us("PLUME")
	w.wire.publish(topics.In("maine"), plume.bytes(t), false)
	w.until("people are told", func() bool { return slices.Contains(d.alarms(), "impossible-step") })
	s := d.status()
	if s.Quarantined != 0 || len(e.heard()) != 0 {
		t.Errorf("%d lie in quarantine, and its sender heard %v", s.Quarantined, e.heard())
	}
	if stands := w.wire.public("actual", "ca"); len(stands) != one {
		t.Errorf("readers find\n%s", strings.Join(stands, "\n"))
	}
	if said := w.does("trail", "verify", "--data", "data"); !strings.Contains(said, "sound") {
		t.Error(said)
	}
	d.stop()
	w.book("data", "DROP TRIGGER mistake")
	d = w.up("data")
	w.until("the next start settles it", func() bool { return len(w.wire.public("actual", "ca")) == 2*one })
	w.does("ack", alarmID(d, "impossible-step"), "--as", "operator", "--data", "data")
}

// alarmID is what ack takes for an alarm of this code.
func alarmID(d *daemon, code string) string {
	for _, a := range d.status().Alarms {
		if a.Code == code {
			return a.ID
		}
	}
	return "none"
}
