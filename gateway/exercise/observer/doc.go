// Package observer watches a gateway from outside, as an auditor would: it is told every message a broker
// delivered, reads topics, JSON and CAP by itself, and judges what it saw.
//
// It imports nothing of the gateway, on purpose: a judge that shared the gateway's parser or its topic rules would
// share its misreadings. What it knows it has from the written contract alone.
//
// Make a Log, give it every message with Add, ask it with its queries while the exercise runs, and at the end call
// Judge for what must never have happened: a message in the wrong lane, privacy broken, the same thing delivered
// twice without cause, a chain that went backwards. It refuses nothing: what it cannot read is itself a fault.
package observer
