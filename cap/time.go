package cap

import (
	"strings"
	"time"
)

// ParseTime reads a time of CAP 1.0, 1.1 or 1.2 and keeps its text. It takes more than CAP 1.2 §3.3.2 allows,
// since old and foreign senders write Z, fractions of a second, a space for the T, no seconds, or no zone at
// all (read as UTC; Zoned tells). What it cannot read, or what no calendar has, gets a zero At.
func ParseTime(text string) Time {
	s := strings.Trim(text, " \t\r\n")
	at, ok := readTime(s)
	if !ok {
		return Time{Text: s}
	}
	return Time{Text: s, At: at}
}

// FormatTime writes t in the form of CAP 1.2 §3.3.2, in t's own location: never Z, which the schema refuses, and
// UTC as -00:00.
func FormatTime(t time.Time) Time {
	t = t.Truncate(time.Second)
	text := t.Format("2006-01-02T15:04:05-07:00")
	if _, offset := t.Zone(); offset == 0 {
		text = text[:19] + "-00:00"
	}
	return Time{Text: text, At: t}
}

// IsZero says that the element was absent.
func (t Time) IsZero() bool { return t.Text == "" && t.At.IsZero() }

// Valid12 says whether the text is a time as CAP 1.2 §3.3.2 wants it, so that it may be repeated to the letter.
func (t Time) Valid12() bool {
	return !t.At.IsZero() && len(t.Text) == 25 && t.Text[10] == 'T' && t.Text[19] != '.' && t.Text[22] == ':'
}

// Zoned says whether the text names its offset. Without one an instant is a guess, up to half a day off.
func (t Time) Zoned() bool {
	if t.Text == "" {
		return !t.At.IsZero()
	}
	return strings.HasSuffix(strings.ToUpper(t.Text), "Z") || strings.LastIndexAny(t.Text, "+-") > 9
}

// spelled12 is the text CAP 1.2 takes: the sender's own where it is valid, since references repeat it to the
// letter (traps ca-23), else the same instant spelled anew, else what there was.
func (t Time) spelled12() string {
	if t.Text != "" && (t.At.IsZero() || t.Valid12()) {
		return t.Text
	}
	if t.At.IsZero() {
		return ""
	}
	return FormatTime(t.At).Text
}

// readTime reads YYYY-MM-DD (T or space) hh:mm[:ss[.fff]] [Z | ±hh[:]mm].
func readTime(s string) (time.Time, bool) {
	if len(s) < 16 || s[4] != '-' || s[7] != '-' || s[13] != ':' || s[10] != 'T' && s[10] != 't' && s[10] != ' ' {
		return time.Time{}, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	hour, ok4 := digits(s[11:13])
	minute, ok5 := digits(s[14:16])
	second, nanos, rest, ok6 := readSeconds(s[16:])
	zone, ok7 := readZone(strings.TrimLeft(rest, " "))
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) || year == 0 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, zone)
	// time.Date moves 30 February into March; a real date comes back as it went in.
	return t, t.Day() == day && int(t.Month()) == month
}

func readSeconds(s string) (second, nanos int, rest string, ok bool) {
	if s == "" || s[0] != ':' {
		return 0, 0, s, true
	}
	if len(s) < 3 {
		return 0, 0, "", false
	}
	second, ok = digits(s[1:3])
	rest = s[3:]
	if !ok || rest == "" || rest[0] != '.' {
		return second, 0, rest, ok
	}
	rest = rest[1:]
	n := 0
	for scale := 100_000_000; n < len(rest) && rest[n] >= '0' && rest[n] <= '9'; n, scale = n+1, scale/10 {
		nanos += int(rest[n]-'0') * scale
	}
	return second, nanos, rest[n:], n > 0
}

func readZone(s string) (*time.Location, bool) {
	switch {
	case s == "" || s == "Z" || s == "z":
		return time.UTC, true
	case len(s) == 5: // ±hhmm, as ISO 8601 has it in its basic form
		s = s[:3] + ":" + s[3:]
	}
	if len(s) != 6 || s[3] != ':' || s[0] != '+' && s[0] != '-' {
		return nil, false
	}
	hours, ok1 := digits(s[1:3])
	minutes, ok2 := digits(s[4:6])
	offset := hours*3600 + minutes*60
	if !ok1 || !ok2 || minutes > 59 || offset > 14*3600 {
		return nil, false
	}
	if s[0] == '-' {
		offset = -offset
	}
	if offset == 0 {
		return time.UTC, true
	}
	return time.FixedZone("", offset), true
}

func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) > 0
}
