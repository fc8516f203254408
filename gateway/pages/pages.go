// Package pages is what the loopback port serves: health and metrics, and the originals and files that are offered.
package pages

import (
	"cmp"
	"encoding/hex"
	"net/http"
	"net/netip"

	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
)

// Pages serves them.
type Pages struct {
	DB      *book.Book
	Health  api.HealthState
	Metrics *api.Metrics
	Log     *zap.Logger
}

// Handler serves health and metrics, and what is offered, to programs on this machine alone: a proxy that lets others in
// is one of them. The server may listen beyond, for what agencies post.
func (g *Pages) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", api.Public(g.Health, g.Metrics))
	mux.HandleFunc("GET /{lane}/resources/{hash}", g.serveResource)
	mux.HandleFunc("GET /{lane}/originals/{hash}", g.serveOriginal)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !from.Addr().Unmap().IsLoopback() {
			http.Error(w, "This is for programs on the gateway's own machine.", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (g *Pages) serveResource(w http.ResponseWriter, r *http.Request) {
	g.answerFrom(w, r, func(tx *book.Tx) (book.Offered, bool, error) {
		return tx.Resources.File(cap.Lane(r.PathValue("lane")), r.PathValue("hash"))
	})
}

func (g *Pages) serveOriginal(w http.ResponseWriter, r *http.Request) {
	sum, err := hex.DecodeString(r.PathValue("hash"))
	if err != nil || len(sum) != 32 {
		http.NotFound(w, r)
		return
	}
	g.answerFrom(w, r, func(tx *book.Tx) (book.Offered, bool, error) {
		o, found, err := tx.Resources.Original(cap.Lane(r.PathValue("lane")), [32]byte(sum))
		o.MIME = "application/cap+xml"
		return o, found, err
	})
}

// answerFrom looks for what is offered and answers with it.
func (g *Pages) answerFrom(w http.ResponseWriter, r *http.Request, find func(*book.Tx) (book.Offered, bool, error)) {
	var doc []byte
	var offered book.Offered
	err := g.DB.View(r.Context(), func(tx *book.Tx) error {
		o, found, err := find(tx)
		if err != nil || !found {
			return err
		}
		offered = o
		doc, err = tx.Documents.Bytes(o.Blob)
		return err
	})
	g.answerWith(w, doc, offered, err)
}

// answerWith sends a file as what it is said to be and nothing else: its content is the originator's, and a browser
// must not take it for a page of ours.
func (g *Pages) answerWith(w http.ResponseWriter, doc []byte, offered book.Offered, err error) {
	switch {
	case err != nil:
		g.Log.Error("a file that is offered could not be read", zap.Error(err))
		http.Error(w, "It could not be read just now.", http.StatusInternalServerError)
	case doc == nil:
		http.Error(w, "Nothing is offered under this address.", http.StatusNotFound)
	default:
		h := w.Header()
		h.Set("Content-Type", cmp.Or(offered.MIME, "application/octet-stream"))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		h.Set("Content-Disposition", "attachment")
		h.Set("Cache-Control", "max-age=31536000, immutable")
		if offered.Person { // it is to leave every place at once when its alert ends
			h.Set("Cache-Control", "no-store")
		}
		_, _ = w.Write(doc)
	}
}
