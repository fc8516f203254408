package channels

import (
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
)

// Parameters carries the parameters of a part's infos.
type Parameters struct {
	To      cap.Side
	Updates bool // the derived alert is an Update of something: only such a one may say what kind of change it is
	Gate    *redaction.Gate
	Account *report.Account
}

// Carry is a parameter of the n-th info as it crosses; false for one that does not. What could open a channel on the
// other side, and what belongs to a profile or layer of this one, is kept under the gateway's layer: no machine acts on
// it there, and a gateway on the way back finds it again.
func (k *Parameters) Carry(n int, p cap.Pair) (cap.Pair, bool) {
	if own, ok := cap.CutPrefix(p.Name, Layer+":"); ok && Among(ownNames, own) {
		return p, false // written anew by provenance
	}
	at := report.Path(n, "parameter["+p.Name+"]")
	if strings.TrimSpace(p.Name) == "" {
		k.Account.Add(report.Dropped, at, p.Value, "", "values", "a parameter without a name says nothing")
		return p, false
	}
	if !k.Gate.Allowed(at, "parameter:"+p.Name) {
		return p, false
	}
	k.Gate.Look(at, p.Value)
	to := cap.Pair{Name: k.renamed(p.Name), Value: p.Value}
	switch rule, why := k.explain(p.Name, to.Name); {
	case to.Name == "":
		k.Account.Add(report.Dropped, at, p.Value, "", rule, why)
		return p, false
	case to.Name != p.Name:
		k.Account.Add(report.Changed, at, p.Name+"="+p.Value, to.Name+"="+to.Value, rule, why)
	default:
		k.Account.Add(report.Carried, at, p.Value, p.Value, rule, why)
	}
	return to, true
}

// renamed is the name a parameter has on the other side.
func (k *Parameters) renamed(name string) string {
	name = canonical(strings.TrimSpace(name))
	kept, wrapped := cap.CutPrefix(name, Layer+":")
	kept = canonical(kept)
	switch {
	case k.To == cap.CA && isCAFlag(name):
		return "" // nobody in the United States sets a flag of Canada's, and none comes back set
	case wrapped && k.To == cap.CA && isMinorChange(kept) && !k.Updates:
		return name
	case wrapped && k.To == cap.CA && ofProfile(kept) && !isCAText(kept) && !IsOurs(kept),
		wrapped && kept == block && k.To == cap.US:
		return kept
	case wrapped:
		return name
	case Among(usFlags, name) && !(k.To == cap.US && name == block),
		isCAFlag(name), isCAText(name), k.To == cap.US && ofProfile(name):
		return Layer + ":" + name
	}
	return name
}

// explained say why a parameter stays, leaves or is kept, by the last word of its name: what a reader of the report may
// wonder about.
var explained = []struct {
	words     []string
	rule, why string
}{
	{strings.Fields("colour mscimpact mscconfidence mscrisktieredranking"), "colours",
		"the colour of an alert, its impact and confidence never change urgency, severity or certainty"},
	{strings.Fields("stormdirection stormgeometrytype stormpoint stormpositiondescription stormspeed stormtime " +
		"motiondescription"), "motion",
		"no eventMotionDescription is made of it: the weather service's degrees say where a storm comes from, and what " +
			"these say is written nowhere"},
	{strings.Fields("eventmotiondescription"), "motion",
		"none of Environment Canada's Storm_ values is made of it: its degrees say where a storm comes from, and what " +
			"those say is written nowhere"},
	{strings.Fields("autotranslated"), "machine", "whether its sender had the text translated by a machine"},
	{strings.Fields("vtec"), "vtec",
		"what it says of beginning, continuing and ending was heeded; the text is the sender's"},
	{strings.Fields("cmamtext cmamlongtext eastext broadcasttext wirelesstext"), "flags",
		"a text beside a closed channel has been aired before"},
	{strings.Fields("expiredreferences"), "references", "those alerts have lapsed and nothing of them is live"},
}

// explain is the rule and the sentence for a parameter that crosses under the name to, "" for one that does not.
func (k *Parameters) explain(name, to string) (rule, why string) {
	for _, r := range explained {
		if endsIn(name, r.words) {
			return r.rule, r.why
		}
	}
	kept, _ := cap.CutPrefix(name, Layer+":")
	switch {
	case isMinorChange(kept):
		return "minor-change", k.minor(to)
	case to == "":
		return "flags", "flags are never carried back"
	case strings.EqualFold(name, to) && name != to:
		return "names", "spelt as the guides write it"
	case to != name:
		return "flags", "kept where no machine of this side acts on it"
	}
	return "", ""
}

func (k *Parameters) minor(to string) string {
	switch {
	case k.To == cap.US:
		return "its sender calls it a minor change; IPAWS has no word for that, so an Update there is an Update"
	case IsOurs(to):
		return "only an Update of what is live there may be called a minor change (CAP-CP rule 16)"
	}
	return "its sender calls it a minor change"
}
