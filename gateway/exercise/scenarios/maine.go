package scenarios

import (
	_ "embed" // the scenario

	"bordercast/gateway/exercise/scenario"
)

//go:embed maine-new-brunswick.yaml
var maineNewBrunswick []byte

// MaineNewBrunswick is the scenario that `bordercast demo` plays: a release of hazardous materials in Maine, then a
// derailment in New Brunswick, and everything else that goes wrong.
func MaineNewBrunswick() (scenario.Scenario, error) {
	return scenario.Read("maine-new-brunswick.yaml", maineNewBrunswick)
}
