package gateway

import (
	"context"
	"encoding/json"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/receipts"
	"bordercast/gateway/topics"
)

// receiptBatch is how many receipts go out at a time: so few may be ahead of one that is waited for.
const receiptBatch = 64

// queueReceipt queues a receipt for the system that sent what it is about.
func (g *Gateway) queueReceipt(r addressed) {
	if !g.receipts.Put(receipts.Addressed{System: r.system, Receipt: r.receipt}) {
		g.metrics.ReceiptLeftOut(r.system)
	}
}

// runReceipts publishes to systems what became of what they sent. It has a connection of its own, for what the gateway shows of
// its own (incidents, held alerts with their originals) may be large, and somebody waits for a receipt.
func (g *Gateway) runReceipts(ctx context.Context) error {
	for {
		select {
		case <-g.receiptLink.Connected():
		case <-ctx.Done():
			return nil
		}
		select {
		case <-g.receipts.Wake():
			g.publishReceipts(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

func (g *Gateway) publishReceipts(ctx context.Context) {
	var messages []adapters.Message
	for _, r := range g.receipts.Take(receiptBatch) {
		text, err := json.Marshal(r.Receipt)
		if err != nil {
			g.log.Error("a receipt could not be written", zap.Error(err))
			continue
		}
		messages = append(messages, adapters.Message{Topic: topics.ReceiptTo(r.System), Payload: text})
	}
	if err := g.receiptLink.Publish(ctx, messages); err != nil && ctx.Err() == nil {
		g.log.Debug("receipts were lost with the connection", zap.Int("receipts", len(messages)), zap.Error(err))
	}
}
