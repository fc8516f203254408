package translate

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/checks"
	"bordercast/cap/translate/clock"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/phrase"
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

// composedTimes are the sentences of a composed block on when: sent, until when the hazard lasts by its sender's words,
// and the message. Only the hazard's own end is an "until"; expires is the message's (traps us-6).
func (w *work) composedTimes(n int, out *cap.Info, t phrase.Tongue) []string {
	clocks := clock.Of(w.part.Clocks())
	lines := []string{w.sentLine(t)}
	i := &w.src.Infos[n]
	if !w.pastAlready(i) && w.product != event.Ended && w.product != event.Test && w.g.MsgType != cap.MsgCancel {
		end, name := i.HazardEnd()
		told := name != "" && (w.gate.MayCross("parameter:"+name) || name == "VTEC" && w.gate.MayCross("parameter:VTEC"))
		switch {
		case i.UntilFurtherNotice() && w.gate.MayCross("parameter:VTEC"):
			lines = append(lines, phrase.Key("block/in-effect-open").In(t))
		case told:
			lines = append(lines, phrase.Key("block/in-effect-until").With(t, "when", clocks.When(end, t)))
		default:
			lines = append(lines, phrase.Key("block/in-effect").In(t))
		}
	}
	return append(lines, phrase.Key("block/expires").With(t, "when", clocks.When(out.Expires.At, t)))
}

// sentLine says when the source was sent.
func (w *work) sentLine(t phrase.Tongue) string {
	return phrase.Key("block/sent").With(t, "when", clock.Of(w.part.Clocks()).When(w.src.Sent.At, t))
}

// pastAlready tells of an info that says it is over, or whose hazard was by its own times when it was sent: nothing of it is
// in effect.
func (w *work) pastAlready(i *cap.Info) bool {
	return i.Urgency == cap.Past || slices.Contains(i.ResponseTypes, "AllClear") || checks.OverBySent(w.src, i) != ""
}

// WithoutSent is the description of an info without the sentence, of a composed block, on when its source was sent: two
// copies of one piece of news may differ in nothing else.
func WithoutSent(i *cap.Info) string {
	if !strings.Contains(i.Param(channels.Layer+":composed"), "info") {
		return i.Description
	}
	start, _, _ := strings.Cut(phrase.Key("block/sent").In(phrase.TongueOf(cap.CA, language.French(i.Language))), "{")
	lines := strings.Split(i.Description, "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, start) })
	return strings.Join(lines, "\n")
}
