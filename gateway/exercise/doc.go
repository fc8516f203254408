// Package exercise plays a scenario against a real gateway and judges what came of it.
//
// Demo is the one to call: it lets simulated centres, duty officers and a responder live through two days in the
// manner of the Maine–New Brunswick experiment of 2013, and writes a timeline and a summary for a person to read.
// Every message is fictional and says so.
//
// What is to happen is data: package scenario has its words, package scenarios the script itself. Package writer makes
// CAP of the messages, package player drives the gateway, and package observer, which shares no code with the gateway,
// sees everything that is published and says whether it was right. An inject starts at its time or when the one
// before it is settled, whichever is later.
//
// It refuses any broker but the one it starts itself, and any folder that already holds something: an exercise must
// not be able to reach a gateway in service.
package exercise
