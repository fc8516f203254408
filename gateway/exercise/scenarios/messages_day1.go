package scenarios

import (
	"time"

	"bordercast/gateway/exercise/scenario"
)

// The names of the messages, which the script and its expectations use.
const (
	heartbeatMEMA = "heartbeat-mema"
	heartbeatNB   = "heartbeat-nb"
	collision     = "collision"
	plume         = "plume"
	plumeGrows    = "plume-grows"
	forgedCancel  = "forged-cancel"
	brokenCancel  = "broken-cancel"
	stStephen     = "st-stephen"
	mutualAid     = "mutual-aid"
	plumeAllClear = "plume-all-clear"
	plumeLate     = "plume-late"
)

// hazmatIncident is the one event of day 1 that both countries speak about.
const hazmatIncident = "EXERCISE-CALAIS-ST-STEPHEN"

// Words of the collision report that may not cross: a person's name and number.
const (
	contactName  = "Robin Example"
	contactPhone = "207-555-0142"
)

// Places of day 1. The codes are Washington County in Maine and Charlotte County in New Brunswick.
var (
	calais = scenario.Place{SAME: []string{"023029"}, SGC: []string{"1302"}}

	plumeFirst = scenario.Place{SAME: []string{"023029"}, SGC: []string{"1302"},
		Polygon: "45.160,-67.320 45.160,-67.230 45.225,-67.210 45.235,-67.290 45.160,-67.320"}
	plumeWider = scenario.Place{SAME: []string{"023029"}, SGC: []string{"1302"},
		Polygon: "45.145,-67.340 45.145,-67.200 45.245,-67.170 45.260,-67.290 45.145,-67.340"}
	stStephenGround = scenario.Place{SGC: []string{"1302037", "1302"},
		Polygon: "45.180,-67.300 45.180,-67.240 45.215,-67.240 45.215,-67.290 45.180,-67.300"}
)

// day1 is what is written on the first day: a hazardous-materials release that starts in Maine.
func day1() []scenario.Message {
	return []scenario.Message{
		{Name: heartbeatMEMA, From: "mema", Status: "System"},
		{Name: heartbeatNB, From: "nb-emo", Status: "System"},
		{
			Name:        collision,
			From:        "washington-ema",
			Scope:       "Restricted",
			Restriction: "For New Brunswick EMO only",
			Only:        []string{"nb-emo"},
			Category:    "Transport",
			Event:       scenario.OET("OET-167"),
			Response:    "Monitor",
			Urgency:     "Immediate",
			Severity:    "Severe",
			Certainty:   "Observed",
			Expires:     at(1, 21, 0),
			Place:       calais,
			Contact:     contactName + ", " + contactPhone,
			Incidents:   hazmatIncident,
			En: scenario.Words{
				Event:    "Road vehicle accident",
				Headline: "Tank truck and freight train collide in Calais",
				Description: "A tank truck and a freight train have collided at a grade crossing in Calais. The tank leaks; " +
					"what it holds is not known yet. Crews are on scene.",
				Instruction: "For information only: follow what the county reports next.",
				Area:        "Calais, Washington County, Maine",
			},
		},
		plumeMessage(plume, plumeFirst),
		plumeUpdate(plumeGrows, plumeWider, scenario.Moment{}),
		plumeCancel(forgedCancel, "intruder"),
		plumeCancel(brokenCancel, "mema"),
		{
			Name:      stStephen,
			From:      "nb-emo",
			Category:  "CBRNE",
			Event:     scenario.CAPCP("hazmat"),
			Response:  "Shelter",
			Urgency:   "Immediate",
			Severity:  "Severe",
			Certainty: "Observed",
			Expires:   at(1, 20, 0),
			Place:     stStephenGround,
			Incidents: hazmatIncident,
			En: scenario.Words{
				Event:    "hazardous materials",
				Headline: "Hazardous materials: stay indoors in St. Stephen",
				Description: "A gas cloud from a rail accident in Calais is drifting over St. Stephen. The smell is sharp; it " +
					"irritates eyes and lungs.",
				Instruction: "Go indoors, close windows and doors, turn ventilation off, and listen for updates.",
				Area:        "St. Stephen, Charlotte County",
			},
			Fr: scenario.Words{
				Event:    "matières dangereuses",
				Headline: "Matières dangereuses\u00a0: restez à l'intérieur à St. Stephen",
				Description: "Un nuage de gaz provenant d'un accident ferroviaire à Calais dérive au-dessus de St. Stephen. " +
					"L'odeur est piquante; il irrite les yeux et les poumons.",
				Instruction: "Entrez à l'intérieur, fermez portes et fenêtres, arrêtez la ventilation et restez à l'écoute " +
					"des mises à jour.",
				Area: "St. Stephen, comté de Charlotte",
			},
		},
		{
			Name:      mutualAid,
			From:      "nb-emo",
			Scope:     "Private",
			Addresses: "mema",
			Only:      []string{"mema"},
			Category:  "Infra",
			Event:     scenario.CAPCP("emergSupport"),
			Response:  "Assess",
			Urgency:   "Expected",
			Severity:  "Moderate",
			Certainty: "Likely",
			Expires:   at(1, 22, 0),
			Place:     scenario.Place{SGC: []string{"1302"}},
			Incidents: hazmatIncident,
			En: scenario.Words{
				Event:    "emergency support services",
				Headline: "Mutual aid: one hazardous-materials team is offered",
				Description: "New Brunswick offers one hazardous-materials team of eight with decontamination, ready at the " +
					"Ferry Point crossing within 40 minutes.",
				Instruction: "Answer through your own centre if the team is wanted.",
				Area:        "Charlotte County",
			},
			Fr: scenario.Words{
				Event:    "services de soutien d'urgence",
				Headline: "Aide mutuelle\u00a0: une équipe matières dangereuses est offerte",
				Description: "Le Nouveau-Brunswick offre une équipe matières dangereuses de huit personnes avec " +
					"décontamination, prête au passage de Ferry Point d'ici 40 minutes.",
				Instruction: "Répondez par l'entremise de votre centre si l'équipe est souhaitée.",
				Area:        "Comté de Charlotte",
			},
		},
		plumeCancel(plumeAllClear, "mema"),
		plumeUpdate(plumeLate, plumeFirst, at(1, 9, 30)),
	}
}

