package way

import (
	"context"
	"encoding/hex"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/intake"
	"bordercast/gateway/priority"
	"bordercast/gateway/trail"
)

// Accept is the first transition: the bytes as received and a sighting, durable. Only then is the link told that the
// message is safe. When the store fails the link is told that too, and has the message come again.
func (g *Way) Accept(_ context.Context, in adapters.Incoming) {
	packed := book.Pack(in.Bytes)
	s := book.Sighting{Link: in.System, Received: in.At, Retained: in.Retained}
	class := peekPriority(in.Bytes)
	g.DB.For("accept "+in.System, class).Submit(len(packed.Bytes), func(tx *book.Tx) (err error) {
		if s, err = tx.Sightings.Accept(s, packed); err != nil {
			return err
		}
		received := map[string]any{"system": s.Link, "sha256": hex.EncodeToString(s.SHA256[:]), "bytes": s.Size}
		if in.Envelope != "" {
			received["envelope"] = in.Envelope
		}
		tx.Trail.Append("", trail.Received, received)
		if in.Position == "" {
			return nil
		}
		return tx.Notes.Put(positionNote+in.System, in.Position)
	}, func(err error) {
		if err != nil {
			g.Durable.Failed(err)
			in.Done(err)
			return
		}
		in.Done(nil)
		g.Metrics.Accepted(g.Clock.Now().Sub(in.At))
		g.wait(intake.Item{Sighting: s, Bytes: in.Bytes, Priority: class, Settled: in.Settled})
		g.Health.Hear(in.System, in.At)
	})
}

// positionNote begins the name under which the store keeps how far a source has read; the system's name follows.
const positionNote = "position "

// Position is how far a source had read with the last message of it that is safe; "" for one that has none.
func (g *Way) Position(ctx context.Context, system string) (position string, err error) {
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		position, err = tx.Notes.Get(positionNote + system)
		return err
	})
	return position, err
}

// peekPriority is the priority a first look at the bytes gives: enough to queue by, never to decide by.
func peekPriority(doc []byte) int64 {
	h := cap.PeekHeader(doc)
	lane := cap.LaneTest
	switch h.Status {
	case cap.Actual:
		lane = cap.LaneActual
	case cap.Exercise:
		lane = cap.LaneExercise
	}
	return priority.Of(lane, h.MsgType == cap.MsgCancel, h.Urgency, h.Severity)
}
