package scenarios

import (
	"fmt"
	"time"

	"bordercast/gateway/exercise/scenario"
)

// The names of the messages of day 2.
const (
	derailment      = "derailment"
	smoke           = "smoke"
	smokeAgain      = "smoke-again"
	evacuation      = "evacuation"
	evacuationMore  = "evacuation-more"
	compressor      = "compressor"
	weeklyTest      = "weekly-test"
	storm           = "storm"
	stormWorse      = "storm-worse"
	bridge          = "bridge"
	bridgeAgain     = "bridge-again"
	unknownEvent    = "unknown-event"
	derailmentOver  = "derailment-over"
	smokeOver       = "smoke-over"
	compressorOver  = "compressor-over"
	bridgeOver      = "bridge-over"
	unknownOver     = "unknown-over"
	floodOne        = "flood-1"
	floodTwo        = "flood-2"
	floodSize       = 500
	floodLasts      = 30 * time.Minute
	derailIncident  = "EXERCISE-MCADAM-DERAILMENT"
	bridgeIncident  = "EXERCISE-BRIDGE"
	unknownIncident = "EXERCISE-UNKNOWN"
)

// Places of day 2. 1310 is York County in New Brunswick.
var (
	mcAdam = scenario.Place{SGC: []string{"1310"},
		Polygon: "45.570,-67.360 45.570,-67.280 45.625,-67.280 45.625,-67.360 45.570,-67.360"}
	mcAdamWider = scenario.Place{SGC: []string{"1310"}, SAME: []string{"023029"},
		Polygon: "45.530,-67.480 45.530,-67.270 45.640,-67.270 45.640,-67.480 45.530,-67.480"}
	ridge = scenario.Place{SGC: []string{"1310"},
		Polygon: "45.630,-67.290 45.630,-67.240 45.665,-67.240 45.665,-67.290 45.630,-67.290"}
	york   = scenario.Place{SGC: []string{"1310"}}
	storms = scenario.Place{SAME: []string{"023029", "023003"}, UGC: []string{"MEZ017", "MEZ030", "MEZ032"}}
)

// day2 is what is written on the second day: a derailment that starts in New Brunswick, and everything else.
func day2() []scenario.Message {
	out := []scenario.Message{derail(derailment), smokeMessage(smoke)}
	again := smokeMessage(smokeAgain)
	again.Kind, again.Follows = "Update", []string{smoke}
	out = append(out, again, evacuate(evacuation, derailment), evacuate(evacuationMore, derailment, evacuation))
	out = append(
		out,
		compressorMessage(compressor),
		testMessage(),
		stormMessage(),
		stormWorseMessage(),
		bridgeMessage(bridge),
	)
	again = bridgeMessage(bridgeAgain)
	again.Kind, again.Follows = "Update", []string{bridge}
	out = append(out, again, unknownMessage(unknownEvent))
	return append(
		out,
		over(derail(derailmentOver), derailment, evacuation, evacuationMore),
		over(smokeMessage(smokeOver), smoke, smokeAgain),
		over(
			compressorMessage(compressorOver),
			compressor,
		),
		over(bridgeMessage(bridgeOver), bridge, bridgeAgain),
		over(unknownMessage(unknownOver), unknownEvent),
	)
}

func derail(name string) scenario.Message {
	return scenario.Message{
		Name:      name,
		From:      "nb-emo",
		Category:  "Transport",
		Event:     scenario.CAPCP("train"),
		Response:  "Avoid",
		Urgency:   "Immediate",
		Severity:  "Severe",
		Certainty: "Observed",
		Expires:   at(2, 18, 0),
		Place:     mcAdam,
		Incidents: derailIncident,
		En: scenario.Words{
			Event:    "train accident",
			Headline: "Derailment near McAdam: crude-oil tank cars on fire",
			Description: "A freight train has derailed near McAdam. Four tank cars of crude oil are burning, and oil is " +
				"running toward the St. Croix River.",
			Instruction: "Keep away from the tracks and the river. Leave the roads to the fire crews.",
			Area:        "McAdam, York County",
		},
		Fr: scenario.Words{
			Event:    "accident ferroviaire",
			Headline: "Déraillement près de McAdam\u00a0: des wagons-citernes de pétrole brut en feu",
			Description: "Un train de marchandises a déraillé près de McAdam. Quatre wagons-citernes de pétrole brut " +
				"brûlent et du pétrole s'écoule vers la rivière Sainte-Croix.",
			Instruction: "Tenez-vous loin de la voie ferrée et de la rivière. Laissez les routes aux équipes d'incendie.",
			Area:        "McAdam, comté de York",
		},
	}
}