func plumeMessage(name string, g scenario.Place) scenario.Message {
	return scenario.Message{
		Name:      name,
		From:      "mema",
		Category:  "CBRNE",
		Event:     scenario.SAME("HMW"),
		Response:  "Shelter",
		Urgency:   "Immediate",
		Severity:  "Severe",
		Certainty: "Observed",
		Lasts:     6 * time.Hour,
		Place:     g,
		Incidents: hazmatIncident,
		En: scenario.Words{
			Event:    "Hazardous Materials Warning",
			Headline: "Hazardous materials release at Calais",
			Description: "At 9:10 AM a rail tank car began to leak in Calais. A gas cloud is moving northeast across the " +
				"St. Croix River. The release is expected to last until 2 PM.",
			Instruction: "Go indoors now. Close windows and doors and turn off ventilation. Do not drive toward the river.",
			Area:        "Calais, Washington County, Maine, and St. Stephen, New Brunswick",
		},
	}
}

func plumeUpdate(name string, g scenario.Place, backdate scenario.Moment) scenario.Message {
	l := plumeMessage(name, g)
	l.Kind, l.Follows, l.Backdate = "Update", []string{plume}, backdate
	l.En.Description = "The wind has turned. The gas cloud from the rail tank car in Calais now covers more ground on " +
		"both banks of the St. Croix River. The release is expected to last until 2 PM."
	return l
}

func plumeCancel(name, from string) scenario.Message {
	l := plumeMessage(name, plumeWider)
	l.From, l.Kind, l.Follows, l.Response = from, "Cancel", []string{plume, plumeGrows}, "AllClear"
	l.Urgency, l.Severity, l.Lasts = "Past", "Minor", time.Hour
	l.En.Headline = "All clear: hazardous materials release at Calais is over"
	l.En.Instruction = "No further action is needed."
	l.En.Description = "The leaking rail tank car in Calais has been sealed. The air has been measured on both banks " +
		"of the St. Croix River and is clean."
	return l
}
