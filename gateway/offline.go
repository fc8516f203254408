package gateway

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"go.uber.org/zap"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// ExplainOffline says what a gateway of this configuration would do with a document, without one: it knows no alert, so
// what the document names is unknown to it. It opens no store and no link, and reads the map of the data folder.
func ExplainOffline(ctx context.Context, c *config.Config, q api.Question) (x api.Explanation, err error) {
	g, err := newGateway(Options{Config: c, Log: zap.NewNop()})
	if err != nil {
		return x, err
	}
	var seed [32]byte
	if _, err := rand.Read(seed[:]); err != nil {
		return x, fmt.Errorf("a key for the time of the answer: %w", err)
	}
	key, _, err := trail.NewKey(g.settings.Now().Name, seed[:])
	if err != nil {
		return x, err
	}
	if g.db, err = store.Forgetful(book.Options{Clock: g.clock, Key: key}); err != nil {
		return x, err
	}
	g.assemble(ctx)
	x, err = g.explaining.Explain(ctx, q)
	return x, errors.Join(err, g.db.Close())
}
