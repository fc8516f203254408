package exercise

import (
	"time"

	"bordercast/cap"
)

// writeUS puts a letter into the profile of a US author: code IPAWSv1.0, one SAME event, SAME geocodes, the local
// offset. Every public channel is blocked: even a message that went astray could be aired by nobody.
func (l letter) writeUS(d desk, id string, sent, expires time.Time, earlier []*message) cap.Alert {
	a := l.compose(d, id, sent, earlier)
	a.Codes = []string{codeIPAWS}
	if l.lane() == cap.NoLane {
		return a
	}
	i := l.facts(d, a, expires)
	for _, channel := range []string{"EAS", "NWEM", "CMAS"} {
		i.Parameters = append(i.Parameters, cap.Pair{Name: "BLOCKCHANNEL", Value: channel})
	}
	a.Infos = []cap.Info{l.say(i, "en-US", l.en)}
	return a
}
