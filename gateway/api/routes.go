package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"go.uber.org/zap"
)

// maxRequest bounds a request's body: the largest alert the gateway takes (5 MB), in base64, with room.
const maxRequest = 8 << 20

// Paths on the socket. Every call is a POST of one JSON value answered by one JSON value.
const (
	pathStatus     = "/v1/status"
	pathMine       = "/v1/mine"
	pathLive       = "/v1/live"
	pathAlerts     = "/v1/alerts"
	pathExplain    = "/v1/explain"
	pathRule       = "/v1/rule"
	pathAck        = "/v1/ack"
	pathRecall     = "/v1/recall"
	pathResend     = "/v1/resend"
	pathQuarantine = "/v1/quarantine/list"
	pathShow       = "/v1/quarantine/show"
	pathRelease    = "/v1/quarantine/release"
	pathJump       = "/v1/jump"
)

// empty is the body of a call that asks nothing further.
type empty struct{}

// named is the body of a call about one thing.
type named struct {
	ID string `json:"id"`
}

// instant is the body of Jump.
type instant struct {
	To time.Time `json:"to"`
}

// routes puts one path per method of Desk on a mux. The peer replaces whatever actor the request claims.
func routes(desk Desk, log *zap.Logger) http.Handler {
	mux := http.NewServeMux()
	post(mux, log, pathStatus, func(ctx context.Context, _ Actor, _ empty) (Status, error) {
		status, err := desk.Status(ctx)
		return status.complete(), err
	})
	post(mux, log, pathMine, func(ctx context.Context, peer Actor, claimed Actor) (Mine, error) {
		mine, err := desk.Mine(ctx, peer.as(claimed))
		return mine.complete(), err
	})
	post(mux, log, pathLive, func(context.Context, Actor, empty) (empty, error) {
		if pulse, ok := desk.(Pulse); ok {
			if fault := pulse.Live(); fault != nil {
				return empty{}, fault
			}
		}
		return empty{}, nil // it answers
	})
	post(mux, log, pathAlerts, func(ctx context.Context, _ Actor, f Filter) ([]Alert, error) {
		alerts, err := desk.Alerts(ctx, f)
		return listed(alerts), err
	})
	post(mux, log, pathExplain, func(ctx context.Context, peer Actor, q Question) (Explanation, error) {
		q.Actor = peer.as(q.Actor)
		return desk.Explain(ctx, q)
	})
	post(mux, log, pathRule, func(ctx context.Context, peer Actor, r Ruling) ([]Outcome, error) {
		r.Actor = peer.as(r.Actor)
		return desk.Rule(ctx, r)
	})
	post(mux, log, pathAck, func(ctx context.Context, peer Actor, a Ack) ([]Outcome, error) {
		a.Actor = peer.as(a.Actor)
		return desk.Ack(ctx, a)
	})
	corrections(mux, log, desk)
	quarantine(mux, log, desk)
	return mux
}

func corrections(mux *http.ServeMux, log *zap.Logger, desk Desk) {
	post(mux, log, pathRecall, func(ctx context.Context, peer Actor, o Order) ([]Outcome, error) {
		o.Actor = peer.as(o.Actor)
		return desk.Recall(ctx, o)
	})
	post(mux, log, pathResend, func(ctx context.Context, peer Actor, o Order) ([]Outcome, error) {
		o.Actor = peer.as(o.Actor)
		return desk.Resend(ctx, o)
	})
	post(mux, log, pathJump, func(ctx context.Context, _ Actor, to instant) (empty, error) {
		jumper, ok := desk.(Jumper)
		if !ok {
			return empty{}, &Fault{NotScaled, "This daemon runs on the real clock, which cannot be jumped: start serve with --clock-factor for a demonstration."}
		}
		return empty{}, jumper.Jump(ctx, to.To)
	})
}

func quarantine(mux *http.ServeMux, log *zap.Logger, desk Desk) {
	post(mux, log, pathQuarantine, func(ctx context.Context, _ Actor, _ empty) ([]Sighting, error) {
		shelf, err := desk.Quarantined(ctx)
		return listed(shelf), err
	})
	post(mux, log, pathShow, func(ctx context.Context, _ Actor, n named) (Sighting, error) {
		return desk.ShowQuarantined(ctx, n.ID)
	})
	post(mux, log, pathRelease, func(ctx context.Context, peer Actor, r Release) ([]Outcome, error) {
		r.Actor = peer.as(r.Actor)
		return desk.ReleaseQuarantined(ctx, r)
	})
}

// listed is never nil, so that programs find an empty list and not null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// as is the peer, under the name the request gives for the record.
func (a Actor) as(claimed Actor) Actor {
	a.As = claimed.As
	return a
}

// post serves one call: decode strictly, act as the peer, encode.
func post[Q, A any](mux *http.ServeMux, log *zap.Logger, path string, call func(context.Context, Actor, Q) (A, error)) {
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		var q Q
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&q); err != nil {
			refuse(w, &Fault{BadRequest, "The request to " + path + " could not be read: " + err.Error() + "."})
			return
		}
		answer, err := call(r.Context(), peerOf(r.Context()), q)
		if err != nil {
			refuse(w, faultOf(err, path, log))
			return
		}
		reply(w, http.StatusOK, answer)
	})
}

// faultOf keeps a Fault as it is. Anything else is a fault of the daemon: logged here, the one edge that decides,
// and told to the caller as its own sentence.
func faultOf(err error, path string, log *zap.Logger) *Fault {
	var fault *Fault
	if errors.As(err, &fault) {
		return fault
	}
	log.Error("a request over the local socket failed", zap.String("path", path), zap.Error(err))
	return &Fault{Internal, "The daemon could not do it: " + err.Error()}
}

func refuse(w http.ResponseWriter, fault *Fault) {
	status := http.StatusUnprocessableEntity
	switch fault.Code {
	case NotFound:
		status = http.StatusNotFound
	case BadRequest:
		status = http.StatusBadRequest
	case Internal:
		status = http.StatusInternalServerError
	}
	reply(w, status, fault)
}

func reply(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // the peer is gone when this fails, and there is nobody left to tell
}
