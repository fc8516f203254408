package translate

import (
	"bordercast/cap"
	"bordercast/cap/translate/report"
	"bordercast/cap/translate/text"
)

// heard keeps an info of a Cancel from having expired before it was made: a reader that drops what has expired would
// never hear of the end: endings work even when they arrive expired. It stands as long as Environment Canada
// lets an ended group stand.
func (w *work) heard(i *cap.Info) {
	if !w.cancels() || i.Expires.At.After(w.req.At) {
		return
	}
	to := cap.FormatTime(w.req.At.Add(text.FixedLife).In(w.part.Location()))
	w.account.Add(report.Changed, "/alert/info["+i.Language+"]/expires", i.Expires.Text, to.Text, "endings",
		"the end arrived when its own time was up; it has to be heard all the same")
	i.Expires = to
}
