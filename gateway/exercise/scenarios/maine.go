package scenarios

import (
	_ "embed" // the configuration
	"slices"

	"bordercast/gateway/exercise/scenario"
)

//go:embed demo.yaml
var configuration string

// MaineNewBrunswick is the scenario that `bordercast demo` plays: a release of hazardous materials in Maine, then a
// derailment in New Brunswick, and everything else that goes wrong.
func MaineNewBrunswick() scenario.Scenario {
	return scenario.Scenario{
		Left: "America/New_York", Right: "America/Moncton",
		Configuration: configuration,
		Line:          "responders-us",
		Systems:       systems,
		People:        map[string]string{"mema": "mema-duty", "nb-emo": "nb-duty", "operator": "operator"},
		Messages:      slices.Concat(day1(), day2()),
		Floods: []scenario.Flood{
			{Name: floodOne, Reports: reports(floodOne)},
			{Name: floodTwo, Reports: reports(floodTwo)}},
		Secrets: []string{contactName, contactPhone},
		Latencies: []scenario.Latency{
			{Title: "lane actual", Lane: "actual", Without: "us"}, // the line was cut: the timeline shows it beside the other
			{Title: "lane test", Lane: "test"},
			{Title: "lane exercise, alerts", Lane: "exercise"},
			{Title: "lane exercise, flood through the cut", Flood: floodOne},
			{Title: "lane exercise, flood through the kill", Flood: floodTwo},
			{Title: "lane actual, through the cut of every line", Message: stormWorse}},
		LookAround: scenario.LookAround{Message: plume, Who: "a responder in Washington County",
			Filters: []string{"alerts/v1/actual/us/us/me/029/#", "alerts/v1/actual/us/us/_/_/#"}},
		Scenes: slices.Concat(hazmatDay(), night(), derailmentDay(), troubledDay(), mishaps(), lastDay()),
	}
}

// parties have each a tree of its own.
var parties = []string{
	"mema",
	"washington-ema",
	"nb-emo",
	"nws",
	"sensors-nb",
	"responders-us",
	"responders-ca",
	"intruder",
}

// systems are the simulated agencies. All senders are under .invalid, a domain that can never exist; mema-2 is a
// second line of the same agency.
var systems = []scenario.System{
	{Name: "mema", Sender: "mema@mema.invalid", Title: "Maine EMA (exercise)", Side: "us"},
	{Name: "mema-2", Sender: "mema@mema.invalid", Title: "Maine EMA (exercise)", Side: "us", Key: "mema"},
	{Name: "washington-ema", Sender: "duty@washington-ema.invalid", Title: "Washington County EMA (exercise)", Side: "us"},
	{Name: "nb-emo", Sender: "duty@nb-emo.invalid", Title: "New Brunswick EMO (exercise)",
		Titre: "OMU du Nouveau-Brunswick (exercice)", Side: "ca"},
	{Name: "nws", Sender: "car@nws.invalid", Title: "Weather office (fictional)", Side: "us"},
	{Name: "sensors-nb", Sender: "gauges@sensors-nb.invalid", Title: "River gauges (exercise)",
		Titre: "Jauges de rivière (exercice)", Side: "ca"},
	{Name: "intruder", Sender: "intruder@intruder.invalid", Title: "Nobody in particular (exercise)", Side: "us"},
}
