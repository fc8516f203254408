package gateway

import (
	"cmp"
	"encoding/hex"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
)

// What an alert carries inside itself never leaves inside it (CAP 1.2 §3.2.3: a forwarder onto a two-way network strips
// derefUri and offers a uri). With a public_url the gateway offers files and originals of Public alerts, lane by lane;
// those about missing persons while they stand.

// offers are where an alert's original and files may be had; empty without a public_url, and for what is not Public.
func (g *Gateway) offers(from gathered) (original string, resource func(sha256 string) string) {
	base := strings.TrimSuffix(g.config.Gateway.PublicURL, "/")
	if base == "" || from.shape.Scope != cap.Public {
		return "", nil
	}
	lane := base + "/" + string(from.row.Lane)
	return lane + "/originals/" + hexOf(from.row.SHA256[:]), func(sum string) string { return lane + "/resources/" + sum }
}

// keepResources stores the files of a draft, where they are offered.
func keepResources(tx *book.Tx, from gathered, list []translate.Resource) error {
	for _, r := range list {
		blob, err := tx.PutBlob(book.Pack(r.Bytes))
		if err != nil {
			return err
		}
		if err := tx.PutResource(from.row.Lane, r.SHA256, r.MimeType, blob, from.row.ID); err != nil {
			return err
		}
	}
	return nil
}

// pages is the handler of the loopback port: health and metrics, and what is offered.
func (g *Gateway) pages() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", api.Public(g, g.metrics))
	mux.HandleFunc("GET /{lane}/resources/{hash}", g.serveResource)
	mux.HandleFunc("GET /{lane}/originals/{hash}", g.serveOriginal)
	return mux
}

func (g *Gateway) serveResource(w http.ResponseWriter, r *http.Request) {
	g.answerFrom(w, r, func(tx *book.Tx) (book.Offered, bool, error) {
		return tx.Resource(cap.Lane(r.PathValue("lane")), r.PathValue("hash"))
	})
}

func (g *Gateway) serveOriginal(w http.ResponseWriter, r *http.Request) {
	sum, err := hex.DecodeString(r.PathValue("hash"))
	if err != nil || len(sum) != 32 {
		http.NotFound(w, r)
		return
	}
	g.answerFrom(w, r, func(tx *book.Tx) (book.Offered, bool, error) {
		o, found, err := tx.Original(cap.Lane(r.PathValue("lane")), [32]byte(sum))
		o.MIME = "application/cap+xml"
		return o, found, err
	})
}

// answerFrom looks for what is offered and answers with it.
func (g *Gateway) answerFrom(w http.ResponseWriter, r *http.Request, find func(*book.Tx) (book.Offered, bool, error)) {
	var doc []byte
	var offered book.Offered
	err := g.db.View(r.Context(), func(tx *book.Tx) error {
		o, found, err := find(tx)
		if err != nil || !found {
			return err
		}
		offered = o
		doc, err = tx.Blob(o.Blob)
		return err
	})
	g.answerWith(w, doc, offered, err)
}

// answerWith sends a file as what it is said to be and nothing else: its content is the originator's, and a browser must
// not take it for a page of ours.
func (g *Gateway) answerWith(w http.ResponseWriter, doc []byte, offered book.Offered, err error) {
	switch {
	case err != nil:
		g.log.Error("a file that is offered could not be read", zap.Error(err))
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
