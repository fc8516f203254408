package look

import (
	"slices"
	"strings"

	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
)

// typed is a step as the person may type it: with their name where they may give it, and their flags.
func typed(p cli.Place, s api.Step, as string) string {
	line := "bordercast " + s.Command
	switch {
	case len(s.Who) == 0:
	case slices.Contains(s.Who, as):
		line += " --as " + cli.Quoted(as)
	case len(s.Who) == 1:
		line += " --as " + cli.Quoted(s.Who[0])
	default:
		line += " --as NAME"
	}
	return line + p.Flags()
}

// printStep prints a step on a line of its own, so that it can be taken as it stands, and under it who may give it
// where that is not plain.
func printStep(e *cli.Env, indent string, p cli.Place, s api.Step, as string) {
	e.Printf("%s%s\n", indent, e.Paint(cli.Bold, cli.Plain(typed(p, s, as))))
	if len(s.Who) > 1 && !slices.Contains(s.Who, as) {
		e.Indented(indent+"    ", cli.Plain("NAME: "+strings.Join(s.Who, ", ")))
	}
}
