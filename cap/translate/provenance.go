package translate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/channels"
)

// Origin is the alert that a derived one was first made from, in the words of its provenance; ok is false for an
// alert that no gateway of this kind derived.
func Origin(a *cap.Alert) (origin cap.Reference, ok bool) {
	for n := range a.Infos {
		if text := a.Infos[n].Param(channels.Layer + ":origin"); text != "" {
			refs := (&cap.Alert{References: text}).ReferenceList()
			if len(refs) == 1 {
				refs[0].Sender, refs[0].Identifier = unescape(refs[0].Sender), unescape(refs[0].Identifier)
				return refs[0], true
			}
		}
	}
	return cap.Reference{}, false
}

// CAP 1.2 §3.2.1 forbids spaces, commas, < and & in a sender and an identifier, for references join them. They are read
// where senders write them all the same, and never written on: an origin holds them as a URI would (RFC 3986 §2.1).
const forbidden = " ,<&\t\r\n"

func escape(s string) string {
	if !strings.ContainsAny(s, forbidden) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c == '%' || strings.IndexByte(forbidden, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unescape is what escape was given. An identifier that never was escaped may hold a % of its own: it is left alone
// unless what follows is one of the forbidden characters.
func unescape(s string) string {
	escaped := false
	out := escapes.ReplaceAllStringFunc(s, func(code string) string {
		n, _ := strconv.ParseUint(code[1:], 16, 8)
		escaped = escaped || strings.IndexByte(forbidden, byte(n)) >= 0
		return string(rune(n))
	})
	if !escaped {
		return s
	}
	return out
}

var escapes = regexp.MustCompile(`%(20|2C|3C|26|09|0A|0D|25)`)

// Path lists the gateways a derived alert passed. One that names this gateway is a loop (traps us-24).
func Path(a *cap.Alert) []string {
	var out []string
	for n := range a.Infos {
		for _, name := range passed(&a.Infos[n]) {
			if n == 0 || !slices.Contains(out, name) { // language siblings repeat it
				out = append(out, name)
			}
		}
	}
	return out
}

// gatewayName is what a gateway may be called: a path is a list of names and no place for anything else.
var gatewayName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// mostGateways bounds what a hostile path can cost; no alert passes so many.
const mostGateways = 64

// passed are the gateways an info names, of every such parameter: one left out is a loop not seen.
func passed(i *cap.Info) []string {
	var out []string
	for _, text := range i.Params(channels.Layer + ":path") {
		apart := func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' }
		for name := range strings.FieldsFuncSeq(text, apart) {
			if gatewayName.MatchString(name) && len(out) < mostGateways {
				out = append(out, name)
			}
		}
	}
	return out
}

// firstOrigin is the origin an earlier gateway told, where it is one, else the source itself.
func firstOrigin(a *cap.Alert, i *cap.Info) string {
	text := i.Param(channels.Layer + ":origin")
	refs := (&cap.Alert{References: text}).ReferenceList()
	if len(refs) == 1 && refs[0].Sender != "" && refs[0].Identifier != "" && !refs[0].Sent.At.IsZero() {
		return text
	}
	return origin(a)
}

// everComposed is what this gateway or an earlier one wrote: a second passage makes nothing the originator's.
func everComposed(i *cap.Info, now []string) []string {
	var out []string
	before := strings.Join(i.Params(channels.Layer+":composed"), " ")
	for word := range strings.FieldsSeq(before + " " + strings.Join(now, " ")) {
		if slices.Contains(composedWords, word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// composedWords are all that composed may say.
var composedWords = []string{"info", "event", "senderName", "headline", "description-frame", "instruction-frame"}
