package api

import (
	"context"

	"bordercast/gateway/officer"
)

// Service is everything a person can ask of a running daemon. Every method may be called from any goroutine, returns
// only when what it did is durable, and answers a request that cannot be met with a *Fault.
type Service interface {
	Officers
	Overview
	Decisions
	Corrections
	Quarantine
}

// Officers says who may act. The socket asks it before every act; the methods below that do something ask again about
// the party that it concerns, once they know which.
type Officers interface {
	// May refuses, with a *Fault, a person who may not give this act whatever it is about.
	May(act officer.Act, actor Actor) error
}

// Overview answers what is the case, and changes nothing.
type Overview interface {
	// Status is the whole state on one screen.
	Status(ctx context.Context) (Status, error)
	// Mine is what concerns one person: what waits for them, what stands near the border, whom they call.
	Mine(ctx context.Context, actor Actor) (Mine, error)
	// Alerts lists what is active and what is held, most urgent first.
	Alerts(ctx context.Context, filter Filter) ([]Alert, error)
	// Show is one alert as a person reads it before they decide. A draft that it shows is kept, so that it can be
	// approved.
	Show(ctx context.Context, look ShowRequest) (AlertView, error)
	// Explain says what happened to these bytes or, when the daemon never saw them, what would happen.
	Explain(ctx context.Context, question Question) (Explanation, error)
}

// Decisions are what a duty officer does.
type Decisions interface {
	// Rule approves or denies a hold. The outcomes name every destination the ruling reached.
	Rule(ctx context.Context, ruling Ruling) ([]Outcome, error)
	// Ack records that a person has seen an alarm (which stops its repeats) or an alert.
	Ack(ctx context.Context, ack Ack) ([]Outcome, error)
}

// Corrections take back or repeat what the gateway itself did.
type Corrections interface {
	// Recall cancels the gateway's own derived alerts of a chain and binds the chain like a denial.
	Recall(ctx context.Context, order Order) ([]Outcome, error)
	// Resend delivers again: the same bytes if the delivery was never done, else the next edition.
	Resend(ctx context.Context, order Order) ([]Outcome, error)
}

// Quarantine holds what was not let in.
type Quarantine interface {
	// Quarantined lists what lies there, oldest first, without the bytes.
	Quarantined(ctx context.Context) ([]Sighting, error)
	// ShowQuarantined gives one with its bytes as received. id is a Sighting's ID.
	ShowQuarantined(ctx context.Context, id string) (Sighting, error)
	// ReleaseQuarantined lets one in by a named person's word.
	ReleaseQuarantined(ctx context.Context, release Release) ([]Outcome, error)
}

// Jumper is an extra ability of a daemon that runs on a scaled clock: a demonstration jumps over the night with it.
// A daemon on the real clock does not have it, and the request is refused as not-scaled.
type Jumper interface {
	Jump(ctx context.Context, jump Jump) error
}
