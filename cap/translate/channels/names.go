package channels

import (
	"regexp"
	"slices"
	"strings"

	"bordercast/cap"
)

// Layer is the gateway's own layer: everything it adds carries this name.
const Layer = "layer:bordercast:1.0"

// What the gateway writes itself, below its layer's name.
var ownNames = strings.Fields("origin path composed reach same code original sha256 web source french")

// block is the parameter that closes a channel behind IPAWS.
const block = "BLOCKCHANNEL"

// Parameters by which the two countries' machines open public channels, or choose what to air.
var (
	usFlags = append([]string{block}, strings.Fields(
		"EAS-ORG EAS-Must-Carry DBGFBYPASS WEAHandling CMAMtext CMAMlongtext EASText")...)
	caFlags = []string{"layer:SOREM:1.0:Broadcast_Immediately", "layer:SOREM:2.0:WirelessImmediate"}
	// Canada's flags and the texts that are aired with them, by their last word: senders and receivers spell them
	// differently and under several versions of the layer (traps ca-20).
	caFlagWords = strings.Fields(
		"broadcastimmediately broadcastimmediate broadcastintrusive wirelessimmediately wirelessimmediate")
	caTextWords = strings.Fields("broadcasttext wirelesstext")
)

// SOREM are the layers that announce the two flags that every alert into Canada carries.
var SOREM = []string{"layer:SOREM:1.0", "layer:SOREM:2.0"}

func isCAFlag(name string) bool { return endsIn(name, caFlagWords) }
func isCAText(name string) bool { return endsIn(name, caTextWords) }

// endsIn compares the last word of a name, without its layer, case and underscores, as lenient receivers match it.
func endsIn(name string, words []string) bool {
	name = name[strings.LastIndexByte(name, ':')+1:]
	for _, w := range words {
		if loosely(name, w) {
			return true
		}
	}
	return false
}

// loosely compares a name with a word in lower case, passing over what senders put between syllables.
func loosely(name, word string) bool {
	n := 0
	for i := range len(name) {
		c := name[i]
		if c == '_' || c == '-' || c == ' ' {
			continue
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if n == len(word) || word[n] != c {
			return false
		}
		n++
	}
	return n == len(word)
}

// Among says whether a list holds a name, without regard to case.
func Among(flags []string, name string) bool {
	for _, f := range flags {
		if strings.EqualFold(f, name) {
			return true
		}
	}
	return false
}

// spellings are the names of the United States as their guides write them. Senders spell them as they like, and not
// every receiver reads more than one spelling (traps us-12).
var spellings = append(strings.Fields("timezone VTEC eventEndingTime eventMotionDescription expiredReferences "+
	"NWSheadline AWIPSidentifier WMOidentifier PIL"), usFlags...)

func canonical(name string) string {
	for _, s := range spellings {
		if strings.EqualFold(s, name) {
			return s
		}
	}
	return name
}

// IsOurs recognises a name that begins as the gateway's layer does: a name of the gateway's layer inside itself would
// come out as provenance that nobody wrote.
func IsOurs(name string) bool {
	_, ours := cap.CutPrefix(name, Layer)
	return ours
}

func ofProfile(name string) bool {
	_, ofLayer := cap.CutPrefix(name, "layer:")
	_, profile := cap.CutPrefix(name, "profile:")
	return ofLayer || profile
}

// isMinorChange: CAP-CP's word, of any version, for an Update that changes little (rule 16).
func isMinorChange(name string) bool {
	rest, ok := cap.CutPrefix(name, "profile:CAP-CP:")
	return ok && endsIn(rest, []string{"minorchange"})
}

// proseNames are parameters that hold the source's own prose, prose what else does: two words in a row are language. A
// block holds none of it.
var (
	proseNames = strings.Fields("CMAMtext CMAMlongtext EASText NWSheadline")
	prose      = regexp.MustCompile(`\p{L}{2,}\P{L}+\p{L}{2,}`)
)

// Wordless recognises a parameter, as it was carried, that says nothing in anybody's language.
func Wordless(p cap.Pair) bool {
	own, ours := strings.CutPrefix(p.Name, Layer+":")
	if ours && slices.Contains(ownNames, own) {
		return own != "composed" && own != "french"
	}
	flag := Among(usFlags[:5], own) || slices.Contains(caFlags, p.Name) || strings.EqualFold(own, "VTEC")
	return flag || !Among(proseNames, own) && !isCAText(own) && !prose.MatchString(p.Value)
}
