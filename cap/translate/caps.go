package translate

import (
	"time"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

// The longest an alert may stand on the public channels of the United States (interface guide 4.07): a day on
// telephones, 99.5 hours on radio and television, which the header of EAS has no more room for.
const (
	longestWEA = 24 * time.Hour
	longestEAS = 99*time.Hour + 30*time.Minute
)

// capped shortens expires to what the open channels take, from when the derived alert is sent. Where none is open the
// originator's stands: a shorter one would end the alert for everyone.
func (w *work) capped(open []report.Channel, i *cap.Info) {
	most := time.Duration(0)
	for _, c := range open {
		switch c {
		case report.ChannelWEA:
			most = longestWEA
		case report.ChannelEAS, report.ChannelNWEM:
			if most == 0 {
				most = longestEAS
			}
		}
	}
	until := w.req.At.Add(most)
	if most == 0 || !i.Expires.At.After(until) {
		return
	}
	to := cap.FormatTime(until.In(w.part.Location()))
	w.account.Add(report.Changed, "/alert/info["+i.Language+"]/expires", i.Expires.Text, to.Text, "times", "an open channel takes no more")
	i.Expires = to
}
