package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"go.uber.org/zap"

	"bordercast/gateway/officer"
)

// maxRequest bounds a request's body: the largest alert the gateway takes (5 MB), in base64, with room.
const maxRequest = 8 << 20

// Paths on the socket. Every call is a POST of one JSON value answered by one JSON value.
const (
	pathStatus     = "/v1/status"
	pathMine       = "/v1/mine"
	pathLive       = "/v1/live"
	pathAlerts     = "/v1/alerts"
	pathShowAlert  = "/v1/show"
	pathExplain    = "/v1/explain"
	pathApprove    = "/v1/approve"
	pathDeny       = "/v1/deny"
	pathAck        = "/v1/ack"
	pathRecall     = "/v1/recall"
	pathResend     = "/v1/resend"
	pathQuarantine = "/v1/quarantine/list"
	pathShow       = "/v1/quarantine/show"
	pathRelease    = "/v1/quarantine/release"
	pathJump       = "/v1/jump"

	pathForeign      = "/v1/foreign/list"
	pathForeignClear = "/v1/foreign/clear"
	pathReload       = "/v1/reload"
	pathRetire       = "/v1/retire"
	pathBackup       = "/v1/backup"
	pathRename       = "/v1/rename"
	pathKeysNew      = "/v1/keys/new"
)

// empty is the body of a call that asks nothing further.
type empty struct{}

// named is the body of a call about one thing.
type named struct {
	ID string `json:"id"`
}

// door is what the paths of the socket are hung on: questions, which anybody may ask who may open the socket, and acts,
// for which the service is asked first who may.
type door struct {
	may   func(act officer.Act, actor Actor) error
	log   *zap.Logger
	mux   *http.ServeMux
	paths []Path
}

// Path is one call of the socket.
type Path struct {
	Path string
	Act  officer.Act // "" for a question, which changes nothing
}

// Paths are all calls of the socket.
func Paths() []Path { return doorOf(Service{}, zap.NewNop()).paths }

// doorOf hangs up one path per call of Service.
func doorOf(s Service, log *zap.Logger) *door {
	d := &door{may: s.May, log: log, mux: http.NewServeMux()}
	questions(d, s)
	decisions(d, s)
	operations(d, s)
	return d
}

func questions(d *door, s Service) {
	ask(d, pathStatus, s.Status != nil, func(ctx context.Context, _ Actor, _ empty) (Status, error) {
		status, err := s.Status(ctx)
		return status.complete(), err
	})
	ask(d, pathMine, s.Mine != nil, func(ctx context.Context, peer Actor, claimed Actor) (Mine, error) {
		mine, err := s.Mine(ctx, peer.as(claimed))
		return mine.complete(), err
	})
	ask(d, pathLive, true, func(context.Context, Actor, empty) (empty, error) {
		if s.Live != nil {
			if fault := s.Live(); fault != nil {
				return empty{}, fault
			}
		}
		return empty{}, nil // it answers
	})
	ask(d, pathAlerts, s.Alerts != nil, func(ctx context.Context, _ Actor, f Filter) ([]Alert, error) {
		alerts, err := s.Alerts(ctx, f)
		return listed(alerts), err
	})
	ask(d, pathShowAlert, s.Show != nil, func(ctx context.Context, peer Actor, request ShowRequest) (AlertView, error) {
		request.Actor = peer.as(request.Actor)
		view, err := s.Show(ctx, request)
		return view.complete(), err
	})
	ask(d, pathExplain, s.Explain != nil, func(ctx context.Context, peer Actor, q Question) (Explanation, error) {
		q.Actor = peer.as(q.Actor)
		return s.Explain(ctx, q)
	})
	ask(d, pathQuarantine, s.Quarantined != nil, func(ctx context.Context, _ Actor, _ empty) ([]Sighting, error) {
		sightings, err := s.Quarantined(ctx)
		return listed(sightings), err
	})
	ask(d, pathShow, s.ShowQuarantined != nil, func(ctx context.Context, _ Actor, n named) (Sighting, error) {
		return s.ShowQuarantined(ctx, n.ID)
	})
	ask(d, pathForeign, s.Foreign != nil, func(ctx context.Context, _ Actor, _ empty) ([]Foreign, error) {
		list, err := s.Foreign(ctx)
		return listed(list), err
	})
}

