// Package cli is what all commands of bordercast have in common: what a command is given, where it writes, and how it
// ends.
//
// Env is the process around a command; Terminal makes the real one, a test makes its own. A command prints through it
// alone, so that nothing from outside drives a terminal, and so that a person and a program each get their form. It
// returns an error and Complain writes it to standard error: Wrong marks one as lying in the input (exit code 1), Said
// is an exit code for which everything has been printed already, every other error is exit code 2. Complain gives the
// code.
//
// Place, Person, Answers and Wire are flags that several commands take; a command has them by embedding. Place finds
// the running gateway and its socket, Wire its broker.
//
// It knows no command, and decides nothing.
package cli
