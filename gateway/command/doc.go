// Package command is the command line of bordercast. Main reads the arguments, runs one command and gives the exit
// code: 0 good, 1 something wrong in the input (an invalid alert, a refusal by the daemon, a failed expectation),
// 2 it could not run (usage, a missing file, no daemon).
//
// Three kinds of command live here. Those that run something (serve, demo) hand over to another package at once.
// Those that work on files (translate, validate, verify, config, certs, trail) need no daemon. Those that act on a
// running daemon (status, explain, approve …) go through its local socket, which they find by the data folder;
// send and watch are MQTT clients like any agency's.
//
// What people read goes to standard output in plain sentences and columns; with --json the same goes out for
// programs. Errors go to standard error, one sentence each. Text that came out of an alert is never printed with
// its control characters: a hostile headline must not drive somebody's terminal.
//
// The package decides nothing about alerts.
package command
