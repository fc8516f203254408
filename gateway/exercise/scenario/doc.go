// Package scenario is the language of exercises: what is to happen to a gateway and what must come of it, as data.
//
// Read is the one to call first: it reads a Scenario from its YAML file, and refuses what cannot be played, all
// mistakes at once, each with its line. A Scenario is a list of scenes. A scene is a list of injects; an inject has a
// script time, the acts that carry it out, and the expectations that it must meet. Acts and expectations name messages,
// and the scenario holds those too: what an author means, not yet CAP. So a scenario is one file:
//
//	scenario: NAME            who it is; title, note, zones and start belong to it
//	agencies:                 who sends, by the names that their systems have in the configuration
//	configuration:            the gateway's, as in a file of its own
//	places: messages:         where, and what is said; a message may be like another one
//	scenes:
//	- scene: 1
//	  injects:
//	  - id: smoke
//	    at: 1 09:20           day 1, the left side's clock
//	    who: a person or system
//	    does: in a line
//	    send: smoke           a verb, or several; they are carried out in the order in which they are written
//	    expect:
//	    - links-up            words alone, and words with a value
//	    - {receipt: smoke, at: readers, state: crossed}
//
// The keys are the tags of the types here (decode.go says how); the names of acts, expectations and checks are in
// kinds.go. docs/scenario.schema.json has the same for editors.
//
// Nothing here does anything. Package scenarios holds the scenarios that come with the program, package writer makes
// CAP of the messages, package player carries the acts out, and package observer judges the expectations. All acts and
// all expectations are in this package: one that a scenario needs and that is not here has to be added to those two as
// well.
//
// It imports nothing of the gateway but the reader of YAML files, nor package cap: the observer must not share what
// they may have misread.
package scenario
