package translate

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
	"bordercast/cap/translate/text"
)

// header is what stands above the infos of a derived alert: who says it, to whom, of what it is an Update or the end.
type header struct {
	req     *Request
	src     *cap.Alert
	g       parts.Group
	end     text.End
	part    *area.Part // whose location its times are written in
	gate    *redaction.Gate
	account *report.Account
}

// write writes everything above the infos.
func (h *header) write() *cap.Alert {
	a, r := h.src, h.account
	if a.Version == cap.V10 || a.Version == cap.V11 {
		r.Add(report.Changed, "/alert", "CAP "+string(a.Version), "CAP 1.2", "version",
			"it is written as the CAP of today; what it lacked is filled in below")
	}
	out := &cap.Alert{Version: cap.V12, Sender: h.req.Sender, MsgType: h.g.MsgType, Scope: a.Scope,
		FollowsReport: a.FollowsReport}
	out.Identifier = DerivedIdentifier(a.Identity(), h.g.Part, h.variant(), h.req.Edition)
	r.Add(report.Composed, "/alert/identifier", a.Identifier, out.Identifier, "derived-identity",
		"hash of source, part, variant and edition")
	r.Add(report.Composed, "/alert/sender", a.Sender, out.Sender, "derived-identity", "the gateway signs as itself")
	out.Sent = cap.FormatTime(h.req.Sent.In(h.part.Location()))
	r.Add(report.Composed, "/alert/sent", a.Sent.Text, out.Sent.Text, "times", "when the derived alert was made")
	out.Status = h.status()
	h.msgTypeRow()
	h.readersOf(out)
	if !h.end.Own && !h.end.Bare {
		out.Source = h.source()
		out.Note = h.note(h.headText("note", a.Note))
		out.Incidents = h.headText("incidents", a.Incidents)
		out.Codes = h.alertCodes()
	}
	out.Codes = append(out.Codes, channels.Layer)
	if h.req.To == cap.CA {
		out.Codes = append(out.Codes, channels.SOREM...)
		r.Add(report.Added, "/alert/code", "", strings.Join(channels.SOREM, " "), "flags",
			"the layers of the two flags that every alert into Canada carries")
	}
	out.References = h.references()
	return out
}

// note is the source's, behind the mark of what nobody reviewed.
func (h *header) note(text string) string {
	if h.req.Unreviewed == "" {
		return text
	}
	en, fr := NotReviewed(h.req.Unreviewed)
	mark := en + " " + fr
	h.account.Add(report.Composed, "/alert/note", "", mark, "unreviewed", "nobody answered in time")
	if text == "" {
		return mark
	}
	return mark + "\n" + text
}

// readersOf says who may read it: as the source does, but a Cancel that carries nothing of the source is for the
// readers of what it ends.
func (h *header) readersOf(out *cap.Alert) {
	a, own := h.src, h.g.Own
	if (h.end.Own || h.end.Bare) && own != nil && own.Scope != "" {
		out.Scope, out.Restriction, out.Addresses = own.Scope, own.Restriction, own.Addresses
		if a.Scope != own.Scope {
			h.account.Add(report.Changed, "/alert/scope", string(a.Scope), string(own.Scope), "redaction",
				"it says no more than that something is over, to those who have it")
			return
		}
		h.account.Carry("/alert/scope", string(a.Scope), string(own.Scope))
		return
	}
	h.account.Carry("/alert/scope", string(a.Scope), string(out.Scope))
	// CAP 1.2 §3.2.1 requires the rule of a Restricted alert and the addressees of a Private one, and no more.
	out.Restriction = h.headField("restriction", a.Restriction, a.Scope == cap.Restricted)
	out.Addresses = h.headField("addresses", a.Addresses, a.Scope == cap.Private)
	if a.Scope == cap.Restricted && strings.TrimSpace(out.Restriction) == "" {
		out.Restriction = h.supplied("restriction", phrase.Key("head/no-restriction").In(phrase.TongueOf(h.req.To, false)),
			"a Restricted alert whose sender gives no restriction: ask who may have it")
	}
	if a.Scope == cap.Private && strings.TrimSpace(out.Addresses) == "" {
		out.Addresses = h.supplied("addresses", h.req.Sender,
			"a Private alert whose sender names no addresses: ask whom it is for")
	}
}

