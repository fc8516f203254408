package gateway

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/french"
	"bordercast/cap/translate"
	"bordercast/gateway/agreement"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/officer"
)

// In New Brunswick both languages have equal size and place, and the gateway translates nothing by machine. So whoever
// accepts an alert that has no French may attach a text of their own. It stands under their name, is part of the draft
// and of its digest, and is of this draft alone: an Update has other words, and asks for a text anew.

// noFrench is the code of a French text that cannot be attached.
const noFrench = "no-french"

// frenchBy is the text that somebody attaches to what they are asked about, under their own name; nil for none.
func (d service) frenchBy(request api.ShowRequest, at destinationState) (*french.Text, error) {
	if request.French == nil {
		return holdOf(at.decision).French, nil // one that was approved already goes on
	}
	of := at.decision.Of
	if err := d.may(officer.Approve, request.Actor, of); err != nil {
		return nil, err
	}
	if err := holdOf(at.decision).AdmitsFrench(request.French); err != nil {
		return nil, refusedBy(err)
	}
	text := *request.French
	text.By, text.Party = strings.TrimSpace(request.Actor.As), of
	err := text.Check()
	if err == nil {
		err = (french.Text{Headline: text.By, Description: text.Party}).Check() // they stand in the alert too
	}
	switch {
	case text.By == "":
		return nil, &api.Fault{Code: api.NoName,
			Text: "A French text stands under the name of whoever gives it: say who you are, with --as."}
	case err != nil:
		return nil, &api.Fault{Code: noFrench, Text: "The French text cannot be attached: " + err.Error() + "."}
	}
	return &text, nil
}

// admitsFrench refuses a text where the draft has no place for it, or several that are not about the same.
func admitsFrench(at destinationState, m rendering) error {
	if holdOf(at.decision).French == nil {
		return nil
	}
	why, blocks := "", m.blocks()
	switch {
	case at.system.Side != cap.CA:
		why = at.system.Name + " is no destination in Canada, and what goes elsewhere gets no French of the gateway's: " +
			"name one with --to."
	case len(blocks) == 0:
		why = "What " + at.system.Name + " would be given has its originator's own French, or is no translation: " +
			"nothing takes its place."
	case slices.ContainsFunc(blocks, func(name string) bool { return name != blocks[0] }):
		names := slices.Compact(slices.Sorted(slices.Values(blocks)))
		why = "The alert tells of several things (" + strings.Join(names, "; ") + "), and one text cannot be about all of them: " +
			"answer without it."
	default:
		return nil
	}
	return &api.Fault{Code: noFrench, Text: "The French text cannot be attached. " + why}
}

// blocks are what the composed French blocks of a rendering call their event, one each.
func (m rendering) blocks() (all []string) {
	for _, p := range m.parts {
		all = append(all, p.draft.Blocks...)
	}
	return all
}

// wantsFrench says whether those who are asked about a draft should give it a French text: for a public feed in Canada
// it has fixed phrases alone, which are meant for responders.
func (g *Gateway) wantsFrench(at destinationState, m rendering) bool {
	return at.system.public && at.system.Side == cap.CA && at.decision.Ask == string(agreement.Acceptance) &&
		holdOf(at.decision).French == nil && len(m.blocks()) > 0
}

// frenchCommand is how a text is attached.
func frenchCommand(a book.Alert, destination string) string {
	return "show " + a.Token + " --to " + destination + " --french FILE"
}

// wantedFrench asks for a text, in both languages.
func wantedFrench(a book.Alert, d book.Decision) (en, fr string) {
	return translate.FrenchWanted("bordercast " + frenchCommand(a, d.Destination))
}
