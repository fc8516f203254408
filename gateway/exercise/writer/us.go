package writer

import "bordercast/cap"

// us puts a message into the profile of a US author: code IPAWSv1.0, one SAME event, SAME geocodes, the local
// offset. Every public channel is blocked: even a message that went astray could be aired by nobody.
func us(j job) cap.Alert {
	a := j.compose()
	a.Codes = []string{codeIPAWS}
	if j.plan.Lane() == "" {
		return a
	}
	i := j.facts(a)
	for _, channel := range []string{"EAS", "NWEM", "CMAS"} {
		i.Parameters = append(i.Parameters, cap.Pair{Name: "BLOCKCHANNEL", Value: channel})
	}
	a.Infos = []cap.Info{j.say(i, "en-US", j.plan.En)}
	return a
}
