package translate

import (
	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/checks"
	"bordercast/cap/translate/code"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
	"bordercast/cap/translate/text"
)

// work is one part being translated, and what the packages below know of it. It belongs to one call and is thrown away
// after it.
type work struct {
	req     Request
	src     *cap.Alert
	g       parts.Group
	account report.Account
	gate    redaction.Gate

	product event.Product
	match   event.Match

	checks checks.Source
	part   area.Part
	judged *area.Judgement
	over   *area.Over
	areas  *area.Carrier

	text     text.Writer
	composer *text.Composer
	end      text.End

	files files
}

func newWork(req Request, g parts.Group) *work {
	w := &work{req: req, src: req.Alert, g: g}
	w.gate = redaction.New(req.Alert, req.Stateless, req.Allow, &w.account)
	w.account = report.Account{Rows: make([]report.Row, 0, rows(g, req.Alert)), Private: w.gate.Private}
	w.part = area.Part{Alert: req.Alert, Ground: req.Ground, Infos: g.Infos, Districts: g.Districts, To: req.To,
		From: req.From,
		Post: req.Area, Narrow: req.Narrow, Unreviewed: req.Unreviewed, Gate: &w.gate, Account: &w.account}
	w.part.Begin()
	w.judged = area.NewJudgement(&w.part)
	w.over = area.NewOver(&w.part)
	w.areas = area.NewCarrier(w.judged, w.over)
	w.product = g.Product(req.Alert, req.Events)
	w.match = code.Pivot{Alert: req.Alert, Group: g, To: req.To, Product: w.product, Events: req.Events}.Match()
	w.text = text.Writer{Alert: req.Alert, Group: g, To: req.To, Lane: req.Lane, At: req.At, Unreviewed: req.Unreviewed,
		Product: w.product, Match: w.match, Clocks: w.part.Clocks, Gate: &w.gate, Account: &w.account}
	w.composer = text.NewComposer(&w.text, &w.part, w.areas, req.Events, req.French)
	w.files = files{to: req.To, uri: req.ResourceURI, gate: &w.gate, account: &w.account}
	w.checks = checks.Source{Alert: req.Alert, Ground: req.Ground, Infos: g.Infos, Lane: req.Lane, Cancels: w.cancels(),
		Finished: w.text.Finished(), Events: req.Events, Gate: &w.gate, Account: &w.account}
	w.checks.Report()
	w.leftOut()
	return w
}

// rows is about how many rows the report of a group has: growing costs more than some too many.
func rows(g parts.Group, a *cap.Alert) int {
	n := 48
	for _, at := range g.Infos {
		i := &a.Infos[at]
		n += 12 + len(i.EventCodes) + len(i.Parameters)
		for m := range i.Areas {
			n += 2 + len(i.Areas[m].Polygons) + len(i.Areas[m].Circles) + len(i.Areas[m].Geocodes)
		}
	}
	return min(n, 512)
}

// header writes what stands above the infos.
func (w *work) header() *header {
	return &header{req: &w.req, src: w.src, g: w.g, end: w.end, part: &w.part, gate: &w.gate, account: &w.account}
}

// draft writes the alert and everything said about it.
func (w *work) draft() Draft {
	out := w.header().write()
	w.judged.Judge()
	w.areas.Open(w.channels().Open())
	if w.end.Own || len(w.g.Infos) == 0 && w.g.MsgType == cap.MsgCancel {
		out.Infos = w.fixedInfos()
		// what they said stays behind
		w.gate.Redacted = w.gate.Redacted || w.end.Bare || w.gate.Private && len(w.src.Infos) > 0
	} else {
		out.Infos = w.infos()
	}
	d := Draft{Part: w.g.Part, Kind: report.KindAlert, Alert: out, Reach: w.judged.Reach, Product: w.product,
		Event: w.g.Event, Match: w.match,
		Districts: w.part.Within(), Resources: w.files.stored, Personal: w.gate.Personal, Redacted: w.gate.Redacted,
		Blocks: w.composer.Blocks}
	if w.g.MsgType == cap.MsgCancel {
		d.Kind = report.KindCancel
	}
	for _, l := range w.g.Refs {
		d.Continues = append(d.Continues, l.Part)
	}
	if w.g.Own != nil && d.Kind == report.KindAlert {
		d.Left = geo.Missing(w.g.Own.Districts, d.Districts)
	} else if w.req.Stateless && len(w.over.Left) > 0 {
		d.Left = geo.Missing(geo.Join(w.over.Left), w.over.Held)
	}
	return w.finish(d)
}

// finish settles channels and level, which look at the whole. The channels are written as they would be at the level
// aimed at, the level is proved on that, and an alert that fails it closes them.
func (w *work) finish(d Draft) Draft {
	d.Level, _, _ = aimed(w.req.To)
	w.carriers(&d)
	if prove(&d, w.req.To, &w.account); d.Level == report.LevelCAP {
		w.carriers(&d)
	}
	d.Proposed = text.Proposed(w.req.To, d.Alert)
	text.Offer(&w.account, d.Proposed)
	return w.told(d)
}

func (w *work) carriers(d *Draft) {
	part := w.channels()
	part.Infos = everyInfo(w.src) // what another part of the source blocked is blocked
	d.Channels = part.Carrying(d.Kind, d.Level)
	times := channels.Times{At: w.req.At, Place: w.part.Location()}
	channels.Agree(d.Alert, w.req.To, d.Channels, times, &w.account)
}

// channels is what decides which public channels are open to the part.
func (w *work) channels() channels.Part {
	return channels.Part{Alert: w.src, Infos: w.g.Infos, To: w.req.To, Lane: w.req.Lane, Cancels: w.cancels(),
		Reach: w.judged.Reach, Match: w.match, Approved: w.req.Channels}
}

// everyInfo are the numbers of all infos of an alert.
func everyInfo(a *cap.Alert) []int {
	all := make([]int, len(a.Infos))
	for n := range all {
		all[n] = n
	}
	return all
}

// cancels: a Cancel goes wherever its predecessors went, whatever it says itself.
func (w *work) cancels() bool { return w.g.MsgType == cap.MsgCancel }

// flags close the channels that are not open, in the n-th info.
func (w *work) flags(n int, have []cap.Pair) []cap.Pair {
	return channels.Flags(n, w.req.To, w.channels().Open(), have, &w.account)
}

// told gives the draft its report.
func (w *work) told(d Draft) Draft {
	d.Report = w.reported(d)
	return d
}

// dropped records infos that ended: ended areas leave the derived Update.
func (w *work) dropped(infos []int) {
	for _, n := range infos {
		i := &w.src.Infos[n]
		w.over.Left = append(w.over.Left, w.req.Ground.Info(n)...)
		w.account.Add(report.Dropped, report.Path(n, ""), i.Headline, "", "order-of-judgement",
			"the info has ended; its areas leave the alert")
		w.checks.HeadlineFits(n, i)
		w.checks.MayOnlyReport(n)
		for _, a := range i.Areas {
			if w.req.Ground.Beside(n, a) { // nobody was warned by it
				w.account.Add(report.Dropped, report.Path(n, "area"), a.Desc, "", "order-of-judgement",
					"a point beside areas that have ended")
				continue
			}
			w.over.Add(a, i.Language)
			w.account.Add(report.Dropped, report.Path(n, "area"), a.Desc, "", "order-of-judgement",
				"the area has ended with its info")
		}
	}
}

// origin is the source's identity as a triplet, with the exact text of sent (traps ca-23).
func origin(a *cap.Alert) string {
	return escape(a.Sender) + "," + escape(a.Identifier) + "," + a.Sent.Text
}
