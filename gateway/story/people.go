package story

import (
	"errors"
	"strings"
	"testing"

	"bordercast/gateway/api"
)

// people are those who answer and correct.
type people struct {
	t        *testing.T
	world    World
	messages *messages
	refusals []string          // of their acts, since the last line
	read     map[string]string // who and which message → digest of the draft they read
}

// as is a person of this name.
func as(name string) api.Actor { return api.Actor{User: "u", As: name} }

func (p *people) rule(words []string) {
	r := api.Ruling{Actor: as(words[1]), Alert: p.messages.token(words[3]), Destination: words[4], Verdict: api.Approve,
		Reason: "decided"}
	if words[2] == "denies" {
		r.Verdict = api.Deny
	}
	r.Event = words[5]
	if words[6] != "" {
		r.Area = strings.Fields(words[6])
	}
	if r.Verdict == api.Approve {
		r.Draft = p.reads(api.ShowRequest{Actor: r.Actor, Alert: r.Alert, Destination: r.Destination, Event: r.Event,
			Area: r.Area})
	}
	p.refused(p.world.Rule(r))
}

// reads is the digest of what a person is shown before they approve.
func (p *people) reads(l api.ShowRequest) string {
	digest, err := p.world.Show(l)
	if err != nil || digest == "" {
		return strings.Repeat("0", 64) // nothing is asked: what the answer to an answer is then is the story's
	}
	return digest
}

// look has a person read what waits, and keep its digest.
func (p *people) look(words []string) {
	l := api.ShowRequest{Actor: as(words[1]), Alert: p.messages.token(words[2])}
	if words[3] != "" {
		l.Area = strings.Fields(words[3])
	}
	p.read = map[string]string{words[1] + " " + words[2]: p.reads(l)}
}

// approveRead approves the draft that was read before, whatever has happened since.
func (p *people) approveRead(words []string) {
	r := api.Ruling{Actor: as(words[1]), Alert: p.messages.token(words[2]), Verdict: api.Approve, Reason: "decided"}
	r.Draft = p.read[words[1]+" "+words[2]]
	p.refused(p.world.Rule(r))
}

func (p *people) correct(words []string) {
	o := api.Order{Actor: as(words[1]), Alert: p.messages.token(words[3]), Destination: words[4], Reason: "decided"}
	p.refused(p.world.Correct(Correction{Kind: CorrectionKind(words[2]), Order: o}))
}

// letIn takes the newest copy of a message out of quarantine.
func (p *people) letIn(words []string) {
	o := api.Order{Actor: as(words[1]), Reason: "confirmed by telephone"}
	p.refused(p.world.Correct(Correction{Kind: LetIn, Order: o, Document: p.messages.get(words[2]).document}))
}

func (p *people) refused(err error) {
	var fault *api.Fault
	switch {
	case errors.As(err, &fault):
		p.refusals = append(p.refusals, "refused, "+fault.Code)
	case err != nil:
		p.t.Fatal(err)
	}
}
