package view

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/french"
	"bordercast/gateway/api"
	"bordercast/gateway/derive"
	"bordercast/gateway/judge"
	"bordercast/gateway/officer"
)

// In New Brunswick both languages have equal size and place, and the gateway translates nothing by machine. So whoever
// accepts an alert that has no French may attach a text of their own. It stands under their name, is part of the draft
// and of its digest, and is of this draft alone: an Update has other words, and asks for a text anew.

// NoFrench is the code of a French text that cannot be attached.
const NoFrench = "no-french"

// frenchBy is the text that somebody attaches to what they are asked about, under their own name; nil for none.
func (g *Showing) frenchBy(request api.ShowRequest, at derive.DestinationState) (*french.Text, error) {
	if request.French == nil {
		return judge.HoldOf(at.Decision).French, nil // one that was approved already goes on
	}
	of := at.Decision.Of
	if err := g.Acts.MayFor(officer.Approve, request.Actor, of); err != nil {
		return nil, err
	}
	if err := judge.HoldOf(at.Decision).AdmitsFrench(request.French); err != nil {
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
		return nil, &api.Fault{Code: NoFrench, Text: "The French text cannot be attached: " + err.Error() + "."}
	}
	return &text, nil
}

// frenchOfOne refuses a text for several questions about different events.
func frenchOfOne(from derive.Gathered, request api.ShowRequest) error {
	var names []string
	for _, at := range from.Destinations {
		name, _ := from.Shape.Of(at.Decision.Group).Name()
		names = append(names, name)
	}
	slices.Sort(names)
	if names = slices.Compact(names); request.French == nil || len(names) < 2 {
		return nil
	}
	return &api.Fault{Code: NoFrench, Text: "The French text cannot be attached. The alert tells of several things (" +
		strings.Join(names, "; ") +
		"), and one text cannot be about all of them: name one with --event."}
}

// admitsFrench refuses a text where the draft has no place for it, or several that are not about the same.
func admitsFrench(at derive.DestinationState, m derive.Rendering) error {
	if judge.HoldOf(at.Decision).French == nil {
		return nil
	}
	why, blocks := "", m.Blocks()
	switch {
	case at.System.Side != cap.CA:
		why = at.System.Name + " is no destination in Canada, and what goes elsewhere gets no French of the gateway's: " +
			"name one with --to."
	case len(blocks) == 0:
		why = "What " + at.System.Name + " would be given has its originator's own French, or is no translation: " +
			"nothing takes its place."
	case slices.ContainsFunc(blocks, func(name string) bool { return name != blocks[0] }):
		names := slices.Compact(slices.Sorted(slices.Values(blocks)))
		why = "The alert tells of several things (" + strings.Join(names, "; ") +
			"), and one text cannot be about all of them: " +
			"answer without it."
	default:
		return nil
	}
	return &api.Fault{Code: NoFrench, Text: "The French text cannot be attached. " + why}
}
