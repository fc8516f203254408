package exercise

import (
	"fmt"
	"time"

	"bordercast/cap"
)

func testLetter() letter {
	return letter{name: weeklyTest, from: "nws", status: cap.Actual, category: "Other", event: same("RWT"), response: "None",
		urgency: cap.Immediate, severity: cap.Extreme, certainty: cap.Observed, lasts: 15 * time.Minute, ground: stormsLand(),
		en: words{"Required Weekly Test", "Required weekly test", "This is a routine test of a demonstration. Nothing has happened.", "No action is needed.", "Washington and Aroostook Counties, Maine"}}
}

// stormLetter is the one message of the script in lane actual: a real office would send the like in the middle of
// any exercise. Its content is fictional, says so, and never uses the exercise's own word.
func stormLetter() letter {
	return letter{name: storm, from: "nws", status: cap.Actual, category: "Met", event: same("WSW"), response: "Prepare",
		urgency: cap.Expected, severity: cap.Severe, certainty: cap.Likely, expires: moment{2, 22, 0}, ground: storms,
		en: words{"Winter Storm Warning", "Winter storm warning until this evening",
			"Fictional: heavy snow, 8 to 12 inches, and wind gusts to 45 mph. Travel would be very difficult.",
			"Fictional: put off travel. If you must drive, keep a flashlight, food and water in the car.", "Coastal and interior Washington County and northern Aroostook County, Maine"}}
}

// stormWorseLetter is its Update, which changes neither ground nor gravity.
func stormWorseLetter() letter {
	l := stormLetter()
	l.name, l.kind, l.follows = stormWorse, cap.MsgUpdate, []string{storm}
	l.en.description = "Fictional: heavy snow, 10 to 14 inches, and wind gusts to 50 mph. Travel would be very difficult."
	return l
}

// stormsLand is the storm's ground without the weather zones, which a test does not name.
func stormsLand() ground { return ground{same: storms.same} }

func bridgeLetter(name string) letter {
	return letter{name: name, from: "nb-emo", category: "Transport", event: capcp("bridgeClose"), response: "Avoid", urgency: cap.Expected,
		severity: cap.Moderate, certainty: cap.Likely, expires: moment{2, 18, 0}, ground: york, incidents: bridgeIncident,
		en: words{"bridge closure", "St. Croix bridge to close for fire engines", "The bridge at St. Croix will close to the public while fire engines cross.",
			"Use another crossing.", "York County"},
		fr: words{"fermeture de pont", "Le pont de St. Croix fermera pour les camions d'incendie", "Le pont de St. Croix sera fermé au public pendant le passage des camions d'incendie.",
			"Utilisez un autre passage.", "Comté de York"}}
}

func unknownLetter(name string) letter {
	return letter{name: name, from: "nb-emo", category: "Other", event: capcp("xUnknown"), response: "Evacuate", urgency: cap.Immediate,
		severity: cap.Extreme, certainty: cap.Observed, expires: moment{2, 18, 0}, ground: ridge, incidents: unknownIncident,
		en: words{"unlisted emergency", "Leave the ridge north of McAdam now", "A danger that no list of events has a code for threatens the ridge north of McAdam.",
			"Leave the ridge at once.", "North of McAdam, York County"},
		fr: words{"urgence hors liste", "Quittez immédiatement la crête au nord de McAdam", "Un danger qui ne figure dans aucune liste d'événements menace la crête au nord de McAdam.",
			"Quittez la crête sans attendre.", "Au nord de McAdam, comté de York"}}
}

// over is the Cancel that ends a letter and what followed it.
func over(l letter, follows ...string) letter {
	l.kind, l.follows, l.response = cap.MsgCancel, follows, "AllClear"
	l.urgency, l.severity, l.expires, l.lasts = cap.Past, cap.Minor, moment{}, time.Hour
	l.en.headline, l.fr.headline = "Over: "+l.en.headline, "Terminé\u00a0: "+l.fr.headline
	l.en.description, l.fr.description = "This is over.", "Cette situation est terminée."
	l.en.instruction, l.fr.instruction = "No further action is needed.", "Aucune autre mesure n'est nécessaire."
	return l
}

// reports are what the automatic sensors of a flood send: each its own alert, none of them urgent.
func reports(flood string) []letter {
	out := make([]letter, 0, floodSize)
	for n := range floodSize {
		out = append(out, letter{name: fmt.Sprintf("%s-%03d", flood, n+1), from: "sensors-nb", category: "Infra", event: capcp("highWater"),
			response: "Monitor", urgency: cap.Future, severity: cap.Minor, certainty: cap.Possible, lasts: floodLasts, ground: ground{sgc: []string{"1302"}},
			en: words{"high water level", fmt.Sprintf("Water gauge %03d reports high water", n+1), fmt.Sprintf("Gauge %03d reads %d cm above normal.", n+1, 20+n%60), "", "Charlotte County"},
			fr: words{"hautes eaux", fmt.Sprintf("La jauge %03d signale de hautes eaux", n+1), fmt.Sprintf("La jauge %03d indique %d cm au-dessus de la normale.", n+1, 20+n%60), "", "Comté de Charlotte"}})
	}
	return out
}
