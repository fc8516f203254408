package translate

import (
	"strings"

	"bordercast/cap"
)

// block is the parameter that closes a channel behind IPAWS.
const block = "BLOCKCHANNEL"

// Parameters by which the two countries' machines open public channels, or choose what to air.
var (
	usFlags = append([]string{block}, strings.Fields("EAS-ORG EAS-Must-Carry DBGFBYPASS WEAHandling CMAMtext CMAMlongtext EASText")...)
	caFlags = []string{"layer:SOREM:1.0:Broadcast_Immediately", "layer:SOREM:2.0:WirelessImmediate"}
	// Canada's flags and the texts that are aired with them, by their last word: senders and receivers spell them
	// differently and under several versions of the layer (traps ca-20).
	caFlagWords = strings.Fields("broadcastimmediately broadcastimmediate broadcastintrusive wirelessimmediately wirelessimmediate")
	caTextWords = strings.Fields("broadcasttext wirelesstext")
)

// soremLayers announce the two flags that every alert into Canada carries.
var soremLayers = []string{"layer:SOREM:1.0", "layer:SOREM:2.0"}

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

func isFlag(flags []string, name string) bool {
	for _, f := range flags {
		if strings.EqualFold(f, name) {
			return true
		}
	}
	return false
}

// spellings are the names of the United States as their guides write them. Senders spell them as they like, and not
// every receiver reads more than one spelling (traps us-12).
var spellings = append(strings.Fields("timezone VTEC eventEndingTime eventMotionDescription expiredReferences NWSheadline AWIPSidentifier WMOidentifier PIL"), usFlags...)

func canonical(name string) string {
	for _, s := range spellings {
		if strings.EqualFold(s, name) {
			return s
		}
	}
	return name
}

// isOurs: a name of the gateway's layer inside itself would come out as provenance that nobody wrote.
func isOurs(name string) bool {
	_, ours := cap.CutPrefix(name, layer)
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

// explained say why a parameter stays, leaves or is kept, by the last word of its name: what a reader of the report may
// wonder about.
var explained = []struct {
	words     []string
	rule, why string
}{
	{strings.Fields("colour mscimpact mscconfidence mscrisktieredranking"), "colours",
		"the colour of an alert, its impact and confidence never change urgency, severity or certainty"},
	{strings.Fields("stormdirection stormgeometrytype stormpoint stormpositiondescription stormspeed stormtime motiondescription"), "motion",
		"no eventMotionDescription is made of it: the weather service's degrees say where a storm comes from, and what these say is written nowhere"},
	{strings.Fields("eventmotiondescription"), "motion", "none of Environment Canada's Storm_ values is made of it: its degrees say where a storm comes from, and what those say is written nowhere"},
	{strings.Fields("autotranslated"), "machine", "whether its sender had the text translated by a machine"},
	{strings.Fields("vtec"), "vtec", "what it says of beginning, continuing and ending was heeded; the text is the sender's"},
	{strings.Fields("cmamtext cmamlongtext eastext broadcasttext wirelesstext"), "flags", "a text beside a closed channel has been aired before"},
	{strings.Fields("expiredreferences"), "references", "those alerts have lapsed and nothing of them is live"},
}

// explain is the rule and the sentence for a parameter that crosses under the name to, "" for one that does not.
func (w *work) explain(name, to string) (rule, why string) {
	for _, r := range explained {
		if endsIn(name, r.words) {
			return r.rule, r.why
		}
	}
	kept, _ := cap.CutPrefix(name, layer+":")
	switch {
	case isMinorChange(kept):
		return "minor-change", w.minor(to)
	case to == "":
		return "flags", "flags are never carried back"
	case strings.EqualFold(name, to) && name != to:
		return "names", "spelt as the guides write it"
	case to != name:
		return "flags", "kept where no machine of this side acts on it"
	}
	return "", ""
}

func (w *work) minor(to string) string {
	switch {
	case w.req.To == cap.US:
		return "its sender calls it a minor change; IPAWS has no word for that, so an Update there is an Update"
	case isOurs(to):
		return "only an Update of what is live there may be called a minor change (CAP-CP rule 16)"
	}
	return "its sender calls it a minor change"
}
