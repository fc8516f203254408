package translate

import (
	"cmp"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/code"
	"bordercast/cap/translate/report"
)

// parameters carries an info's parameters in order and adds the gateway's own.
func (w *work) parameters(n int, i *cap.Info, composed []string) []cap.Pair {
	var out []cap.Pair
	carried := channels.Parameters{To: w.req.To, Updates: w.updates(), Gate: &w.gate, Account: &w.account}
	for _, p := range i.Parameters {
		if q, ok := carried.Carry(n, p); ok {
			out = append(out, q)
		}
	}
	out = append(out, w.flags(n, out)...)
	return append(out, w.provenance(n, i, composed)...)
}

// updates: the derived alert is an Update of something. Only such a one may say what kind of change it is (CAP-CP rule
// 16; a real sample breaks it, traps ca-24).
func (w *work) updates() bool {
	return w.g.MsgType == cap.MsgUpdate && (len(w.g.Refs) > 0 || w.req.Stateless && len(w.src.ReferenceList()) > 0)
}

// provenance says where the alert comes from, which gateways it passed, what they wrote and whom it is for.
func (w *work) provenance(n int, i *cap.Info, composed []string) []cap.Pair {
	var out []cap.Pair
	add := func(name, value string) {
		if value != "" {
			out = append(out, cap.Pair{Name: channels.Layer + ":" + name, Value: value})
			w.account.Add(report.Added, report.Path(n, "parameter["+channels.Layer+":"+name+"]"), "", value, "provenance", "")
		}
	}
	add("origin", firstOrigin(w.src, i))
	add("path", strings.Join(append(passed(i), w.req.Gateway), " "))
	add("composed", strings.Join(everComposed(i, composed), " "))
	add("reach", string(w.judged.Reach))
	// what an earlier gateway sent on unreviewed still is
	if w.req.Unreviewed != "" || i.Param(channels.Layer+":reviewed") == "no" {
		add("reviewed", "no")
	}
	if as := i.Param(channels.Layer + ":french"); as == "official" || as == "unofficial" {
		add("french", as)
	}
	for _, c := range w.keptCodes(i) {
		add("code", c)
	}
	same := cmp.Or(i.Code(event.SAME), i.Param(event.KeptSAME))
	if w.req.To == cap.CA && (!w.gate.Private || code.PlainSAME(same)) {
		add("same", same)
	}
	if source := fullSource(w.src); cutSource(source, w.req.To) != source && w.gate.MayCross("source") {
		add("source", source)
	}
	if web := webOf(i); web != "" && refusedURI(web, w.req.To) != "" && w.gate.MayCross("web") {
		add("web", web)
	}
	if !w.gate.Private {
		add("original", w.req.Original)
	}
	add("sha256", w.req.OriginalSHA)
	return out
}

// keptCodes are the profile and layer codes that left the header.
func (w *work) keptCodes(i *cap.Info) []string {
	if !w.gate.MayCross("code") {
		return nil
	}
	out := slices.DeleteFunc(i.Params(channels.Layer+":code"), func(c string) bool { return !profiled(c) })
	for _, c := range w.src.Codes {
		if profiled(c) && !strings.EqualFold(c, channels.Layer) && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// fixedProvenance is that of a composed end.
func (w *work) fixedProvenance() []cap.Pair {
	from, path := &cap.Info{}, []string{w.req.Gateway}
	if !w.end.Bare { // a list of names could hold anything of what stays behind
		for n := range w.src.Infos {
			from.Parameters = append(from.Parameters, w.src.Infos[n].Parameters...)
		}
		path = append(Path(w.src), w.req.Gateway)
	}
	return []cap.Pair{
		{Name: channels.Layer + ":origin", Value: firstOrigin(w.src, from)},
		{Name: channels.Layer + ":path", Value: strings.Join(path, " ")},
		{Name: channels.Layer + ":composed", Value: "info"},
		{Name: channels.Layer + ":reach", Value: string(w.judged.Reach)},
	}
}
