// Bordercast stands between the public-alerting systems of Canada and the United States. See package command for the
// commands, and package way for what happens to an alert.
package main

import (
	"os"
	_ "time/tzdata" // zones of places must be known on machines that have no zone files (traps us-21)

	"bordercast/gateway/command"
)

func main() { os.Exit(command.Main(os.Args[1:])) }
