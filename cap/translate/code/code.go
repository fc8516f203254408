// Package code finds the event code by which the other side knows an alert, and carries the codes that an alert has.
//
// Match asks the table of events for a part; Codes.Carry writes an info's codes with it, the destination's own first;
// Alike gives all infos of a part the same. It refuses to guess: a match that is only a judgement is written where a
// configuration accepted it, and an event that no table knows gets no code.
package code

import (
	"cmp"
	"regexp"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
)

// Codes carries the event codes of a part's infos.
type Codes struct {
	To      cap.Side
	Match   event.Match // of the part
	Gate    *redaction.Gate
	Account *report.Account
}

// Carry puts the destination's own code first, keeps what other schemes say, and adds the OASIS term. All infos
// of a part get the same codes, since both profiles want one set.
func (c *Codes) Carry(n int, i *cap.Info) []cap.Pair {
	own := event.CAPCP
	if c.To == cap.US {
		own = event.SAME
	}
	var out []cap.Pair
	if c.Match.Code != "" {
		out = append(out, cap.Pair{Name: own, Value: c.Match.Code})
		c.eventRow(n, i, own)
	} else {
		c.Account.Add(report.Dropped, report.Path(n, "eventCode["+own+"]"), "", "", "events", c.noCode(own))
	}
	if why := event.Disagreement(i); why != "" {
		c.Account.Add(report.Carried, report.Path(n, "parameter"), "", "", "events", why)
	}
	for _, code := range i.EventCodes {
		if keep := c.foreignCode(n, code, own); keep {
			out = append(out, code)
		}
	}
	if c.Match.OET != "" && i.Code(event.OET) == "" {
		out = append(out, cap.Pair{Name: event.OET, Value: c.Match.OET})
		c.Account.Add(report.Added, report.Path(n, "eventCode"), "", event.OET+"="+c.Match.OET, "events",
			"the term both codes pivot on")
	}
	return out
}

func (c *Codes) noCode(own string) string {
	why := "no " + own + " code: " + cmp.Or(c.Match.Why, c.Match.Source)
	if c.Match.Candidate != "" {
		why += " (" + c.Match.Candidate + " would be a judgement and is not written)"
	}
	return why
}

func (c *Codes) eventRow(n int, i *cap.Info, own string) {
	to := own + "=" + c.Match.Code
	if c.Match.Grade == event.PassedOn {
		c.Account.Add(report.Carried, report.Path(n, "eventCode"), to, to, "events", c.Match.Why)
		return
	}
	c.Account.Add(report.Added, report.Path(n, "eventCode"), event.Key(i), to, "events", c.graded())
}

// graded says how good the match is, whose it is and why.
func (c *Codes) graded() string {
	text := c.Match.Grade + ", source " + c.Match.Source
	if c.Match.Operator {
		text = c.Match.Grade + " of the operator's own, source " + c.Match.Source
	}
	if c.Match.Why != "" {
		text += ": " + c.Match.Why
	}
	if c.Match.Grade == event.Judgement {
		text += "; it opens no public channel"
	}
	return text
}

// foreignCode says whether a code of the source stays an event code. SAME never stays as sent: on the way south it
// was judged, on the way north it leaves the CAP-CP form.
func (c *Codes) foreignCode(n int, code cap.Pair, own string) bool {
	text := code.Name + "=" + code.Value
	switch {
	case strings.TrimSpace(code.Name) == "" || strings.TrimSpace(code.Value) == "":
		c.Account.Add(report.Dropped, report.Path(n, "eventCode"), text, "", "values",
			"a code without a value, or without the name of its scheme, says nothing")
		return false
	case c.Gate.Private && !plain(code) && !c.Gate.Allowed(report.Path(n, "eventCode"), "eventCode"):
		return false
	case strings.EqualFold(code.Name, event.SAME):
		if c.To == cap.US {
			if !strings.EqualFold(strings.TrimSpace(code.Value), c.Match.Code) {
				c.Account.Add(report.Dropped, report.Path(n, "eventCode"), text, "", "events", "IPAWS does not take it")
			} else {
				c.respelt(n, text, own)
			}
			return false
		}
		c.Account.Add(report.Changed, report.Path(n, "eventCode"), text, event.KeptSAME+"="+code.Value, "events",
			"SAME leaves the CAP-CP form")
		return false
	case IsCAPCP(code.Name) && own == event.CAPCP && strings.EqualFold(strings.TrimSpace(code.Value), c.Match.Code):
		c.respelt(n, text, own)
		return false // written first already
	}
	c.Account.Carry(report.Path(n, "eventCode"), text, text)
	return true
}

// respelt records that a code of the destination's own stays under another name, or in other letters, than it came
// with.
func (c *Codes) respelt(n int, from, own string) {
	if to := own + "=" + c.Match.Code; from != to {
		c.Account.Add(report.Changed, report.Path(n, "eventCode"), from, to, "events", "spelt as its list does")
	}
}

// What the codes of the known schemes look like: three letters, a term's number, CAP-CP's single words.
var (
	threeLetters = regexp.MustCompile(`^[A-Z0-9]{3}$`)
	capcpWord    = regexp.MustCompile(`^[A-Za-z0-9]{1,20}$`)
)

// plain recognises a code whose scheme is known, and that has the shape of one. Any other may say anything.
func plain(c cap.Pair) bool {
	value := strings.TrimSpace(c.Value)
	switch {
	case strings.EqualFold(c.Name, event.SAME), strings.EqualFold(c.Name, event.NWS):
		return threeLetters.MatchString(value)
	case strings.EqualFold(c.Name, event.OET):
		return event.IsTerm(value)
	}
	return IsCAPCP(c.Name) && capcpWord.MatchString(value)
}

// IsCAPCP recognises a scheme that is CAP-CP's list of events, of any version.
func IsCAPCP(name string) bool {
	_, ok := cap.CutPrefix(name, "profile:cap-cp:event:")
	return ok
}

// PlainSAME recognises a value that has the shape of a SAME code; a private alert may hold anything there.
func PlainSAME(value string) bool { return threeLetters.MatchString(value) }

// PlainKey recognises a part's event that has the shape of a code; a private alert may hold anything there.
func PlainKey(key string) bool { return capcpWord.MatchString(key) || event.IsTerm(key) }
