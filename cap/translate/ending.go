package translate

import (
	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/report"
	"bordercast/cap/translate/text"
)

// endings are the drafts of an alert that ends what it refers to: a Cancel for each live part, with what the source
// says of it; where nothing is live, an end notice alone.
func endings(req Request) []Draft {
	if req.Stateless {
		return endingsAlone(req)
	}
	all := everyInfo(req.Alert)
	var out []Draft
	chain := req.chain()
	live := chain.Parts()
	for _, l := range live {
		if !chain.HandedOver(l) {
			out = append(out, ending(req, l, all, nil))
		}
	}
	if len(live) == 0 {
		return []Draft{endOnly(req)}
	}
	return out
}

// endingsAlone: without a ledger the parts are the source's own, and the references are assumed.
func endingsAlone(req Request) []Draft {
	chain := req.chain()
	groups := chain.All()
	if len(groups) == 0 {
		groups = []parts.Group{{Districts: []geo.District{geo.Unplaced}}}
	}
	var out []Draft
	for n, g := range groups {
		g.Part, g.MsgType = n+1, cap.MsgCancel
		if chain.AboutPerson(g.Event) {
			g.Infos = nil
			out = append(out, bareEnd(req, g, personOver))
			continue
		}
		w := newWork(req, g)
		if req.Alert.MsgType != cap.MsgCancel {
			w.account.Add(report.Changed, "/alert/msgType", string(req.Alert.MsgType), string(cap.MsgCancel),
				"order-of-judgement", "every info has ended, so the alert ends what it refers to")
		}
		out = append(out, w.draft())
	}
	return out
}

// ending cancels one live part. Of the source's infos it carries those about the part's districts, or all of them
// where none names any. Other parts go on in the districts held.
func ending(req Request, l Live, infos []int, held []geo.District) Draft {
	chain := req.chain()
	if parts.Wider(l.Scope, req.Alert.Scope) {
		return bareEnd(req, parts.EndOf(l), "the alert is for fewer people than what it ends: a fixed phrase alone")
	}
	if chain.AboutPerson(l.Event) {
		return bareEnd(req, parts.EndOf(l), personOver)
	}
	w := newWork(req, chain.Ending(l, infos))
	if req.Alert.MsgType != cap.MsgCancel {
		w.account.Add(report.Changed, "/alert/msgType", string(req.Alert.MsgType), string(cap.MsgCancel), "parts",
			"nothing of the source continues this part")
	}
	if w.end.Says, w.over.Held = overPhrase(req), held; len(area.GoesOn(l.Districts, held)) > 0 {
		w.end.Says = text.GoesOnThere
	}
	return w.leaving(l.Districts)
}

// overPhrase says what an end means for what it ends.
func overPhrase(req Request) phrase.Key {
	if req.Alert.Ends() {
		return text.Cancelled
	}
	return text.EndedHere
}

// bareEnd ends a live part for readers who may not have the alert that ends it. The chain rule passes routes, never
// privacy: they were given the part, so they are told that it is over, and nothing else of the alert. It has the scope
// of what it ends, for it says less.
func bareEnd(req Request, g parts.Group, why string) Draft {
	w := newWork(req, g)
	w.end.Says, w.end.Bare = overPhrase(req), true
	w.account.Add(report.Dropped, "/alert/info", string(req.Alert.Scope), "", "redaction", why)
	return w.leaving(g.Districts)
}

// personOver is why the end of an alert about a missing person says nothing else: names and pictures leave at once, and
// what the end says of them would be kept by its readers.
const personOver = "it is over for a missing person, whose name and picture nobody is to keep: a fixed phrase alone"

// leaving is a draft that ends everywhere it was.
func (w *work) leaving(all []geo.District) Draft {
	d := w.draft()
	d.Left = all
	return w.told(d)
}

// takenBack cancels one live part by a fixed phrase alone.
func takenBack(req Request, l Live, p phrase.Key, why string) Draft {
	w := newWork(req, parts.EndOf(l))
	w.end.Says, w.end.Own, w.end.Bare = p, true, parts.Wider(l.Scope, req.Alert.Scope)
	w.account.Add(report.Composed, "/alert", "", p.In(phrase.TongueOf(req.To, false)), "recall", why)
	return w.leaving(l.Districts)
}

// endOnly: nothing derived is live there, so there is nothing to cancel; the end is told on topics.
func endOnly(req Request) Draft {
	districts := req.Ground.Districts()
	w := newWork(req, parts.Group{Part: 1, Districts: districts, MsgType: cap.MsgCancel})
	w.account.Add(report.Dropped, "/alert", string(req.Alert.MsgType), "", "references",
		"nothing derived is live at this destination: end notice only")
	if from := req.Alert.References; from != "" {
		w.account.Add(report.Dropped, "/alert/references", from, "", "references", "nothing it names is live there")
	}
	for n := range req.Alert.Infos {
		w.checks.MayOnlyReport(n)
	}
	return w.told(Draft{Part: 1, Kind: report.KindEndOnly, Product: w.product, Match: w.match, Districts: districts,
		Left: districts})
}
