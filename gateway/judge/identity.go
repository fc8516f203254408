package judge

import (
	"encoding/hex"

	"bordercast/cap"
	"bordercast/gateway/book"
)

// ChainAlias is a name under which a chain is found whose first alert the book does not have.
func ChainAlias(token string) string { return "chain " + token }

// Quote puts a text into quotation marks, the first 80 bytes of it.
func Quote(text string) string {
	if len(text) > 80 {
		text = text[:80] + "…"
	}
	return "“" + text + "”"
}

// IdentityOf is the identity of an alert in the book.
func IdentityOf(a book.Alert) cap.Identity {
	return cap.Identity{Sender: a.Sender, Identifier: a.Identifier, Sent: a.Sent}
}

// HexOf is a digest as the trail, receipts and addresses write it.
func HexOf(sum []byte) string { return hex.EncodeToString(sum) }

// Passive is an Ack or Error: it tells of an alert and changes nothing. In a chain it would take the alert's place.
func Passive(m cap.MsgType) bool { return m == cap.MsgAck || m == cap.MsgError }

// LaneOf is the lane for a topic of something that may have none.
func LaneOf(l cap.Lane) cap.Lane {
	if l == cap.NoLane {
		return cap.LaneActual
	}
	return l
}
