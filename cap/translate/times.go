package translate

import (
	"time"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

// lifetime is what an alert without expires is given, renewed while it is open.
const lifetime = 24 * time.Hour

// times writes an info's times in the offset that its sender gave, or failing that in the place's, never Z (traps
// us-21). The instants are the originator's, but for an expires that is missing, or that is only the end of the product
// where the originator also told the end of the hazard (traps us-6).
func (w *work) times(n int, i, out *cap.Info) {
	out.Effective = w.time(n, "effective", i.Effective)
	out.Onset = w.time(n, "onset", i.Onset)
	out.Expires = w.expires(n, i.Expires)
	switch end, name := i.HazardEnd(); {
	case out.Expires.At.IsZero():
		out.Expires = cap.FormatTime(w.src.Sent.At.Add(lifetime).In(w.part.Location()))
		w.account.Add(report.Defaulted, report.Path(n, "expires"), i.Expires.Text, out.Expires.Text, "times", "it is missing: sent + 24 h")
	case !out.Onset.At.IsZero() && !out.Expires.At.After(out.Onset.At) && end.After(out.Onset.At):
		to := cap.FormatTime(end.In(w.part.Location()))
		w.account.Add(report.Changed, report.Path(n, "expires"), out.Expires.Text, to.Text, "times", "it is not after onset: "+name+" is when the hazard ends")
		out.Expires = to
	}
}

// expires without an offset may be as late as twelve hours on: nothing is ended too early (CAP 1.2 §3.3.2). It is the
// rule of cap.ActiveUntil, so that the derived alert ends with its source.
func (w *work) expires(n int, t cap.Time) cap.Time {
	if t.At.IsZero() || t.Zoned() {
		return w.time(n, "expires", t)
	}
	to := cap.FormatTime(t.At.Add(12 * time.Hour).In(w.part.Location()))
	w.account.Add(report.Defaulted, report.Path(n, "expires"), t.Text, to.Text, "times", "it names no offset: the latest instant it can mean")
	return to
}

func (w *work) time(n int, element string, t cap.Time) cap.Time {
	switch {
	case t.IsZero():
		return cap.Time{}
	case !t.At.IsZero() && !t.Zoned():
		w.account.Add(report.Dropped, report.Path(n, element), t.Text, "", "times", "it names no offset: the instant it means would be a guess")
		return cap.Time{}
	case t.At.IsZero():
		w.account.Add(report.Dropped, report.Path(n, element), t.Text, "", "times", "it cannot be read as a time")
		return cap.Time{}
	}
	to := w.stamp(t.At)
	w.account.Carry(report.Path(n, element), t.Text, to.Text)
	return to
}

// stamp writes an instant in the offset it was given in. UTC is none (CAP 1.2 §3.3.2 writes -00:00 where the local time is
// not known), and becomes the place's.
func (w *work) stamp(at time.Time) cap.Time {
	if _, offset := at.Zone(); offset == 0 {
		at = at.In(w.part.Location())
	}
	return cap.FormatTime(at)
}
