package api

import (
	"context"

	"bordercast/gateway/officer"
)

// Service is what answers on the socket: a function for each call. One that is nil is refused: this daemon does not
// have it. The errors of all of them are a *Fault for the person who asked, or else a fault of the daemon's own.
//
// May is asked before every act; the functions that do something ask again about the party that it concerns, once
// they know which.
type Service struct {
	// May refuses, with a *Fault, a person who may not give this act whatever it is about.
	May func(act officer.Act, actor Actor) error

	// Live says why a daemon must be restarted, nil for one that is well.
	Live func() *Fault
	// Status is the whole state on one screen.
	Status func(ctx context.Context) (Status, error)
	// Mine is what concerns one person: what waits for them, what stands near the border, whom they call.
	Mine func(ctx context.Context, actor Actor) (Mine, error)
	// Alerts lists what is active and what is held, most urgent first.
	Alerts func(ctx context.Context, filter Filter) ([]Alert, error)
	// Show is one alert as a person reads it before they decide. A draft that it shows is kept, so that it can be
	// approved.
	Show func(ctx context.Context, look ShowRequest) (AlertView, error)
	// Explain says what happened to these bytes or, when the daemon never saw them, what would happen.
	Explain func(ctx context.Context, question Question) (Explanation, error)

	// Rule approves or denies a hold. The outcomes name every destination the ruling reached.
	Rule func(ctx context.Context, ruling Ruling) ([]Outcome, error)
	// Ack records that a person has seen an alarm (which stops its repeats) or an alert.
	Ack func(ctx context.Context, ack Ack) ([]Outcome, error)
	// Recall cancels the gateway's own derived alerts of a chain and binds the chain like a denial.
	Recall func(ctx context.Context, order Order) ([]Outcome, error)
	// Resend delivers again: the same bytes if the delivery was never done, else the next edition.
	Resend func(ctx context.Context, order Order) ([]Outcome, error)

	// Quarantined lists what was not let in, oldest first, without the bytes.
	Quarantined func(ctx context.Context) ([]Sighting, error)
	// ShowQuarantined gives one with its bytes as received. id is a Sighting's ID.
	ShowQuarantined func(ctx context.Context, id string) (Sighting, error)
	// ReleaseQuarantined lets one in by a named person's word.
	ReleaseQuarantined func(ctx context.Context, release Release) ([]Outcome, error)

	// Foreign lists what stands at destinations and was left there by another store.
	Foreign func(ctx context.Context) ([]Foreign, error)
	// ClearForeign takes it away, with notices: one alert of it, or all.
	ClearForeign func(ctx context.Context, order Order) ([]Outcome, error)
	// Retire takes down what stands at a destination, with notices, and closes it.
	Retire func(ctx context.Context, order Order) ([]Outcome, error)
	// Backup packs a consistent copy of the data folder into one file.
	Backup func(ctx context.Context, b Backup) ([]Outcome, error)
	// Rename keeps the word that the gateway is to have another name from its next start on.
	Rename func(ctx context.Context, r Rename) ([]Outcome, error)
	// NewKeys makes new keys, which the next start or reload puts in use.
	NewKeys func(ctx context.Context, order Order) (Keys, error)
	// Reload takes the configuration file as it is now, all of it or nothing.
	Reload func(ctx context.Context, order Order) ([]Outcome, error)
	// Jump moves the clock of a daemon that runs on a scaled one: a demonstration jumps over the night with it.
	Jump func(ctx context.Context, jump Jump) error
}
