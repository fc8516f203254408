package scenarios

import (
	"fmt"
	"time"

	"bordercast/gateway/exercise/scenario"
)

func testMessage() scenario.Message {
	return scenario.Message{
		Name:      weeklyTest,
		From:      "nws",
		Status:    "Actual",
		Category:  "Other",
		Event:     scenario.SAME("RWT"),
		Response:  "None",
		Urgency:   "Immediate",
		Severity:  "Extreme",
		Certainty: "Observed",
		Lasts:     15 * time.Minute,
		Place:     stormsLand(),
		En: scenario.Words{
			Event:       "Required Weekly Test",
			Headline:    "Required weekly test",
			Description: "This is a routine test of a demonstration. Nothing has happened.",
			Instruction: "No action is needed.",
			Area:        "Washington and Aroostook Counties, Maine",
		},
	}
}

// stormMessage is the one message of the script in lane actual: a real office would send the like in the middle of
// any exercise. Its content is fictional, says so, and never uses the exercise's own word.
func stormMessage() scenario.Message {
	return scenario.Message{
		Name:      storm,
		From:      "nws",
		Status:    "Actual",
		Category:  "Met",
		Event:     scenario.SAME("WSW"),
		Response:  "Prepare",
		Urgency:   "Expected",
		Severity:  "Severe",
		Certainty: "Likely",
		Expires:   at(2, 22, 0),
		Place:     storms,
		En: scenario.Words{
			Event:       "Winter Storm Warning",
			Headline:    "Winter storm warning until this evening",
			Description: "Fictional: heavy snow, 8 to 12 inches, and wind gusts to 45 mph. Travel would be very difficult.",
			Instruction: "Fictional: put off travel. If you must drive, keep a flashlight, food and water in the car.",
			Area:        "Coastal and interior Washington County and northern Aroostook County, Maine",
		},
	}
}

// stormWorseMessage is its Update, which changes neither ground nor gravity.
func stormWorseMessage() scenario.Message {
	l := stormMessage()
	l.Name, l.Kind, l.Follows = stormWorse, "Update", []string{storm}
	l.En.Description = "Fictional: heavy snow, 10 to 14 inches, and wind gusts to 50 mph. Travel would be very difficult."
	return l
}

// stormsLand is the storm's ground without the weather zones, which a test does not name.
func stormsLand() scenario.Place { return scenario.Place{SAME: storms.SAME} }

func bridgeMessage(name string) scenario.Message {
	return scenario.Message{
		Name:      name,
		From:      "nb-emo",
		Category:  "Transport",
		Event:     scenario.CAPCP("bridgeClose"),
		Response:  "Avoid",
		Urgency:   "Expected",
		Severity:  "Moderate",
		Certainty: "Likely",
		Expires:   at(2, 18, 0),
		Place:     york,
		Incidents: bridgeIncident,
		En: scenario.Words{
			Event:       "bridge closure",
			Headline:    "St. Croix bridge to close for fire engines",
			Description: "The bridge at St. Croix will close to the public while fire engines cross.",
			Instruction: "Use another crossing.",
			Area:        "York County",
		},
		Fr: scenario.Words{
			Event:       "fermeture de pont",
			Headline:    "Le pont de St. Croix fermera pour les camions d'incendie",
			Description: "Le pont de St. Croix sera fermé au public pendant le passage des camions d'incendie.",
			Instruction: "Utilisez un autre passage.",
			Area:        "Comté de York",
		},
	}
}

func unknownMessage(name string) scenario.Message {
	return scenario.Message{
		Name:      name,
		From:      "nb-emo",
		Category:  "Other",
		Event:     scenario.CAPCP("xUnknown"),
		Response:  "Evacuate",
		Urgency:   "Immediate",
		Severity:  "Extreme",
		Certainty: "Observed",
		Expires:   at(2, 18, 0),
		Place:     ridge,
		Incidents: unknownIncident,
		En: scenario.Words{
			Event:       "unlisted emergency",
			Headline:    "Leave the ridge north of McAdam now",
			Description: "A danger that no list of events has a code for threatens the ridge north of McAdam.",
			Instruction: "Leave the ridge at once.",
			Area:        "North of McAdam, York County",
		},
		Fr: scenario.Words{
			Event:       "urgence hors liste",
			Headline:    "Quittez immédiatement la crête au nord de McAdam",
			Description: "Un danger qui ne figure dans aucune liste d'événements menace la crête au nord de McAdam.",
			Instruction: "Quittez la crête sans attendre.",
			Area:        "Au nord de McAdam, comté de York",
		},
	}
}

// over is the Cancel that ends a message and what followed it.
func over(l scenario.Message, follows ...string) scenario.Message {
	l.Kind, l.Follows, l.Response = "Cancel", follows, "AllClear"
	l.Urgency, l.Severity, l.Expires, l.Lasts = "Past", "Minor", scenario.Moment{}, time.Hour
	l.En.Headline, l.Fr.Headline = "Over: "+l.En.Headline, "Terminé\u00a0: "+l.Fr.Headline
	l.En.Description, l.Fr.Description = "This is over.", "Cette situation est terminée."
	l.En.Instruction, l.Fr.Instruction = "No further action is needed.", "Aucune autre mesure n'est nécessaire."
	return l
}

// reports are what the automatic sensors of a flood send: each its own alert, none of them urgent.
func reports(flood string) []scenario.Message {
	out := make([]scenario.Message, 0, floodSize)
	for n := range floodSize {
		out = append(
			out,
			scenario.Message{
				Name:      fmt.Sprintf("%s-%03d", flood, n+1),
				From:      "sensors-nb",
				Category:  "Infra",
				Event:     scenario.CAPCP("highWater"),
				Response:  "Monitor",
				Urgency:   "Future",
				Severity:  "Minor",
				Certainty: "Possible",
				Lasts:     floodLasts,
				Place:     scenario.Place{SGC: []string{"1302"}},
				En: scenario.Words{
					Event:       "high water level",
					Headline:    fmt.Sprintf("Water gauge %03d reports high water", n+1),
					Description: fmt.Sprintf("Gauge %03d reads %d cm above normal.", n+1, 20+n%60),
					Area:        "Charlotte County",
				},
				Fr: scenario.Words{
					Event:       "hautes eaux",
					Headline:    fmt.Sprintf("La jauge %03d signale de hautes eaux", n+1),
					Description: fmt.Sprintf("La jauge %03d indique %d cm au-dessus de la normale.", n+1, 20+n%60),
					Area:        "Comté de Charlotte",
				},
			},
		)
	}
	return out
}
