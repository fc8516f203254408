package translate

import (
	"time"

	"bordercast/cap"
	"bordercast/cap/translate/report"
	"bordercast/cap/translate/text"
)

// lifetime is what an alert without expires is given, renewed while it is open.
const lifetime = 24 * time.Hour

// times writes the times of a part's infos.
type times struct {
	src     *cap.Alert
	at      time.Time      // the clock that the alert is judged by
	place   *time.Location // that times are written in whose sender names no offset
	cancels bool           // the part is a Cancel
	account *report.Account
}

// write writes an info's times in the offset that its sender gave, or failing that in the place's, never Z (traps
// us-21). The instants are the originator's, but for an expires that is missing, or that is only the end of the product
// where the originator also told the end of the hazard (traps us-6).
func (t *times) write(n int, i, out *cap.Info) {
	out.Effective = t.time(n, "effective", i.Effective)
	out.Onset = t.time(n, "onset", i.Onset)
	out.Expires = t.expires(n, i.Expires)
	switch end, name := i.HazardEnd(); {
	case out.Expires.At.IsZero():
		out.Expires = cap.FormatTime(t.src.Sent.At.Add(lifetime).In(t.place))
		t.account.Add(report.Defaulted, report.Path(n, "expires"), i.Expires.Text, out.Expires.Text, "times",
			"it is missing: sent + 24 h")
	case !out.Onset.At.IsZero() && !out.Expires.At.After(out.Onset.At) && end.After(out.Onset.At):
		to := cap.FormatTime(end.In(t.place))
		t.account.Add(report.Changed, report.Path(n, "expires"), out.Expires.Text, to.Text, "times",
			"it is not after onset: "+name+" is when the hazard ends")
		out.Expires = to
	}
}

// expires without an offset may be as late as twelve hours on: nothing is ended too early (CAP 1.2 §3.3.2). It is the
// rule of cap.ActiveUntil, so that the derived alert ends with its source.
func (t *times) expires(n int, from cap.Time) cap.Time {
	if from.At.IsZero() || from.Zoned() {
		return t.time(n, "expires", from)
	}
	to := cap.FormatTime(from.At.Add(12 * time.Hour).In(t.place))
	t.account.Add(report.Defaulted, report.Path(n, "expires"), from.Text, to.Text, "times",
		"it names no offset: the latest instant it can mean")
	return to
}

func (t *times) time(n int, element string, from cap.Time) cap.Time {
	switch {
	case from.IsZero():
		return cap.Time{}
	case !from.At.IsZero() && !from.Zoned():
		t.account.Add(report.Dropped, report.Path(n, element), from.Text, "", "times",
			"it names no offset: the instant it means would be a guess")
		return cap.Time{}
	case from.At.IsZero():
		t.account.Add(report.Dropped, report.Path(n, element), from.Text, "", "times", "it cannot be read as a time")
		return cap.Time{}
	}
	to := t.stamp(from.At)
	t.account.Carry(report.Path(n, element), from.Text, to.Text)
	return to
}

// stamp writes an instant in the offset it was given in. UTC is none (CAP 1.2 §3.3.2 writes -00:00 where the local time
// is not known), and becomes the place's.
func (t *times) stamp(at time.Time) cap.Time {
	if _, offset := at.Zone(); offset == 0 {
		at = at.In(t.place)
	}
	return cap.FormatTime(at)
}

// heard keeps an info of a Cancel from having expired before it was made: a reader that drops what has expired would
// never hear of the end: endings work even when they arrive expired. It stands as long as Environment Canada
// lets an ended group stand.
func (t *times) heard(i *cap.Info) {
	if !t.cancels || i.Expires.At.After(t.at) {
		return
	}
	to := cap.FormatTime(t.at.Add(text.FixedLife).In(t.place))
	t.account.Add(report.Changed, "/alert/info["+i.Language+"]/expires", i.Expires.Text, to.Text, "endings",
		"the end arrived when its own time was up; it has to be heard all the same")
	i.Expires = to
}