// decisions are what duty officers do.
func decisions(d *door, s Service) {
	rule := func(verdict string) func(context.Context, Ruling) ([]Outcome, error) {
		if s.Rule == nil {
			return nil
		}
		return func(ctx context.Context, r Ruling) ([]Outcome, error) {
			r.Verdict = verdict
			return s.Rule(ctx, r)
		}
	}
	ruler := func(r *Ruling) *Actor { return &r.Actor }
	orderer := func(o *Order) *Actor { return &o.Actor }
	act(d, pathApprove, officer.Approve, ruler, rule(Approve))
	act(d, pathDeny, officer.Deny, ruler, rule(Deny))
	act(d, pathAck, officer.Ack, func(a *Ack) *Actor { return &a.Actor }, s.Ack)
	act(d, pathRecall, officer.Recall, orderer, s.Recall)
	act(d, pathResend, officer.Resend, orderer, s.Resend)
}

// operations are what operators do about what stands, and about the gateway's own name, keys and destinations.
func operations(d *door, s Service) {
	orderer := func(o *Order) *Actor { return &o.Actor }
	act(d, pathRelease, officer.QuarantineRelease, func(r *Release) *Actor { return &r.Actor }, s.ReleaseQuarantined)
	act(d, pathForeignClear, officer.ForeignClear, orderer, s.ClearForeign)
	act(d, pathReload, officer.Reload, orderer, s.Reload)
	act(d, pathRetire, officer.Retire, orderer, s.Retire)
	act(d, pathRename, officer.Rename, func(r *Rename) *Actor { return &r.Actor }, s.Rename)
	act(d, pathKeysNew, officer.KeysNew, orderer, s.NewKeys)
	act(d, pathBackup, officer.Backup, func(b *Backup) *Actor { return &b.Actor }, s.Backup)
	var jump func(context.Context, Jump) (empty, error)
	if s.Jump != nil {
		jump = func(ctx context.Context, j Jump) (empty, error) { return empty{}, s.Jump(ctx, j) }
	}
	act(d, pathJump, officer.Jump, func(j *Jump) *Actor { return &j.Actor }, jump)
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

// act serves a call that does something; a nil call is one that this daemon does not have. The peer replaces whatever
// account the request claims, and the service is asked whether this person may, before anything is looked up: no act is
// hung up without naming itself here.
func act[Q, A any](d *door, path string, what officer.Act, actor func(*Q) *Actor,
	call func(context.Context, Q) (A, error)) {
	d.paths = append(d.paths, Path{path, what})
	post(d, path, func(ctx context.Context, peer Actor, q Q) (A, error) {
		var none A
		*actor(&q) = peer.as(*actor(&q))
		if err := d.may(what, *actor(&q)); err != nil {
			return none, err
		}
		if call == nil {
			return none, lacks(path)
		}
		return call(ctx, q)
	})
}

// ask serves a call that changes nothing, if this daemon has it.
func ask[Q, A any](d *door, path string, has bool, call func(context.Context, Actor, Q) (A, error)) {
	d.paths = append(d.paths, Path{Path: path})
	post(d, path, func(ctx context.Context, peer Actor, q Q) (A, error) {
		if !has {
			var none A
			return none, lacks(path)
		}
		return call(ctx, peer, q)
	})
}

// lacks is the answer to a call that a daemon does not have.
func lacks(path string) *Fault {
	if path == pathJump {
		return &Fault{NotScaled, "This daemon runs on the real clock, which cannot be jumped: start serve with " +
			"--clock-factor for a demonstration."}
	}
	return &Fault{BadRequest, "This daemon does not answer " + path + ": it may be a part of a test."}
}

// post serves one call: decode strictly, act as the peer, encode.
func post[Q, A any](d *door, path string, call func(context.Context, Actor, Q) (A, error)) {
	d.mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		var q Q
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&q); err != nil {
			refuse(w, &Fault{BadRequest, "The request to " + path + " could not be read: " + err.Error() + "."})
			return
		}
		answer, err := call(r.Context(), peerOf(r.Context()), q)
		if err != nil {
			refuse(w, faultOf(err, path, d.log))
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
