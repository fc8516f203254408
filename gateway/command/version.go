package command

import (
	"cmp"
	"runtime"
	"runtime/debug"
)

type versionCmd struct {
	JSON bool `name:"json" help:"Answer for programs."`
}

// release is what a build knows of itself.
type release struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// built reads what the compiler wrote into the program.
func built() release {
	r := release{Version: "devel", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return r
	}
	if info.Main.Version != "(devel)" {
		r.Version = cmp.Or(info.Main.Version, r.Version)
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			r.Revision = s.Value
		case "vcs.time":
			r.Time = s.Value
		case "vcs.modified":
			r.Modified = s.Value == "true"
		}
	}
	return r
}

// Run prints the version.
func (c versionCmd) Run(e *env) error {
	r := built()
	if c.JSON {
		return e.json(r)
	}
	e.printf("bordercast %s (%s, %s)\n", r.Version, r.Go, r.Platform)
	if r.Revision != "" {
		changed := ""
		if r.Modified {
			changed = ", with changes that are not committed"
		}
		e.printf("built from %s of %s%s\n", r.Revision, r.Time, changed)
	}
	return nil
}
