// Package observer watches a gateway from outside, as an auditor would: it is given every message that a broker
// delivered, reads topics, JSON and CAP by itself, and judges what it saw.
//
// It imports nothing of the gateway, on purpose: a judge that shared the gateway's parser or its topic rules would
// share its misreadings. What it knows it has from the written contract alone, and from the words of package scenario,
// which do nothing.
//
// New is the one to call first. Give its Log every message with Add, and write into its Record what was done to the
// gateway. Settle then judges the expectations of an inject while the exercise runs, Journeys says how a message
// travelled, and Log.Judge says at the end what must never have happened: a message in the wrong lane, privacy broken,
// the same thing delivered twice without cause, a chain that went backwards. It refuses nothing: what it cannot read
// is itself a fault.
package observer
