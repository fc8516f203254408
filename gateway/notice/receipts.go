package notice

import (
	"context"
	"encoding/hex"
	"encoding/json"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/receipts"
	"bordercast/gateway/topics"
)

// Receipts go to the systems that sent what they are about.
type Receipts struct {
	Clock   adapters.Clock
	Box     *receipts.Box
	Link    *mqtt.Publisher
	Metrics *api.Metrics
	Log     *zap.Logger
}

// ForSighting answers a sighting.
func (g *Receipts) ForSighting(s book.Sighting, id *cap.Identity, state topics.State, reason, text string,
	seq int64) after.Addressed {
	return after.Addressed{System: s.Link, Receipt: topics.Receipt{
		SHA256: hex.EncodeToString(s.SHA256[:]), Identity: id, State: state, Reason: reason, Text: text, Trail: seq,
		At: g.Clock.Now(),
	}}
}

// Answer is a receipt about an alert, to the system whose sighting claimed its identity.
func (g *Receipts) Answer(a book.Alert, destination string, state topics.State, reason, text string,
	seq int64) after.Addressed {
	id := a.Identity()
	return after.Addressed{System: a.Source, Receipt: topics.Receipt{
		SHA256: hex.EncodeToString(a.SHA256[:]), Identity: &id, Destination: destination, State: state, Reason: reason,
		Text: drill.Note(a.Lane, false, text), Trail: seq, At: g.Clock.Now(),
	}}
}

// receiptBatch is how many receipts go out at a time: so few may be ahead of one that is waited for.
const receiptBatch = 64

// Queue queues a receipt for the system that sent what it is about.
func (g *Receipts) Queue(r after.Addressed) {
	if !g.Box.Put(receipts.Addressed{System: r.System, Receipt: r.Receipt}) {
		g.Metrics.ReceiptLeftOut(r.System)
	}
}

// Run publishes to systems what became of what they sent. It has a connection of its own, for what the gateway shows of
// its own (incidents, held alerts with their originals) may be large, and somebody waits for a receipt.
func (g *Receipts) Run(ctx context.Context) error {
	for {
		select {
		case <-g.Link.Connected():
		case <-ctx.Done():
			return nil
		}
		select {
		case <-g.Box.Wake():
			g.publish(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

func (g *Receipts) publish(ctx context.Context) {
	var messages []adapters.Message
	for _, r := range g.Box.Take(receiptBatch) {
		text, err := json.Marshal(r.Receipt)
		if err != nil {
			g.Log.Error("a receipt could not be written", zap.Error(err))
			continue
		}
		messages = append(messages, adapters.Message{Topic: topics.ReceiptTo(r.System), Payload: text})
	}
	if err := g.Link.Publish(ctx, messages); err != nil && ctx.Err() == nil {
		g.Log.Debug("receipts were lost with the connection", zap.Int("receipts", len(messages)), zap.Error(err))
	}
}
