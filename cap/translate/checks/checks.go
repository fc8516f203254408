// Package checks reports what of an alert a person has to look at: what was too much to work on, drawings that are
// hardly what was meant, what CAP has no place for, what was read otherwise than it was sent, and where the alert
// contradicts itself.
//
// Source.Report says all of it of one part. It refuses to correct anything, and to end or renew anything by a headline:
// nobody here knows which of two words is meant, so the report says that somebody has to ask the sender.
package checks

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
)

// Source is what one part is made of.
type Source struct {
	Alert    *cap.Alert
	Ground   *area.Ground
	Infos    []int // of the alert, of which the part is made
	Lane     cap.Lane
	Cancels  bool // the part is a Cancel
	Finished bool // it says that something is over: by its product, or as the Cancel of a test
	Events   *event.Table
	Gate     *redaction.Gate
	Account  *report.Account
}

// Report adds all that is to be looked at to the account.
func (s *Source) Report() {
	s.shortened()
	s.doubted()
	s.unread()
	s.mended()
	s.undecided()
	s.contradicted()
}

// shortened reports what was too much to work on.
func (s *Source) shortened() {
	for _, c := range s.Ground.Cuts() {
		action := report.Changed
		if c.To == "" {
			action = report.Dropped
		}
		s.Account.Add(action, "/"+c.Path, c.From, c.To, "limits", c.Text)
	}
}

// doubted reports drawings that are hardly what was meant, and somebody has to ask. All are carried as they are but for
// rings that were closed and what cannot be drawn at all.
func (s *Source) doubted() {
	draws, codes := s.Gate.MayCross("polygon") && s.Gate.MayCross("circle"), s.Gate.MayCross("geocode")
	for _, d := range s.Ground.Doubts() {
		if d.OfCode() && !codes || !d.OfCode() && !draws {
			continue // what stays behind leaves no trace
		}
		why := d.Text
		if s.Gate.Private { // the words of the alert may have to stay behind
			why = "a drawing is hardly what was meant: please check with its sender"
			if d.OfCode() {
				why = "a code is on no list: please check with its sender"
			}
		}
		at := fmt.Sprintf("/alert/info[%d]/%s", d.Info+1, d.Path)
		below := report.Path(d.Info, "area/polygon")
		if strings.Contains(d.Path, "/circle") {
			below = report.Path(d.Info, "area/circle")
		}
		if d.Quiet {
			if !s.Gate.Private { // it names places
				s.Account.Add(report.Carried, at, "", "", "points", why)
			}
			continue
		}
		switch d.Kind {
		case geo.Open:
			s.Account.Check(report.Changed, below, d.Drawing, d.Instead, "plausible", why)
		case geo.NotDrawn:
			s.Account.Check(report.Dropped, below, d.Drawing, "", "plausible", why)
		default:
			s.Account.Check(report.Carried, at, "", "", "plausible", why)
		}
	}
}

// unread reports what the source says and CAP has no place for: of the alert as a whole, and of the part's own infos.
// Of an alert that is not public not even the names may be told, which a sender chooses.
func (s *Source) unread() {
	for _, u := range s.Alert.Unread {
		if u.Info >= 0 && !slices.Contains(s.Infos, u.Info) {
			continue
		}
		at := "/" + u.Path
		if s.Gate.Private {
			at = "/alert"
		}
		s.Account.Add(report.Dropped, at, u.Value, "", "account", "CAP has no place for it there, so it does not cross")
	}
}

// mended reports what was read otherwise than it was sent: it is plain what was meant, and it is never written on as it
// came. A person should know whose sender spoils its messages.
func (s *Source) mended() {
	for _, m := range s.Alert.Mended {
		if m.Info >= 0 && !slices.Contains(s.Infos, m.Info) {
			continue
		}
		at, from, to := "/"+m.Path, m.From, m.To
		if s.Gate.Private {
			at, from, to = "/alert", "", ""
		}
		why := "read as CAP spells it"
		if m.What != cap.OtherLetters {
			why = "characters that nobody sees are taken out: " + m.What
		}
		s.Account.Check(report.Changed, at, from, to, "mended", why)
	}
}

// undecided reports the infos of a part that say it is past, or all clear, and yet end nothing, or end it though they
// may tell no more than what happened.
func (s *Source) undecided() {
	for _, n := range s.Infos {
		i := &s.Alert.Infos[n]
		said := "urgency Past"
		if i.Urgency != cap.Past {
			said = "AllClear"
		}
		switch {
		case i.Wavers() && !s.Cancels:
			asks := strings.Join(i.ResponseTypes, " ")
			s.Account.Add(report.Carried, report.Path(n, "responseType"), asks, asks, "order-of-judgement",
				"it says "+said+" and asks for an act in one breath: it ends nothing; please check with its sender")
		case s.Cancels:
			s.MayOnlyReport(n)
		case s.Alert.Ended(i) && !i.EndedByName():
			s.Account.Add(report.Carried, report.Path(n, "urgency"), string(i.Urgency), string(i.Urgency), "order-of-judgement",
				"it says "+said+" of ground where another info is in force: it ends nothing there; please check with its sender")
		}
	}
}

// MayOnlyReport reports an info that ends something by telling that an earthquake, say, is past: of what is over in an
// instant nothing else can be said, so it may be meant as a report of it and as no end of a warning.
func (s *Source) MayOnlyReport(n int) {
	if i := &s.Alert.Infos[n]; s.Alert.Reports(i) && s.Alert.Ended(i) && s.Gate.MayCross("event") &&
		s.Gate.MayCross("eventCode") {
		s.Account.Add(report.Carried, report.Path(n, "urgency"), string(i.Urgency), string(i.Urgency), "order-of-judgement",
			"it says urgency Past of what is over in an instant by nature, and may tell no more than what happened: "+
				"it is taken for an end of what it refers to; please check with its sender")
	}
}

// OverBySent names the parameter by which the hazard was over before the alert was sent; "" where none says so.
func OverBySent(a *cap.Alert, i *cap.Info) string {
	if end, name := i.HazardEnd(); name != "" && !end.IsZero() && end.Before(a.Sent.At) {
		return name
	}
	return ""
}
