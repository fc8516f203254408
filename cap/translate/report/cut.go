package report

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"strings"
)

// How much of a value a report shows: the whole is in the alert beside it.
const (
	mostShown   = 160
	mostCarried = 60
)

// Line is a text on one line, cut as a report shows it.
func Line(s string) string { return cut(strings.Join(strings.Fields(s), " "), mostShown) }

// cut keeps a text readable; a mark of what was cut before goes.
func cut(s string, most int) string {
	s = s[:unmarked(s)]
	if n := cutAt(s, most); n < len(s) {
		return s[:n] + "…"
	}
	return s
}

// cutAt is where so many characters of a text end: its length, if it has no more.
func cutAt(s string, most int) int {
	if len(s) <= most {
		return len(s)
	}
	n := 0
	for i := range s {
		if n++; n > most {
			return i
		}
	}
	return len(s)
}

// shorten is a value cut, with a mark of eight figures by which two values that begin alike differ: the CRC-32 of the
// whole (IEEE 802.3). No change of an alert leaves its report as it was.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if n := unmarked(s); n < len(s) {
		return cut(s[:n], most) + s[n:]
	}
	n := cutAt(s, most)
	if n == len(s) || n+len("…") == len(s) { // no dots for what is no longer than they are
		return s
	}
	var mark [8]byte
	hex.Encode(mark[:], binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(s))))
	return s[:n] + "… #" + string(mark[:])
}

// unmarked is where a cut value's mark begins: its length, if it has none.
func unmarked(s string) int {
	const mark = len(" #00000000")
	if n := len(s) - mark; n > len("…") && s[n:n+2] == " #" && strings.HasSuffix(s[:n], "…") {
		return n
	}
	return len(s)
}
