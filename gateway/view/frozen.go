package view

import (
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
)

// frozenFaults are the frozen destinations at which something is open still, for the status. One at which nothing is
// any more is forgotten at the next start.
func (g *View) frozenFaults(tx *book.Tx) (list []api.Fault, err error) {
	for _, d := range g.Settings.Now().Destinations {
		if len(d.Frozen) == 0 {
			continue
		}
		standing, err := tx.Live.At(d.Name)
		if err != nil {
			return nil, err
		}
		alerts := map[int64]bool{}
		for _, s := range standing {
			a, _, err := tx.Alerts.ByID(s.Alert)
			if err != nil {
				return nil, err
			}
			if g.Retired.ClosedTo(d, a.Lane) {
				alerts[s.Alert] = true
			}
		}
		if len(alerts) == 0 {
			continue
		}
		list = append(list, api.Fault{Code: judge.FrozenReason, Text: d.Name +
			" is frozen: it is not configured as it was while " + notice.Many(len(alerts), "alert stands", "alerts stand") +
			" there. They are updated, cancelled and expire; nothing new goes there. Put it back as it was and send a hangup, or withdraw them: `bordercast config retire " + d.Name + " --as NAME`."})
	}
	return list, nil
}
