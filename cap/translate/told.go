package translate

import (
	"cmp"

	"bordercast/cap"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/code"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// reported is the report of a draft, with the rows of the account.
func (w *work) reported(d Draft) report.Report {
	w.req.Group.numbered(w.account.Rows)
	r := report.Report{Source: origin(w.src), To: w.req.To, Rows: w.account.Rows}
	r.Lane, r.Part, r.Kind, r.Product, r.Districts, r.Left = w.req.Lane, d.Part, d.Kind, d.Product, d.Districts, d.Left
	r.Level, r.Reasons, r.Channels, r.Reach = d.Level, d.Reasons, d.Channels, d.Reach
	r.Redacted, r.Personal = d.Redacted, d.Personal
	r.Original, r.MsgType = w.req.OriginalSHA, w.g.MsgType
	if w.gate.Private && !w.gate.MayCross("geocode") {
		r.Districts, r.Left = nil, nil // the report crosses too
	}
	m := d.Match
	r.Event = report.Event{From: w.g.Event, To: m.Code, Grade: m.Grade, Source: m.Source, Why: m.Why,
		Candidate: m.Candidate,
		English:   m.NameEN, French: m.NameFR, FrenchOfficial: m.FrenchOfficial, OwnFrench: w.composer.OwnNames}
	if w.gate.Private && !code.PlainKey(w.g.Event) {
		r.Event.From = ""
	}
	var infos []cap.Info
	if d.Alert != nil {
		infos = d.Alert.Infos
	}
	r.Where = w.areas.Where(d.Kind, d.Product, infos, d.Districts, d.Left)
	r.Said = report.Said{By: w.src.Sender, Sent: w.src.Sent, MsgType: w.src.MsgType}
	if d.Alert == nil {
		return r
	}
	r.Derived = d.Alert.Identifier
	for n := range d.Alert.Infos {
		i := &d.Alert.Infos[n]
		r.Said.Languages = append(r.Said.Languages, i.Language)
		r.Event.Quoted = r.Event.Quoted || language.French(i.Language) && i.Param(channels.Layer+":french") != ""
		if n > 0 && language.French(i.Language) && r.Said.FrenchHeadline == "" {
			r.Said.FrenchHeadline, r.Said.FrenchArea = cmp.Or(i.Headline, i.Event), firstArea(i)
		}
	}
	if len(d.Alert.Infos) > 0 {
		w.first(&r.Said, &d.Alert.Infos[0])
	}
	return r
}

// first is what the derived alert says in its first info.
func (w *work) first(s *report.Said, i *cap.Info) {
	s.By, s.Event, s.Headline = i.SenderName, i.Event, i.Headline
	s.Urgency, s.Severity, s.Certainty = string(i.Urgency), string(i.Severity), string(i.Certainty)
	s.Onset, s.Expires = i.Onset, i.Expires
	s.Area = firstArea(i)
	if !w.gate.Private {
		s.By = w.src.Sender
		if len(w.g.Infos) > 0 {
			s.By = cmp.Or(w.src.Infos[w.g.Infos[0]].SenderName, w.src.Sender)
		}
	}
}

func firstArea(i *cap.Info) string {
	if len(i.Areas) == 0 {
		return ""
	}
	return i.Areas[0].Desc
}