// supplied is what CAP requires of an alert and its sender left out: it lets nobody in, and somebody has to ask.
func (h *header) supplied(element, text, why string) string {
	h.account.Check(report.Defaulted, "/alert/"+element, "", text, "redaction", why)
	return text
}

// status is carried, but a public test says at last that it is one (traps us-1).
func (h *header) status() cap.Status {
	from, to := h.src.Status, h.src.Status
	switch h.req.Lane {
	case cap.LaneTest:
		to = cap.Test
	case cap.LaneExercise:
		to = cap.Exercise
	}
	if from == to {
		h.account.Carry("/alert/status", string(from), string(to))
		return to
	}
	h.account.Add(report.Changed, "/alert/status", string(from), string(to), "lanes",
		"a public test crosses as "+string(to))
	return to
}

func (h *header) msgTypeRow() {
	from, to := h.src.MsgType, h.g.MsgType
	if from == to {
		h.account.Carry("/alert/msgType", string(from), string(to))
		return
	}
	why := map[cap.MsgType]string{
		cap.MsgAlert:  "nothing it could update is live there",
		cap.MsgUpdate: "it follows what is live there",
		cap.MsgCancel: "it ends what is live there",
	}[to]
	if !slices.ContainsFunc(h.account.Rows, func(r report.Row) bool {
		return r.Action == report.Changed && r.Path == "/alert/msgType"
	}) {
		h.account.Add(report.Changed, "/alert/msgType", string(from), string(to), "references", why)
	}
}

func (h *header) headText(element, text string) string { return h.headField(element, text, false) }

func (h *header) headField(element, text string, required bool) string {
	if text == "" || !required && !h.gate.Allowed("/alert/"+element, element) {
		return ""
	}
	if element != "addresses" { // an address is one on purpose
		h.gate.Look("/alert/"+element, text)
	}
	return h.account.Carry("/alert/"+element, text, text)
}

// source is cut for the United States, where IPAWS takes thirty characters of it; the whole stays under the gateway's
// layer and comes back with it.
func (h *header) source() string {
	whole := fullSource(h.src)
	short := cutSource(whole, h.req.To)
	if short == h.src.Source {
		return h.headText("source", short)
	}
	if !h.gate.Allowed("/alert/source", "source") {
		return ""
	}
	h.gate.Look("/alert/source", whole)
	h.account.Add(report.Changed, "/alert/source", h.src.Source, short, "limits",
		"IPAWS takes thirty characters of it; the whole is under the gateway's layer")
	return short
}

// maxSource is how many characters IPAWS takes of source (interface guide 4.07).
const maxSource = 30

func cutSource(source string, to cap.Side) string {
	if to == cap.US {
		return text.AtWord(source, maxSource)
	}
	return source
}

// fullSource is the source before an earlier passage cut it, where what was kept and what was cut agree.
func fullSource(a *cap.Alert) string {
	for n := range a.Infos {
		if whole := a.Infos[n].Param(channels.Layer + ":source"); whole != "" && cutSource(whole, cap.US) == a.Source {
			return whole
		}
	}
	return a.Source
}

// alertCodes passes on codes of third parties; the codes of profiles and layers leave, for they promise rules that
// the derived alert need not keep. Their values stay under the gateway's layer.
func (h *header) alertCodes() []string {
	var out []string
	for _, c := range h.src.Codes {
		switch {
		case strings.EqualFold(c, channels.Layer):
		case profiled(c) && h.gate.MayCross("code"):
			h.account.Add(report.Changed, "/alert/code", c, channels.Layer+":code", "codes",
				"a profile's or layer's code leaves; its value is kept under the gateway's layer")
		case h.gate.Allowed("/alert/code", "code"):
			out = append(out, h.account.Carry("/alert/code", c, c))
		}
	}
	h.account.Add(report.Added, "/alert/code", "", channels.Layer, "provenance", "the gateway's layer")
	return append(out, h.announced()...)
}

