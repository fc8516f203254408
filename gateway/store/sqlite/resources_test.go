package sqlite

import (
	"testing"

	"bordercast/cap"
	"bordercast/gateway/store"
)

// What is offered over HTTP is found by lane and digest, and the original of an alert only when it is Public and
// something made of it was released.
func TestWhatIsOffered(t *testing.T) {
	db := open(t, t.TempDir())
	doc := Pack([]byte("a map"))
	var alert int64
	write(t, db, func(tx *Tx) {
		blob, err := tx.PutBlob(doc)
		same(t, "blob", blob, err, 1)
		same(t, "put", 0, tx.PutResource(cap.LaneExercise, "abc", "image/png", blob), 0)
		chain, err := tx.NewChain("t", "")
		same(t, "chain", chain, err, 1)
		alert, err = tx.PutAlert(store.Alert{Key: "k", Token: "t", Lane: cap.LaneExercise, Chain: chain, Blob: blob, SHA256: doc.SHA256, Shape: []byte(`{"scope":"Public"}`), State: store.Active})
		same(t, "alert", alert, err, 1)
	})
	found := func(lane cap.Lane) (resource, original bool) {
		view(t, db, func(tx *Tx) (err error) {
			if _, _, resource, err = tx.Resource(lane, "abc"); err != nil {
				return err
			}
			_, original, err = tx.Original(lane, doc.SHA256)
			return err
		})
		return resource, original
	}
	if r, o := found(cap.LaneExercise); !r || o {
		t.Errorf("before a release: resource %v, original %v", r, o)
	}
	write(t, db, func(tx *Tx) {
		same(t, "decision", 0, tx.PutDecision(store.Decision{Alert: alert, Destination: "d", Action: store.Forward, State: store.Released}), 0)
	})
	if r, o := found(cap.LaneExercise); !r || !o {
		t.Errorf("after a release: resource %v, original %v", r, o)
	}
	if r, o := found(cap.LaneActual); r || o {
		t.Errorf("in another lane: resource %v, original %v", r, o)
	}
}
