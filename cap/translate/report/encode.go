package report

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
	n := 1024 + 2*len(r.Source) + 2*len(r.Said.Headline) + 2*mostShown
	for i := range r.Rows {
		row := &r.Rows[i]
		n += 24 + len(row.Path) + len(row.From) + len(row.To) + len(row.Why) + len(row.Rule)
	}
	return n
}

// AppendJSON appends the report, without a newline. A member without a value is left out.
func (r *Report) AppendJSON(b []byte) []byte {
	b = number(append(b, '{'), "version", Version)
	b = member(b, "source", r.Source)
	b = member(b, "original", r.Original)
	b = member(b, "derived", r.Derived)
	b = member(b, "draft", r.Draft)
	b = member(b, "to", string(r.To))
	b = member(b, "lane", string(r.Lane))
	b = number(b, "part", r.Part)
	b = member(b, "kind", string(r.Kind))
	b = member(b, "msgType", string(r.MsgType))
	b = member(b, "product", string(r.Product))
	b = r.Event.appendJSON(key(b, "event"))
	b = r.Said.appendJSON(key(b, "said"))
	b = r.Where.appendJSON(key(b, "where"))
	b = list(b, "districts", r.Districts)
	b = list(b, "left", r.Left)
	b = member(b, "level", string(r.Level))
	b = list(b, "reasons", r.Reasons)
	b = list(b, "channels", r.Channels)
	b = member(b, "reach", string(r.Reach))
	b = truth(b, "redacted", r.Redacted)
	b = list(b, "personal", r.Personal)
	b = r.appendRows(key(b, "rows"))
	b = r.appendCarried(key(b, "carried"))
	return append(b, '}')
}

func (e *Event) appendJSON(b []byte) []byte {
	b = member(append(b, '{'), "from", e.From)
	b = member(b, "to", e.To)
	b = member(b, "grade", e.Grade)
	b = member(b, "source", e.Source)
	b = member(b, "why", e.Why)
	b = member(b, "candidate", e.Candidate)
	b = member(b, "en", e.English)
	b = member(b, "fr", e.French)
	b = truth(b, "frenchOfficial", e.FrenchOfficial)
	b = truth(b, "quoted", e.Quoted)
	return append(list(b, "ownFrench", e.OwnFrench), '}')
}

func (s *Said) appendJSON(b []byte) []byte {
	b = member(append(b, '{'), "by", s.By)
	b = member(b, "msgType", string(s.MsgType))
	b = member(b, "event", s.Event)
	b = member(b, "headline", s.Headline)
	b = member(b, "area", shorten(s.Area, mostShown))
	b = member(b, "headlineFr", s.FrenchHeadline)
	b = member(b, "areaFr", shorten(s.FrenchArea, mostShown))
	b = member(b, "urgency", s.Urgency)
	b = member(b, "severity", s.Severity)
	b = member(b, "certainty", s.Certainty)
	b = member(b, "sent", s.Sent.Text)
	b = member(b, "onset", s.Onset.Text)
	b = member(b, "expires", s.Expires.Text)
	return append(list(b, "languages", s.Languages), '}')
}

// appendRows writes a row that two languages have alike once: /alert/info[1,2]/parameter[…].
func (r *Report) appendRows(b []byte) []byte {
	b = append(b, '[')
	var done [256]bool // rows written beside an earlier one; what lies beyond is written by itself
	next := 0
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.same() || i < len(done) && done[i] {
			continue
		}
		b = member(append(comma(b), '{'), "action", string(row.Action))
		if twin := r.twin(i, max(next, i+1)); twin > 0 && twin < len(done) {
			done[twin], next = true, twin+1
			b = append(both(append(key(b, "path"), '"'), row.Path, r.Rows[twin].Path), '"')
		} else {
			b = member(b, "path", row.Path)
		}
		b = member(b, "from", row.From)
		b = member(b, "to", row.To)
		b = member(b, "rule", row.Rule)
		b = append(truth(member(b, "why", row.Why), "check", row.Check), '}')
	}
	return append(b, ']')
}

// far is how many rows two languages may differ by before the next that they have alike.
const far = 48

// twin is the row of another info that says the same, looked for where the last was found; 0 for none.
func (r *Report) twin(i, from int) int {
	row := &r.Rows[i]
	at, element := parent(row.Path)
	if !strings.HasPrefix(at, infoPath) {
		return 0
	}
	for j := from; j < min(from+far, len(r.Rows)); j++ {
		other := &r.Rows[j]
		if len(other.Why) != len(row.Why) || other.Action != row.Action || other.From != row.From || other.To != row.To ||
			other.Why != row.Why || other.Rule != row.Rule || other.Check != row.Check {
			continue
		}
		if in, same := parent(other.Path); same == element && in != at && strings.HasPrefix(in, infoPath) {
			return j
		}
	}
	return 0
}

const infoPath = "/alert/info["

// both is a path of two infos.
func both(b []byte, one, other string) []byte {
	n, m := strings.IndexByte(one, ']'), strings.IndexByte(other, ']')
	b = append(escaped(b, one[:n]), ',')
	return escaped(append(b, other[len(infoPath):m]...), one[n:])
}

// appendCarried groups what crossed as it was by the element it stands in:
// {"at":"/alert/info[1]","as":["urgency=Expected",…]}.
func (r *Report) appendCarried(b []byte) []byte {
	b = append(b, '[')
	last := ""
	for i := range r.Rows {
		row := &r.Rows[i]
		if !row.same() {
			continue
		}
		at, element := parent(row.Path)
		if at != last {
			if last != "" {
				b = append(b, ']', '}')
			}
			b = append(key(member(append(comma(b), '{'), "at", at), "as"), '[')
			last = at
		}
		b = append(escaped(append(comma(b), '"'), element), '=')
		b = append(escaped(b, shorten(row.From, mostCarried)), '"')
	}
	if last != "" {
		b = append(b, ']', '}')
	}
	return append(b, ']')
}

// parent is the alert, or the info, that an element stands in.
func parent(path string) (at, element string) {
	if strings.HasPrefix(path, infoPath) {
		if n := strings.IndexByte(path[len("/alert/"):], '/'); n >= 0 {
			return path[:len("/alert/")+n], path[len("/alert/")+n+1:]
		}
	}
	return "/alert", strings.TrimPrefix(path, "/alert/")
}

// comma stands between two things, and so not behind what opens.
func comma(b []byte) []byte {
	if last := b[len(b)-1]; last == '{' || last == '[' {
		return b
	}
	return append(b, ',')
}

func key(b []byte, name string) []byte {
	return append(append(append(comma(b), '"'), name...), '"', ':')
}

func member(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return append(escaped(append(key(b, name), '"'), value), '"')
}

func number(b []byte, name string, value int) []byte {
	return strconv.AppendInt(key(b, name), int64(value), 10)
}

func truth(b []byte, name string, is bool) []byte {
	if !is {
		return b
	}
	return append(key(b, name), "true"...)
}

func list[T ~string](b []byte, name string, values []T) []byte {
	if len(values) == 0 {
		return b
	}
	b = append(key(b, name), '[')
	for _, v := range values {
		b = append(escaped(append(comma(b), '"'), string(v)), '"')
	}
	return append(b, ']')
}

// escaped appends the inside of a JSON string (RFC 8259 §7). Most of it needs nothing and is copied in one piece.
func escaped(b []byte, s string) []byte {
	if !utf8.ValidString(s) { // a byte that a sender or a cut spoilt
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	return append(b, s[start:]...)
}
