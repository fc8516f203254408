// Package scenario is the vocabulary of exercises: what is to happen to a gateway and what must come of it, as data.
//
// A Scenario is a list of scenes. A scene is a list of injects; an inject has a script time, the acts that carry it
// out, and the expectations that it must meet. Acts and expectations name messages, and the scenario holds those too:
// what an author means, not yet CAP.
//
// Nothing here does anything. Package scenarios holds the scenarios there are, package writer makes CAP of the
// messages, package player carries the acts out, and package observer judges the expectations. All acts and all
// expectations are in this package: one that a scenario needs and that is not here has to be added to those two as
// well.
//
// It imports nothing of the gateway, nor package cap: the observer must not share what they may have misread.
package scenario
