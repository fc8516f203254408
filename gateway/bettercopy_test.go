package gateway_test

import (
	"testing"
	"time"

	"bordercast/cap"
)

// TestABetterCopyThatCancels: a copy that nothing vouches for tells a new alert under the identity of a Cancel.
// When the genuine Cancel comes, what the other told is taken back, and what the Cancel names ends: the chain it
// had not named before. One that cancels nothing known takes the false copy back all the same.
func TestABetterCopyThatCancels(t *testing.T) {
	s := tell(t, forwarded, nil)
	a := s.says(message{id: "a"})
	s.reads("ca", "a")
	s.send("maine", s.desk.letter(message{id: "b", word: "forged", after: time.Minute}))
	s.reads("ca", "a", "forged")
	s.send("maine", s.desk.signed(s.desk.letter(message{id: "b", kind: cap.MsgCancel,
		names: []message{a}, after: time.Minute}), s.desk.key))
	s.reads("ca")
	s.reads("us")

	s = tell(t, forwarded, nil)
	s.send("maine", s.desk.letter(message{id: "b", word: "forged"}))
	s.reads("ca", "forged")
	s.send("maine", s.desk.signed(s.desk.letter(message{id: "b", kind: cap.MsgCancel}), s.desk.key))
	s.reads("ca")
}
