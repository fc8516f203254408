package translate

import (
	"cmp"
	"regexp"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/report"
)

// eventCodes puts the destination's own code first, keeps what other schemes say, and adds the OASIS term. All infos
// of a part get the same codes, since both profiles want one set.
func (w *work) eventCodes(n int, i *cap.Info) []cap.Pair {
	own := event.CAPCP
	if w.req.To == cap.US {
		own = event.SAME
	}
	var out []cap.Pair
	if w.match.Code != "" {
		out = append(out, cap.Pair{Name: own, Value: w.match.Code})
		w.eventRow(n, i, own)
	} else {
		w.account.Add(report.Dropped, report.Path(n, "eventCode["+own+"]"), "", "", "events", w.noCode(own))
	}
	if why := event.Disagreement(i); why != "" {
		w.account.Add(report.Carried, report.Path(n, "parameter"), "", "", "events", why)
	}
	for _, c := range i.EventCodes {
		if keep := w.foreignCode(n, c, own); keep {
			out = append(out, c)
		}
	}
	if w.match.OET != "" && i.Code(event.OET) == "" {
		out = append(out, cap.Pair{Name: event.OET, Value: w.match.OET})
		w.account.Add(report.Added, report.Path(n, "eventCode"), "", event.OET+"="+w.match.OET, "events", "the term both codes pivot on")
	}
	return out
}

func (w *work) noCode(own string) string {
	why := "no " + own + " code: " + cmp.Or(w.match.Why, w.match.Source)
	if w.match.Candidate != "" {
		why += " (" + w.match.Candidate + " would be a judgement and is not written)"
	}
	return why
}

func (w *work) eventRow(n int, i *cap.Info, own string) {
	to := own + "=" + w.match.Code
	if w.match.Grade == event.PassedOn {
		w.account.Add(report.Carried, report.Path(n, "eventCode"), to, to, "events", w.match.Why)
		return
	}
	w.account.Add(report.Added, report.Path(n, "eventCode"), event.Key(i), to, "events", w.graded())
}

// graded says how good the match is, whose it is and why.
func (w *work) graded() string {
	text := w.match.Grade + ", source " + w.match.Source
	if w.match.Operator {
		text = w.match.Grade + " of the operator's own, source " + w.match.Source
	}
	if w.match.Why != "" {
		text += ": " + w.match.Why
	}
	if w.match.Grade == event.Judgement {
		text += "; it opens no public channel"
	}
	return text
}

// foreignCode tells whether a code of the source stays an event code. SAME never stays as sent: on the way south it
// was judged, on the way north it leaves the CAP-CP form.
func (w *work) foreignCode(n int, c cap.Pair, own string) bool {
	text := c.Name + "=" + c.Value
	switch {
	case strings.TrimSpace(c.Name) == "" || strings.TrimSpace(c.Value) == "":
		w.account.Add(report.Dropped, report.Path(n, "eventCode"), text, "", "values", "a code without a value, or without the name of its scheme, says nothing")
		return false
	case w.gate.Private && !plainCode(c) && !w.gate.Allowed(report.Path(n, "eventCode"), "eventCode"):
		return false
	case strings.EqualFold(c.Name, event.SAME):
		if w.req.To == cap.US {
			if !strings.EqualFold(strings.TrimSpace(c.Value), w.match.Code) {
				w.account.Add(report.Dropped, report.Path(n, "eventCode"), text, "", "events", "IPAWS does not take it")
			} else {
				w.respelt(n, text, own)
			}
			return false
		}
		w.account.Add(report.Changed, report.Path(n, "eventCode"), text, event.KeptSAME+"="+c.Value, "events", "SAME leaves the CAP-CP form")
		return false
	case isCAPCP(c.Name) && own == event.CAPCP && strings.EqualFold(strings.TrimSpace(c.Value), w.match.Code):
		w.respelt(n, text, own)
		return false // written first already
	}
	w.account.Carry(report.Path(n, "eventCode"), text, text)
	return true
}

// respelt records that a code of the destination's own stays under another name, or in other letters, than it came with.
func (w *work) respelt(n int, from, own string) {
	if to := own + "=" + w.match.Code; from != to {
		w.account.Add(report.Changed, report.Path(n, "eventCode"), from, to, "events", "spelt as its list does")
	}
}

// What the codes of the known schemes look like: three letters, a term's number, CAP-CP's single words.
var (
	threeLetters = regexp.MustCompile(`^[A-Z0-9]{3}$`)
	capcpWord    = regexp.MustCompile(`^[A-Za-z0-9]{1,20}$`)
)

// plainCode is a code of a scheme that is known, and has the shape of one. Any other may say anything.
func plainCode(c cap.Pair) bool {
	value := strings.TrimSpace(c.Value)
	switch {
	case strings.EqualFold(c.Name, event.SAME), strings.EqualFold(c.Name, event.NWS):
		return threeLetters.MatchString(value)
	case strings.EqualFold(c.Name, event.OET):
		return event.IsTerm(value)
	}
	return isCAPCP(c.Name) && capcpWord.MatchString(value)
}

func isCAPCP(name string) bool {
	_, ok := cap.CutPrefix(name, "profile:cap-cp:event:")
	return ok
}
