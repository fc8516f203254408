package channels

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

// Times is the clock that a derived alert is judged by, and the location that its times are written in.
type Times struct {
	At    time.Time
	Place *time.Location
}

// capped shortens expires to what the open channels take, from when the derived alert is sent. Where none is open the
// originator's stands: a shorter one would end the alert for everyone.
func capped(open []report.Channel, i *cap.Info, times Times, account *report.Account) {
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
	until := times.At.Add(most)
	if most == 0 || !i.Expires.At.After(until) {
		return
	}
	to := cap.FormatTime(until.In(times.Place))
	account.Add(report.Changed, "/alert/info["+i.Language+"]/expires", i.Expires.Text, to.Text, "times",
		"an open channel takes no more")
	i.Expires = to
}
