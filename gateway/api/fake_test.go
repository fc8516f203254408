package api

import (
	"context"
	"errors"
	"sync"
	"time"

	"bordercast/gateway/officer"
)

// fakeService records who asked what and answers from its fields.
type fakeService struct {
	mu     sync.Mutex
	status Status
	asked  []any
	err    error
}

func (f *fakeService) saw(question any) ([]Outcome, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, question)
	if f.err != nil {
		return nil, f.err
	}
	return []Outcome{{Alert: "abc", Destination: "responders-ca", State: "released", Trail: 7}}, nil
}

// May lets everybody act but mallory.
func (f *fakeService) May(act officer.Act, who Actor) error {
	if who.As == "mallory" {
		return &Fault{officer.NotListed, "mallory may not " + string(act) + "."}
	}
	return nil
}

func (f *fakeService) Status(context.Context) (Status, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status, f.err
}

func (f *fakeService) Mine(_ context.Context, who Actor) (Mine, error) {
	_, err := f.saw(who)
	return Mine{Name: who.As}, err
}

func (f *fakeService) setReady(ready bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.status.Ready = ready
}

func (f *fakeService) Alerts(_ context.Context, q Filter) ([]Alert, error) {
	_, err := f.saw(q)
	return []Alert{{AlertName: AlertName{Alert: "abc", Lane: q.Lane}}}, err
}

func (f *fakeService) Show(_ context.Context, q ShowRequest) (AlertView, error) {
	_, err := f.saw(q)
	return AlertView{AlertName: AlertName{Alert: q.Alert}, Draft: "d1"}, err
}

func (f *fakeService) Explain(_ context.Context, q Question) (Explanation, error) {
	_, err := f.saw(q)
	return Explanation{Alert: "abc", State: "would"}, err
}

func (f *fakeService) Rule(_ context.Context, q Ruling) ([]Outcome, error)  { return f.saw(q) }
func (f *fakeService) Ack(_ context.Context, q Ack) ([]Outcome, error)      { return f.saw(q) }
func (f *fakeService) Recall(_ context.Context, q Order) ([]Outcome, error) { return f.saw(q) }
func (f *fakeService) Resend(_ context.Context, q Order) ([]Outcome, error) { return f.saw(q) }

func (f *fakeService) Quarantined(context.Context) ([]Sighting, error) {
	return []Sighting{{ID: "1"}}, nil
}

func (f *fakeService) ShowQuarantined(_ context.Context, id string) (Sighting, error) {
	if id != "1" {
		return Sighting{}, &Fault{NotFound, "Nothing in quarantine is called " + id + "."}
	}
	return Sighting{ID: id, Bytes: []byte("<alert/>")}, nil
}

func (f *fakeService) ReleaseQuarantined(_ context.Context, q Release) ([]Outcome, error) {
	return f.saw(q)
}

// scaledDesk runs on a clock that can be jumped.
type scaledDesk struct {
	fakeService
	jumped time.Time
}

func (s *scaledDesk) Jump(_ context.Context, j Jump) error {
	if j.To.IsZero() {
		return errors.New("the clock is broken")
	}
	s.jumped = j.To
	return nil
}

// calls are what the fake answers: not those of operators.
func (f *fakeService) calls() Service {
	return Service{May: f.May, Status: f.Status, Mine: f.Mine, Alerts: f.Alerts, Show: f.Show, Explain: f.Explain,
		Rule: f.Rule, Ack: f.Ack, Recall: f.Recall, Resend: f.Resend, Quarantined: f.Quarantined,
		ShowQuarantined: f.ShowQuarantined, ReleaseQuarantined: f.ReleaseQuarantined}
}

// calls are those, and the jump.
func (s *scaledDesk) calls() Service {
	calls := s.fakeService.calls()
	calls.Jump = s.Jump
	return calls
}
