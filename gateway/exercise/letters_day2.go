package exercise

import (
	"fmt"
	"time"

	"bordercast/cap"
)

// The names of day 2's letters.
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
	killAfter       = 200
	derailIncident  = "EXERCISE-MCADAM-DERAILMENT"
	bridgeIncident  = "EXERCISE-BRIDGE"
	unknownIncident = "EXERCISE-UNKNOWN"
)

// Grounds of day 2. 1310 is York County in New Brunswick.
var (
	mcAdam = ground{sgc: []string{"1310"},
		polygon: "45.570,-67.360 45.570,-67.280 45.625,-67.280 45.625,-67.360 45.570,-67.360"}
	mcAdamWider = ground{sgc: []string{"1310"}, same: []string{"023029"},
		polygon: "45.530,-67.480 45.530,-67.270 45.640,-67.270 45.640,-67.480 45.530,-67.480"}
	ridge = ground{sgc: []string{"1310"},
		polygon: "45.630,-67.290 45.630,-67.240 45.665,-67.240 45.665,-67.290 45.630,-67.290"}
	york   = ground{sgc: []string{"1310"}}
	storms = ground{same: []string{"023029", "023003"}, ugc: []string{"MEZ017", "MEZ030", "MEZ032"}}
)

// day2 is what is written on the second day: a derailment that starts in New Brunswick, and everything else.
func day2() []letter {
	out := []letter{derail(derailment), smokeLetter(smoke)}
	again := smokeLetter(smokeAgain)
	again.kind, again.follows = cap.MsgUpdate, []string{smoke}
	out = append(out, again, evacuate(evacuation, derailment), evacuate(evacuationMore, derailment, evacuation))
	out = append(out, compressorLetter(compressor), testLetter(), stormLetter(), stormWorseLetter(), bridgeLetter(bridge))
	again = bridgeLetter(bridgeAgain)
	again.kind, again.follows = cap.MsgUpdate, []string{bridge}
	out = append(out, again, unknownLetter(unknownEvent))
	return append(out, over(derail(derailmentOver), derailment, evacuation, evacuationMore), over(smokeLetter(smokeOver), smoke, smokeAgain),
		over(compressorLetter(compressorOver), compressor), over(bridgeLetter(bridgeOver), bridge, bridgeAgain), over(unknownLetter(unknownOver), unknownEvent))
}

func derail(name string) letter {
	return letter{name: name, from: "nb-emo", category: "Transport", event: capcp("train"), response: "Avoid", urgency: cap.Immediate,
		severity: cap.Severe, certainty: cap.Observed, expires: moment{2, 18, 0}, ground: mcAdam, incidents: derailIncident,
		en: words{"train accident", "Derailment near McAdam: crude-oil tank cars on fire",
			"A freight train has derailed near McAdam. Four tank cars of crude oil are burning, and oil is running toward the St. Croix River.",
			"Keep away from the tracks and the river. Leave the roads to the fire crews.", "McAdam, York County"},
		fr: words{"accident ferroviaire", "Déraillement près de McAdam\u00a0: des wagons-citernes de pétrole brut en feu",
			"Un train de marchandises a déraillé près de McAdam. Quatre wagons-citernes de pétrole brut brûlent et du pétrole s'écoule vers la rivière Sainte-Croix.",
			"Tenez-vous loin de la voie ferrée et de la rivière. Laissez les routes aux équipes d'incendie.", "McAdam, comté de York"}}
}

func evacuate(name string, follows ...string) letter {
	l := derail(name)
	l.kind, l.follows, l.response = cap.MsgUpdate, follows, "Evacuate"
	l.severity, l.ground = cap.Extreme, mcAdamWider
	l.en.headline, l.fr.headline = "Evacuation around McAdam: tank cars may explode", "Évacuation autour de McAdam\u00a0: des wagons-citernes pourraient exploser"
	l.en.description = fmt.Sprintf("The fire near McAdam has spread to %s tank cars, which may explode. The smoke drifts over the St. Croix River toward Vanceboro.", numbers[len(follows)].en)
	l.fr.description = fmt.Sprintf("L'incendie près de McAdam s'est étendu à %s wagons-citernes, qui pourraient exploser. La fumée dérive par-dessus la rivière Sainte-Croix vers Vanceboro.", numbers[len(follows)].fr)
	l.en.instruction = "Leave the area now by Route 3 toward Harvey. Take medicine and pets with you."
	l.fr.instruction = "Quittez le secteur dès maintenant par la route 3 en direction de Harvey. Emportez vos médicaments et vos animaux."
	l.en.area, l.fr.area = "McAdam, York County, and across the river to Vanceboro, Maine", "McAdam, comté de York, et au-delà de la rivière jusqu'à Vanceboro (Maine)"
	return l
}

var numbers = []struct{ en, fr string }{{"four", "quatre"}, {"seven", "sept"}, {"nine", "neuf"}}

func smokeLetter(name string) letter {
	return letter{name: name, from: "nb-emo", category: "Health", event: capcp("airQuality"), response: "Monitor", urgency: cap.Expected,
		severity: cap.Moderate, certainty: cap.Likely, expires: moment{2, 18, 0}, ground: york, incidents: derailIncident,
		en: words{"air quality", "Smoke advisory for the McAdam area", "Smoke from the fire near McAdam lowers the air quality nearby.",
			"People with breathing trouble should stay indoors.", "York County"},
		fr: words{"qualité de l'air", "Avis de fumée pour le secteur de McAdam", "La fumée de l'incendie près de McAdam réduit la qualité de l'air dans les environs.",
			"Les personnes ayant des difficultés respiratoires devraient rester à l'intérieur.", "Comté de York"}}
}

func compressorLetter(name string) letter {
	return letter{name: name, from: "nb-emo", scope: cap.Restricted, restriction: "For Canadian partners only", category: "Infra",
		event: capcp("naturalGas"), response: "Monitor", urgency: cap.Expected, severity: cap.Moderate, certainty: cap.Likely,
		expires: moment{2, 18, 0}, ground: york, incidents: derailIncident,
		en: words{"natural gas supply", "Compressor station near the fire is being watched", "A gas compressor station lies downwind of the fire. It runs normally.",
			"No action; a report follows.", "York County"},
		fr: words{"approvisionnement en gaz naturel", "Une station de compression près de l'incendie est surveillée",
			"Une station de compression de gaz se trouve sous le vent de l'incendie. Elle fonctionne normalement.", "Aucune action; un rapport suivra.", "Comté de York"}}
}
