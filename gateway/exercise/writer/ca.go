package writer

import (
	"slices"

	"bordercast/cap"
)

// ca puts a message into CAP-CP: both official languages with the same facts, a CAP-CP event and places, the
// layers for immediate broadcast and wireless announced and set to No.
func ca(j job) cap.Alert {
	a := j.compose()
	a.Codes = []string{codeCAPCP, codeSOREM, codeSOREM2}
	if j.plan.Lane() == "" {
		a.Codes = a.Codes[:1]
		return a
	}
	i := j.facts(a)
	i.Parameters = []cap.Pair{
		{Name: codeSOREM + ":Broadcast_Immediately", Value: "No"},
		{Name: codeSOREM2 + ":WirelessImmediate", Value: "No"},
	}
	if j.plan.Kind == string(cap.MsgUpdate) {
		i.Parameters = append(i.Parameters, cap.Pair{Name: codeCAPCP + ":MinorChange", Value: "none"})
	}
	a.Infos = []cap.Info{j.say(i, "en-CA", j.plan.En), j.say(i, "fr-CA", j.plan.Fr)}
	a.Infos[1].SenderName = j.author.Titre
	if j.author.First == "fr" {
		slices.Reverse(a.Infos)
	}
	return a
}
