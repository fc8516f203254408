// Package command is the command line of bordercast. Main reads the arguments, runs one command and gives the exit
// code: 0 good, 1 something wrong in the input (an invalid alert, a refusal by the daemon, a failed expectation),
// 2 it could not run (usage, a missing file, no daemon).
//
// The commands are in packages by what they are for: daemon runs the gateway, look shows how one is doing and what
// became of alerts, act is what people do to one, offline works on files without one. Package cli is what they have in
// common. Here are only the grammar that joins them, and what is about the grammar itself: completion and version.
//
// What people read goes to standard output in plain sentences and columns; with --json the same goes out for
// programs. Errors go to standard error, one sentence each. Text that came out of an alert is never printed with
// its control characters: a hostile headline must not drive somebody's terminal.
//
// The package decides nothing about alerts.
package command
