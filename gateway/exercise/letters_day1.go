package exercise

import (
	"time"

	"bordercast/cap"
)

// The names of the letters, which the script and its expectations use.
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

// Grounds of day 1. The codes are Washington County in Maine and Charlotte County in New Brunswick.
var (
	calais = ground{same: []string{"023029"}, sgc: []string{"1302"}}

	plumeFirst = ground{same: []string{"023029"}, sgc: []string{"1302"},
		polygon: "45.160,-67.320 45.160,-67.230 45.225,-67.210 45.235,-67.290 45.160,-67.320"}
	plumeWider = ground{same: []string{"023029"}, sgc: []string{"1302"},
		polygon: "45.145,-67.340 45.145,-67.200 45.245,-67.170 45.260,-67.290 45.145,-67.340"}
	stStephenGround = ground{sgc: []string{"1302037", "1302"},
		polygon: "45.180,-67.300 45.180,-67.240 45.215,-67.240 45.215,-67.290 45.180,-67.300"}
)

// day1 is what is written on the first day: a hazardous-materials release that starts in Maine.
func day1() []letter {
	return []letter{
		{name: heartbeatMEMA, from: "mema", status: cap.System},
		{name: heartbeatNB, from: "nb-emo", status: cap.System},
		{name: collision, from: "washington-ema", scope: cap.Restricted, restriction: "For New Brunswick EMO only", only: []string{"nb-emo"},
			category: "Transport", event: oet("OET-167"), response: "Monitor", urgency: cap.Immediate, severity: cap.Severe,
			certainty: cap.Observed, expires: moment{1, 21, 0}, ground: calais, contact: contactName + ", " + contactPhone,
			incidents: hazmatIncident, en: words{"Road vehicle accident", "Tank truck and freight train collide in Calais",
				"A tank truck and a freight train have collided at a grade crossing in Calais. The tank leaks; what it holds is not known yet. Crews are on scene.",
				"For information only: follow what the county reports next.", "Calais, Washington County, Maine"}},
		plumeLetter(plume, plumeFirst),
		plumeUpdate(plumeGrows, plumeWider, moment{}),
		plumeCancel(forgedCancel, "intruder"),
		plumeCancel(brokenCancel, "mema"),
		{name: stStephen, from: "nb-emo", category: "CBRNE", event: capcp("hazmat"), response: "Shelter", urgency: cap.Immediate,
			severity: cap.Severe, certainty: cap.Observed, expires: moment{1, 20, 0}, ground: stStephenGround, incidents: hazmatIncident,
			en: words{"hazardous materials", "Hazardous materials: stay indoors in St. Stephen",
				"A gas cloud from a rail accident in Calais is drifting over St. Stephen. The smell is sharp; it irritates eyes and lungs.",
				"Go indoors, close windows and doors, turn ventilation off, and listen for updates.", "St. Stephen, Charlotte County"},
			fr: words{"matières dangereuses", "Matières dangereuses\u00a0: restez à l'intérieur à St. Stephen",
				"Un nuage de gaz provenant d'un accident ferroviaire à Calais dérive au-dessus de St. Stephen. L'odeur est piquante; il irrite les yeux et les poumons.",
				"Entrez à l'intérieur, fermez portes et fenêtres, arrêtez la ventilation et restez à l'écoute des mises à jour.", "St. Stephen, comté de Charlotte"}},
		{name: mutualAid, from: "nb-emo", scope: cap.Private, addresses: "mema", only: []string{"mema"}, category: "Infra", event: capcp("emergSupport"),
			response: "Assess", urgency: cap.Expected, severity: cap.Moderate, certainty: cap.Likely, expires: moment{1, 22, 0},
			ground: ground{sgc: []string{"1302"}}, incidents: hazmatIncident,
			en: words{"emergency support services", "Mutual aid: one hazardous-materials team is offered",
				"New Brunswick offers one hazardous-materials team of eight with decontamination, ready at the Ferry Point crossing within 40 minutes.",
				"Answer through your own centre if the team is wanted.", "Charlotte County"},
			fr: words{"services de soutien d'urgence", "Aide mutuelle\u00a0: une équipe matières dangereuses est offerte",
				"Le Nouveau-Brunswick offre une équipe matières dangereuses de huit personnes avec décontamination, prête au passage de Ferry Point d'ici 40 minutes.",
				"Répondez par l'entremise de votre centre si l'équipe est souhaitée.", "Comté de Charlotte"}},
		plumeCancel(plumeAllClear, "mema"),
		plumeUpdate(plumeLate, plumeFirst, moment{1, 9, 30}),
	}
}

func plumeLetter(name string, g ground) letter {
	return letter{name: name, from: "mema", category: "CBRNE", event: same("HMW"), response: "Shelter", urgency: cap.Immediate,
		severity: cap.Severe, certainty: cap.Observed, lasts: 6 * time.Hour, ground: g, incidents: hazmatIncident,
		en: words{"Hazardous Materials Warning", "Hazardous materials release at Calais",
			"At 9:10 AM a rail tank car began to leak in Calais. A gas cloud is moving northeast across the St. Croix River. The release is expected to last until 2 PM.",
			"Go indoors now. Close windows and doors and turn off ventilation. Do not drive toward the river.",
			"Calais, Washington County, Maine, and St. Stephen, New Brunswick"}}
}

func plumeUpdate(name string, g ground, backdate moment) letter {
	l := plumeLetter(name, g)
	l.kind, l.follows, l.backdate = cap.MsgUpdate, []string{plume}, backdate
	l.en.description = "The wind has turned. The gas cloud from the rail tank car in Calais now covers more ground on both banks of the St. Croix River. The release is expected to last until 2 PM."
	return l
}

func plumeCancel(name, from string) letter {
	l := plumeLetter(name, plumeWider)
	l.from, l.kind, l.follows, l.response = from, cap.MsgCancel, []string{plume, plumeGrows}, "AllClear"
	l.urgency, l.severity, l.lasts = cap.Past, cap.Minor, time.Hour
	l.en.headline, l.en.instruction = "All clear: hazardous materials release at Calais is over", "No further action is needed."
	l.en.description = "The leaking rail tank car in Calais has been sealed. The air has been measured on both banks of the St. Croix River and is clean."
	return l
}
