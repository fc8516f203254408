package exercise

import (
	"time"

	"bordercast/cap"
)

// writeCA puts a letter into CAP-CP: both official languages with the same facts, a CAP-CP event and places, the
// layers for immediate broadcast and wireless announced and set to No.
func (l letter) writeCA(d desk, id string, sent, expires time.Time, earlier []*message) cap.Alert {
	a := l.compose(d, id, sent, earlier)
	a.Codes = []string{codeCAPCP, codeSOREM, codeSOREM2}
	if l.lane() == cap.NoLane {
		a.Codes = a.Codes[:1]
		return a
	}
	i := l.facts(d, a, expires)
	i.Parameters = []cap.Pair{
		{Name: codeSOREM + ":Broadcast_Immediately", Value: "No"},
		{Name: codeSOREM2 + ":WirelessImmediate", Value: "No"},
	}
	if l.kind == cap.MsgUpdate {
		i.Parameters = append(i.Parameters, cap.Pair{Name: codeCAPCP + ":MinorChange", Value: "none"})
	}
	a.Infos = []cap.Info{l.say(i, "en-CA", l.en), l.say(i, "fr-CA", l.fr)}
	a.Infos[1].SenderName = d.nom
	return a
}
