// Package scenarios holds the scenarios there are, as data: who takes part, what is said, when, and what must come of
// it. Package scenario has the words they are written in.
//
// MaineNewBrunswick is the only one. It has two days in the manner of the experiment of the same name of 2013 (CAUSE
// II); every message is fictional and says so. Scenes and messages are in files of their own (scenes*.go,
// messages*.go), and demo.yaml is the configuration of the gateway with the agreement that both sides made for it.
//
// What is written here is read by people who decide in an emergency: every word of it counts.
package scenarios
