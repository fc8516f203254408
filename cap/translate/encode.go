package translate

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// JSON is the report for a program: one object, as report.schema.json says. What crossed as it was is listed in short,
// grouped by the element it stands in; the derived alert beside it has it in full.
func (r Report) JSON() []byte { return append(r.AppendJSON(make([]byte, 0, r.size())), '\n') }

// size is about how many bytes the report has: a report is written for every draft, and growing costs more than it.
func (r *Report) size() int {
	n := 1024 + 2*len(r.Source) + len(r.Said.Headline) + len(r.Said.Area)
	for i := range r.Rows {
		row := &r.Rows[i]
		n += 32 + len(row.Path) + len(row.From) + len(row.To) + len(row.Why) + len(row.Rule)
	}
	return n
}

// AppendJSON appends the report, without a newline.
func (r *Report) AppendJSON(b []byte) []byte {
	o := object{append(b, `{"version":`...), true}
	o.b = strconv.AppendInt(o.b, ReportVersion, 10)
	o.text("source", r.Source)
	o.text("original", r.Original)
	o.text("derived", r.Derived)
	o.text("to", string(r.To))
	o.text("lane", string(r.Lane))
	o.key("part")
	o.b = strconv.AppendInt(o.b, int64(r.Part), 10)
	o.text("kind", string(r.Kind))
	o.text("msgType", string(r.MsgType))
	o.text("product", string(r.Product))
	r.event(&o)
	r.said(&o)
	list(&o, "districts", r.Districts)
	list(&o, "left", r.Left)
	o.text("level", string(r.Level))
	list(&o, "reasons", r.Reasons)
	list(&o, "channels", r.Channels)
	o.text("reach", string(r.Reach))
	o.truth("redacted", r.Redacted)
	list(&o, "personal", r.Personal)
	r.rows(&o)
	r.carried(&o)
	return append(o.b, '}')
}

func (r *Report) event(o *object) {
	o.open("event", '{')
	o.text("from", r.Event.From)
	o.text("to", r.Event.To)
	o.text("grade", r.Event.Grade)
	o.text("source", r.Event.Source)
	o.text("why", r.Event.Why)
	o.text("candidate", r.Event.Candidate)
	o.text("en", r.Event.English)
	o.text("fr", r.Event.French)
	o.truth("frenchOfficial", r.Event.FrenchOfficial)
	o.close('}')
}

func (r *Report) said(o *object) {
	o.open("said", '{')
	o.text("by", r.Said.By)
	o.text("msgType", string(r.Said.MsgType))
	o.text("event", r.Said.Event)
	o.text("headline", r.Said.Headline)
	o.text("area", cut(r.Said.Area, mostShown))
	o.text("urgency", r.Said.Urgency)
	o.text("severity", r.Said.Severity)
	o.text("certainty", r.Said.Certainty)
	o.text("sent", r.Said.Sent.Text)
	o.text("onset", r.Said.Onset.Text)
	o.text("expires", r.Said.Expires.Text)
	list(o, "languages", r.Said.Languages)
	o.close('}')
}

func (r *Report) rows(o *object) {
	o.open("rows", '[')
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.same() {
			continue
		}
		o.element('{')
		o.text("action", string(row.Action))
		o.text("path", row.Path)
		o.text("from", row.From)
		o.text("to", row.To)
		o.text("rule", row.Rule)
		o.text("why", row.Why)
		o.close('}')
	}
	o.close(']')
}

// carried groups what crossed as it was by the element it stands in: {"at":"/alert/info[1]","as":["urgency=Expected",…]}.
func (r *Report) carried(o *object) {
	o.open("carried", '[')
	last := ""
	for i := range r.Rows {
		row := &r.Rows[i]
		if !row.same() {
			continue
		}
		at, element := parent(row.Path)
		if at != last {
			if last != "" {
				o.close(']')
				o.close('}')
			}
			o.element('{')
			o.text("at", at)
			o.open("as", '[')
			last = at
		}
		o.element('"')
		o.b = escaped(o.b, element)
		o.b = append(o.b, '=')
		o.b = escaped(o.b, cut(row.From, mostCarried))
		o.close('"')
	}
	if last != "" {
		o.close(']')
		o.close('}')
	}
	o.close(']')
}

// parent is the alert, or the info, that an element stands in.
func parent(path string) (at, element string) {
	if strings.HasPrefix(path, "/alert/info[") {
		if n := strings.IndexByte(path[len("/alert/"):], '/'); n >= 0 {
			return path[:len("/alert/")+n], path[len("/alert/")+n+1:]
		}
	}
	return "/alert", strings.TrimPrefix(path, "/alert/")
}

// object is JSON being written: what stands there, and whether a comma comes before the next thing.
type object struct {
	b     []byte
	comma bool
}

func (o *object) key(name string) {
	if o.comma {
		o.b = append(o.b, ',')
	}
	o.b = append(append(append(o.b, '"'), name...), '"', ':')
	o.comma = true
}

// text is a member that has a value; one without is left out.
func (o *object) text(name, value string) {
	if value != "" {
		o.key(name)
		o.b = append(escaped(append(o.b, '"'), value), '"')
	}
}

func (o *object) truth(name string, is bool) {
	if is {
		o.key(name)
		o.b = append(o.b, "true"...)
	}
}

func (o *object) open(name string, bracket byte) {
	o.key(name)
	o.b, o.comma = append(o.b, bracket), false
}

// element begins something inside a list.
func (o *object) element(bracket byte) {
	if o.comma {
		o.b = append(o.b, ',')
	}
	o.b, o.comma = append(o.b, bracket), false
}

func (o *object) close(bracket byte) { o.b, o.comma = append(o.b, bracket), true }

// list is a member of texts; an empty one is left out.
func list[T ~string](o *object, name string, values []T) {
	if len(values) == 0 {
		return
	}
	o.open(name, '[')
	for _, v := range values {
		o.element('"')
		o.b = escaped(o.b, string(v))
		o.close('"')
	}
	o.close(']')
}

// escaped appends the inside of a JSON string (RFC 8259 §7). Most of it needs nothing and is copied in one piece.
func escaped(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || n > 1 {
				i += n - 1
				continue
			}
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c >= utf8.RuneSelf: // no UTF-8: a byte that a sender or a cut spoilt
			b = append(b, "\ufffd"...)
		default:
			b = append(b, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	return append(b, s[start:]...)
}
