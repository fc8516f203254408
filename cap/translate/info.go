package translate

import (
	"cmp"
	"slices"

	"bordercast/cap"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/code"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// infos are the group's infos in the destination's profile, the language its devices read first, and a composed
// block where the destination's language is missing.
func (w *work) infos() []cap.Info {
	var out []cap.Info
	times := &times{src: w.src, at: w.req.At, place: w.part.Location(), cancels: w.cancels(), account: &w.account}
	order := inOrder(w.src, w.g.Infos, w.req.To, &w.account)
	for _, n := range order {
		carried := w.info(n, times)
		times.heard(&carried)
		w.lend(n, &carried, order)
		out = append(out, carried)
		if wantsBlock(w.src, w.g.Infos, w.req.To, n, order[0]) {
			out = append(out, w.composer.Block(n, carried))
		}
	}
	code.Alike(out, &w.account)
	if w.req.To == cap.US {
		slices.SortStableFunc(out, func(a, b cap.Info) int {
			switch first := language.English(a.Language); {
			case first == language.English(b.Language):
				return 0
			case first:
				return -1
			}
			return 1
		})
	}
	return out
}

// info carries one info across.
func (w *work) info(n int, times *times) cap.Info {
	i := w.src.Infos[n]
	out := cap.Info{Language: languageOf(n, i.Language, w.req.To, &w.account)}
	codes := code.Codes{To: w.req.To, Match: w.match, Gate: &w.gate, Account: &w.account}
	values(n, &i, &out, &w.account)
	out.EventCodes = codes.Carry(n, &i)
	times.write(n, &i, &out)
	composed := w.text.Write(n, &i, &out)
	out.Web = w.web(n, webOf(&i))
	out.Contact = w.text.Text(n, "contact", i.Contact)
	out.Resources = w.files.carry(n, &i)
	out.Areas = w.areas.Areas(n, &i, language.French(i.Language))
	out.Parameters = w.parameters(n, &i, composed)
	return out
}

// webOf is the address as sent, or the one that an earlier passage kept under the gateway's layer.
func webOf(i *cap.Info) string { return cmp.Or(i.Web, i.Param(channels.Layer+":web")) }

// web must be a web address. IPAWS takes no query, so one with a query moves to the gateway's layer on the way south.
func (w *work) web(n int, uri string) string {
	if uri == "" || !w.gate.Allowed(report.Path(n, "web"), "web") {
		return ""
	}
	if why := refusedURI(uri, w.req.To); why != "" {
		w.account.Add(report.Changed, report.Path(n, "web"), uri, channels.Layer+":web", "ipaws-uri",
			why+"; kept under the gateway's layer")
		return ""
	}
	return w.account.Carry(report.Path(n, "web"), uri, uri)
}

// lend gives an info that names no area those of the part, described in its own language: both profiles want an area in
// each info, and what it says is about them. They are taken as they cross, so that nothing redacted comes back.
func (w *work) lend(n int, out *cap.Info, order []int) {
	if len(w.src.Infos[n].Areas) > 0 {
		return
	}
	with := slices.IndexFunc(order, func(m int) bool { return len(w.src.Infos[m].Areas) > 0 })
	if with < 0 {
		return
	}
	rows, fr := len(w.account.Rows), language.French(out.Language)
	areas := w.areas.Areas(order[with], &w.src.Infos[order[with]], fr)
	w.account.Rows = w.account.Rows[:rows] // the info they are of tells them
	if out.Areas = w.areas.Described(areas, fr); len(areas) > 0 {
		w.account.Add(report.Defaulted, report.Path(n, "area/areaDesc"), "", out.Areas[0].Desc, "areas",
			"it names no area of its own: those of the same event in the other language")
	}
}

// fixedInfos tell an ending in both languages where the originator told it without words, or must not be quoted.
func (w *work) fixedInfos() []cap.Info {
	var out []cap.Info
	for _, fr := range []bool{false, true} {
		i := w.composer.Fixed(w.end, fr)
		i.Parameters = append(w.flags(0, nil), w.fixedProvenance()...)
		out = append(out, i)
	}
	w.account.Add(report.Composed, "/alert/info", "", out[0].Description, "endings", "a fixed bilingual phrase")
	return out
}
