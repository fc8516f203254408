package cap

import "bytes"

// Header is what PeekHeader could make out: enough to queue by, never to decide by.
type Header struct {
	Status   Status
	MsgType  MsgType
	Urgency  Urgency  // the highest of any info
	Severity Severity // the highest of any info
}

// PeekHeader scans raw bytes for the four elements that order a queue, before anything is verified or parsed
// (11 µs instead of 400). It never fails: what it cannot make out is "". Documents in UTF-16 come back empty.
func PeekHeader(b []byte) Header {
	var h Header
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return h
		}
		b = b[i+1:]
		h.take(b)
	}
}

// take looks at the tag that b begins with.
func (h *Header) take(b []byte) {
	if len(b) == 0 || b[0] == '/' || b[0] == '!' || b[0] == '?' {
		return
	}
	end := bytes.IndexByte(b[:min(len(b), 64)], '>')
	if end < 0 {
		return
	}
	name := b[:end]
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch string(name) {
	case "status":
		if h.Status == "" {
			h.Status = Status(peekText(b[end+1:]))
		}
	case "msgType":
		if h.MsgType == "" {
			h.MsgType = MsgType(peekText(b[end+1:]))
		}
	case "urgency":
		if u := Urgency(peekText(b[end+1:])); h.Urgency == "" || u.Rank() > h.Urgency.Rank() {
			h.Urgency = u
		}
	case "severity":
		if s := Severity(peekText(b[end+1:])); h.Severity == "" || s.Rank() > h.Severity.Rank() {
			h.Severity = s
		}
	}
}

// peekText is the text up to the next tag; no value of an enumeration is longer than twenty letters.
func peekText(b []byte) string {
	b = b[:min(len(b), 64)]
	if i := bytes.IndexByte(b, '<'); i >= 0 {
		return string(bytes.TrimSpace(b[:i]))
	}
	return ""
}
