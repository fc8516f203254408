// Package player drives a gateway through a scenario: it starts `bordercast serve` as a process of its own on its
// embedded broker, connects simulated agencies, and carries out what a scenario's injects say. It sends, answers,
// cuts, kills, and jumps over the hours in which nothing happens.
//
// Raise is the one to call first: it makes a folder, writes a configuration and the agencies' keys into it, starts the
// gateway and connects everybody. Then, for each inject, Until waits for its time and Do carries it out. Strike takes
// everything down and leaves no process; it must be called even when Raise returned an error with a player.
//
// What the player did it writes into the observer's record. It judges nothing.
//
// Script time is scaled, and idle time is jumped over; faults, kills and latencies are in real seconds.
//
// It refuses a folder that already holds something: an exercise must not be able to reach a gateway in service.
package player