func evacuate(name string, follows ...string) scenario.Message {
	l := derail(name)
	l.Kind, l.Follows, l.Response = "Update", follows, "Evacuate"
	l.Severity, l.Place = "Extreme", mcAdamWider
	l.En.Headline, l.Fr.Headline = "Evacuation around McAdam: tank cars may explode", "Évacuation autour de "+
		"McAdam\u00a0: des wagons-citernes pourraient exploser"
	l.En.Description = fmt.Sprintf(
		"The fire near McAdam has spread to %s tank cars, which may explode. The smoke drifts over the St. Croix River "+
			"toward Vanceboro.",
		numbers[len(follows)].en,
	)
	l.Fr.Description = fmt.Sprintf(
		"L'incendie près de McAdam s'est étendu à %s wagons-citernes, qui pourraient exploser. La fumée dérive "+
			"par-dessus la rivière Sainte-Croix vers Vanceboro.",
		numbers[len(follows)].fr,
	)
	l.En.Instruction = "Leave the area now by Route 3 toward Harvey. Take medicine and pets with you."
	l.Fr.Instruction = "Quittez le secteur dès maintenant par la route 3 en direction de Harvey. Emportez vos " +
		"médicaments et vos animaux."
	l.En.Area, l.Fr.Area = "McAdam, York County, and across the river to Vanceboro, Maine", "McAdam, comté de York, "+
		"et au-delà de la rivière jusqu'à Vanceboro (Maine)"
	return l
}

var numbers = []struct{ en, fr string }{{"four", "quatre"}, {"seven", "sept"}, {"nine", "neuf"}}

func smokeMessage(name string) scenario.Message {
	return scenario.Message{
		Name:      name,
		From:      "nb-emo",
		Category:  "Health",
		Event:     scenario.CAPCP("airQuality"),
		Response:  "Monitor",
		Urgency:   "Expected",
		Severity:  "Moderate",
		Certainty: "Likely",
		Expires:   at(2, 18, 0),
		Place:     york,
		Incidents: derailIncident,
		En: scenario.Words{
			Event:       "air quality",
			Headline:    "Smoke advisory for the McAdam area",
			Description: "Smoke from the fire near McAdam lowers the air quality nearby.",
			Instruction: "People with breathing trouble should stay indoors.",
			Area:        "York County",
		},
		Fr: scenario.Words{
			Event:       "qualité de l'air",
			Headline:    "Avis de fumée pour le secteur de McAdam",
			Description: "La fumée de l'incendie près de McAdam réduit la qualité de l'air dans les environs.",
			Instruction: "Les personnes ayant des difficultés respiratoires devraient rester à l'intérieur.",
			Area:        "Comté de York",
		},
	}
}

func compressorMessage(name string) scenario.Message {
	return scenario.Message{
		Name:        name,
		From:        "nb-emo",
		Scope:       "Restricted",
		Restriction: "For Canadian partners only",
		Category:    "Infra",
		Event: scenario.CAPCP(
			"naturalGas",
		),
		Response:  "Monitor",
		Urgency:   "Expected",
		Severity:  "Moderate",
		Certainty: "Likely",
		Expires:   at(2, 18, 0),
		Place:     york,
		Incidents: derailIncident,
		En: scenario.Words{
			Event:       "natural gas supply",
			Headline:    "Compressor station near the fire is being watched",
			Description: "A gas compressor station lies downwind of the fire. It runs normally.",
			Instruction: "No action; a report follows.",
			Area:        "York County",
		},
		Fr: scenario.Words{
			Event:       "approvisionnement en gaz naturel",
			Headline:    "Une station de compression près de l'incendie est surveillée",
			Description: "Une station de compression de gaz se trouve sous le vent de l'incendie. Elle fonctionne normalement.",
			Instruction: "Aucune action; un rapport suivra.",
			Area:        "Comté de York",
		},
	}
}
