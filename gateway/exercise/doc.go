// Package exercise plays a scenario against a real gateway and judges what came of it.
//
// Demo is the one to call: it makes a folder, writes a configuration and the centres' keys into it, starts
// `bordercast serve` as a child process on its own embedded broker, and lets simulated centres, duty officers and a
// responder live through two days in the manner of the Maine–New Brunswick experiment of 2013. Every inject is
// fictional and says so. An observer (package observer, which shares no code with the gateway) sees everything that
// is published and says whether it was right.
//
// The script is data: a list of injects, each a list of beats with a script time, something to do, and what must
// come of it. A beat starts at its time or when the one before it is settled, whichever is later. Script time is
// scaled and idle time is jumped over; faults, kills and latencies are in real seconds.
//
// It refuses any broker but the one it starts itself, and any folder that already holds something: an exercise must
// not be able to reach a gateway in service.
package exercise
