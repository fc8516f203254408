// Package exercise plays a scenario against a real gateway and judges what came of it.
//
// Play is the one to call: it lets simulated centres, duty officers and responders live through a scenario, and writes
// a timeline and a summary for a person to read, or lines for a program. Demo plays the one of the demonstration. Every
// message is fictional and says so.
//
// What is to happen is data: package scenario has the language, package scenarios those that come with the program.
// Package writer makes CAP of the messages, package player drives the gateway, and package observer, which shares no
// code with the gateway, sees everything that is published and says whether it was right. An inject starts at its time
// or when the one before it is settled, whichever is later. Package dryplay says what would come of a scenario, without
// playing it.
//
// It refuses any broker but the one it starts itself, and any folder that already holds something: an exercise must
// not be able to reach a gateway in service.
package exercise
