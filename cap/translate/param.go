package translate

import (
	"cmp"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/report"
)

// layer is the gateway's own layer: everything it adds carries this name.
const layer = "layer:bordercast:1.0"

// What the gateway writes itself, below its layer's name.
var ownNames = strings.Fields("origin path composed reach same code original sha256 web source french")

// parameters carries an info's parameters in order and adds the gateway's own. What could open a channel on the
// other side, and what belongs to a profile or layer of this one, is kept under the gateway's layer: no machine acts
// on it there, and a gateway on the way back finds it again.
func (w *work) parameters(n int, i *cap.Info, composed []string) []cap.Pair {
	var out []cap.Pair
	for _, p := range i.Parameters {
		if q, ok := w.parameter(n, p); ok {
			out = append(out, q)
		}
	}
	out = append(out, w.flags(n, out)...)
	return append(out, w.provenance(n, i, composed)...)
}

func (w *work) parameter(n int, p cap.Pair) (cap.Pair, bool) {
	if own, ok := cap.CutPrefix(p.Name, layer+":"); ok && isFlag(ownNames, own) {
		return p, false // written anew by provenance
	}
	at := report.Path(n, "parameter["+p.Name+"]")
	if strings.TrimSpace(p.Name) == "" {
		w.account.Add(report.Dropped, at, p.Value, "", "values", "a parameter without a name says nothing")
		return p, false
	}
	if !w.gate.Allowed(at, "parameter:"+p.Name) {
		return p, false
	}
	w.gate.Look(at, p.Value)
	to := cap.Pair{Name: w.renamed(p.Name), Value: p.Value}
	switch rule, why := w.explain(p.Name, to.Name); {
	case to.Name == "":
		w.account.Add(report.Dropped, at, p.Value, "", rule, why)
		return p, false
	case to.Name != p.Name:
		w.account.Add(report.Changed, at, p.Name+"="+p.Value, to.Name+"="+to.Value, rule, why)
	default:
		w.account.Add(report.Carried, at, p.Value, p.Value, rule, why)
	}
	return to, true
}

// renamed is the name a parameter has on the other side.
func (w *work) renamed(name string) string {
	name = canonical(strings.TrimSpace(name))
	kept, wrapped := cap.CutPrefix(name, layer+":")
	kept = canonical(kept)
	switch {
	case w.req.To == cap.CA && isCAFlag(name):
		return "" // nobody in the United States sets a flag of Canada's, and none comes back set
	case wrapped && w.req.To == cap.CA && isMinorChange(kept) && !w.updates():
		return name
	case wrapped && w.req.To == cap.CA && ofProfile(kept) && !isCAText(kept) && !isOurs(kept), wrapped && kept == block && w.req.To == cap.US:
		return kept
	case wrapped:
		return name
	case isFlag(usFlags, name) && !(w.req.To == cap.US && name == block),
		isCAFlag(name), isCAText(name), w.req.To == cap.US && ofProfile(name):
		return layer + ":" + name
	}
	return name
}

// updates: the derived alert is an Update of something. Only such a one may say what kind of change it is (CAP-CP rule
// 16; a real sample breaks it, traps ca-24).
func (w *work) updates() bool {
	return w.g.msgType == cap.MsgUpdate && (len(w.g.refs) > 0 || w.req.Stateless && len(w.src.ReferenceList()) > 0)
}

// flags close what is not open: BLOCKCHANNEL for every closed channel in the United States, SOREM's two flags in
// Canada. What the originator blocked stays blocked.
func (w *work) flags(n int, have []cap.Pair) []cap.Pair {
	var out []cap.Pair
	add := func(name, value, why string) {
		out = append(out, cap.Pair{Name: name, Value: value})
		w.account.Add(report.Added, report.Path(n, "parameter["+name+"]"), "", value, "flags", why)
	}
	open := w.open()
	if w.req.To == cap.CA {
		add(caFlags[0], yes(slices.Contains(open, report.ChannelBroadcast)), "broadcast-immediate is closed unless a human opened it")
		add(caFlags[1], yes(slices.Contains(open, report.ChannelWireless)), "wireless is closed unless a human opened it")
		return out
	}
	for _, c := range usChannels {
		if !slices.Contains(open, c) && !slices.Contains(cap.Values(have, block), string(c)) {
			add(block, string(c), "the channel is closed")
		}
	}
	if slices.Contains(open, report.ChannelEAS) || slices.Contains(open, report.ChannelNWEM) {
		add("EAS-ORG", "CIV", "EAS or NWEM is open")
	}
	return out
}

func yes(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

// provenance says where the alert comes from, which gateways it passed, what they wrote and whom it is for.
func (w *work) provenance(n int, i *cap.Info, composed []string) []cap.Pair {
	var out []cap.Pair
	add := func(name, value string) {
		if value != "" {
			out = append(out, cap.Pair{Name: layer + ":" + name, Value: value})
			w.account.Add(report.Added, report.Path(n, "parameter["+layer+":"+name+"]"), "", value, "provenance", "")
		}
	}
	add("origin", firstOrigin(w.src, i))
	add("path", strings.Join(append(passed(i), w.req.Gateway), " "))
	add("composed", strings.Join(everComposed(i, composed), " "))
	add("reach", string(w.judged.Reach))
	if w.req.Unreviewed != "" || i.Param(layer+":reviewed") == "no" { // what an earlier gateway sent on unreviewed still is
		add("reviewed", "no")
	}
	if as := i.Param(layer + ":french"); as == "official" || as == "unofficial" {
		add("french", as)
	}
	for _, c := range w.keptCodes(i) {
		add("code", c)
	}
	if same := cmp.Or(i.Code(event.SAME), i.Param(event.KeptSAME)); w.req.To == cap.CA && (!w.gate.Private || threeLetters.MatchString(same)) {
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
	out := slices.DeleteFunc(i.Params(layer+":code"), func(c string) bool { return !profiled(c) })
	for _, c := range w.src.Codes {
		if profiled(c) && !strings.EqualFold(c, layer) && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
