package exercise

// desks are the simulated agencies, by the system they publish as. All senders are under .invalid, a domain that can
// never exist; mema-2 is a second line of the same agency.
var desks = []desk{
	{"mema", "mema@mema.invalid", "Maine EMA (exercise)", ""},
	{"mema-2", "mema@mema.invalid", "Maine EMA (exercise)", ""},
	{"washington-ema", "duty@washington-ema.invalid", "Washington County EMA (exercise)", ""},
	{"nb-emo", "duty@nb-emo.invalid", "New Brunswick EMO (exercise)", "OMU du Nouveau-Brunswick (exercice)"},
	{"nws", "car@nws.invalid", "Weather office (fictional)", ""},
	{"sensors-nb", "gauges@sensors-nb.invalid", "River gauges (exercise)", "Jauges de rivière (exercice)"},
	{"intruder", "intruder@intruder.invalid", "Nobody in particular (exercise)", ""},
}

// canadian are the systems that speak CAP-CP; every other speaks the profile of the United States.
var canadian = map[string]bool{"nb-emo": true, "sensors-nb": true}

// keyOf names the key a system signs with: a second line of one agency uses the agency's key.
func keyOf(system string) string {
	if system == "mema-2" {
		return "mema"
	}
	return system
}

// people answer holds, each for the party that employs them.
var people = map[string]string{"mema": "mema-duty", "nb-emo": "nb-duty", "operator": "operator"}