// announced are the layers whose values come back into Canada from under the gateway's: a code tells readers that an
// alert has values of a layer.
func (h *header) announced() []string {
	var out []string
	for _, n := range h.g.Infos {
		i := &h.src.Infos[n]
		for _, code := range i.Params(channels.Layer + ":code") {
			_, is := cap.CutPrefix(code, "layer:")
			if !is || h.req.To != cap.CA || channels.Among(channels.SOREM, code) || channels.Among(out, code) ||
				channels.Among(h.src.Codes, code) || channels.IsOurs(code) || !h.gate.MayCross("code") {
				continue
			}
			if slices.ContainsFunc(i.Parameters, func(p cap.Pair) bool { return isOf(p.Name, channels.Layer+":"+code+":") }) {
				out = append(out, code)
				h.account.Add(report.Added, "/alert/code", "", code, "codes", "values of the layer come back with it")
			}
		}
	}
	return out
}

func isOf(name, start string) bool {
	_, ok := cap.CutPrefix(name, start)
	return ok
}

// profiled recognises a code that names a profile or a layer.
func profiled(code string) bool {
	c := strings.ToLower(strings.TrimSpace(code))
	return strings.HasPrefix(c, "profile:") || strings.HasPrefix(c, "layer:") || strings.HasPrefix(c, "ipaws")
}

// references name the live derived alerts; without a ledger, what this command would have called each source.
func (h *header) references() string {
	var out []string
	switch {
	case h.req.Stateless || h.unresolved():
		for _, ref := range h.src.ReferenceList() {
			if to := h.assumed(ref); to != "" {
				out = append(out, to)
			}
		}
	default:
		for _, l := range h.g.Refs {
			out = append(out, l.Reference())
		}
		from := h.src.References
		switch {
		case from == "" && len(out) == 0:
		case len(out) == 0:
			h.account.Add(report.Dropped, "/alert/references", from, "", "references", "nothing it names is live there")
		default:
			h.account.Add(report.Changed, "/alert/references", from, strings.Join(out, " "), "references",
				"the derived alerts that are live there")
		}
	}
	return strings.Join(out, " ")
}

// unresolved: an Ack or Error about something that was not derived here keeps the references it came with.
func (h *header) unresolved() bool {
	return len(h.g.Refs) == 0 && (h.g.MsgType == cap.MsgAck || h.g.MsgType == cap.MsgError)
}

func (h *header) assumed(ref cap.Reference) string {
	from := ref.Sender + "," + ref.Identifier + "," + ref.Sent.Text // as sent: others match the text (traps ca-23)
	if ref.Sender == "" || ref.Identifier == "" || ref.Sent.Text == "" || h.req.Stateless && ref.Sent.At.IsZero() {
		h.account.Add(report.Dropped, "/alert/references", from, "", "references", "it names no alert that could be told")
		return ""
	}
	if !h.req.Stateless {
		to := strings.Join(strings.Fields(from), "")
		h.account.Add(report.Carried, "/alert/references", from, to, "references", "it cannot be resolved here")
		return to
	}
	id := DerivedIdentifier(ref.Identity(), 1, "", h.req.Edition)
	sent := cap.FormatTime(ref.Sent.At.In(h.part.Location()))
	if h.part.Zone == nil && ref.Sent.Valid12() {
		sent = ref.Sent // a Cancel names no place: its sender's offset is the likeliest
	}
	to := cap.Reference{Sender: h.req.Sender, Identifier: id, Sent: sent}.String()
	h.account.Add(report.Changed, "/alert/references", from, to, "references",
		"assumed: what this command would call part 1 of that alert")
	return to
}

// variant sets a withdrawal apart from every translation of the same alert.
func (h *header) variant() string {
	v := Variant(*h.req)
	if h.end.Own {
		v += "-withdrawn"
	}
	return v
}
