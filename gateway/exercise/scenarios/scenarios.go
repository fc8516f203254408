package scenarios

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/exercise/scenario"
)

//go:embed *.yaml
var files embed.FS

// Names are the names of the scenarios, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // the files are in the program
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(out)
	return out
}

// Text is the file of a scenario.
func Text(name string) ([]byte, error) {
	text, err := files.ReadFile(name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("there is no scenario %q; there is %s, and a file of your own is named with its .yaml",
			name, strings.Join(Names(), ", "))
	}
	return text, nil
}

// Read reads a scenario.
func Read(name string) (scenario.Scenario, error) {
	text, err := Text(name)
	if err != nil {
		return scenario.Scenario{}, err
	}
	return scenario.Read(name+".yaml", text)
}

// MaineNewBrunswick is the scenario that `bordercast demo` plays: a release of hazardous materials in Maine, then a
// derailment in New Brunswick, and everything else that goes wrong.
func MaineNewBrunswick() (scenario.Scenario, error) { return Read("maine-new-brunswick") }

//go:embed begin/new.yaml
var begin string

// New is a small scenario to begin with, under another name.
func New(name string) string {
	return strings.NewReplacer("${NAME}", "${NAME}", "NAME", name).Replace(begin)
}
