package command

import (
	"bordercast/gateway/command/cli"
)

type versionCmd struct {
	JSON bool `name:"json" help:"Answer for programs."`
}

// Run prints the version.
func (c versionCmd) Run(e *cli.Env) error {
	r := cli.Built()
	if c.JSON {
		return e.JSON(r)
	}
	e.Printf("bordercast %s (%s, %s)\n", r.Version, r.Go, r.Platform)
	if r.Revision != "" {
		changed := ""
		if r.Modified {
			changed = ", with changes that are not committed"
		}
		e.Printf("built from %s of %s%s\n", r.Revision, r.Time, changed)
	}
	return nil
}
