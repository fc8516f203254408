package translate_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestRoundTrip: over the border and back, an alert has the semantic digest it had, once each element that a row of the
// two reports names is put back; of every fixture and every real message that crosses as one part.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	trips := 0
	everyReport(t, func(name string, src *cap.Alert, there []translate.Draft) {
		if len(there) != 1 || there[0].Alert == nil {
			return // several parts do not come back as one
		}
		back, err := translate.Translate(request(there[0].Alert, there[0].Report.To.Other(), true))
		if err != nil || len(back) != 1 || back[0].Alert == nil {
			return // TestEveryDifferenceIsNamed has more to say of it
		}
		trips++
		got := restored(src, back[0].Alert, named(there[0], back[0]), left(there[0]))
		if got.Digest() != src.Digest() {
			t.Errorf("%s to %s: came back saying something the reports do not name\n%s\n%s", name, there[0].Report.To,
				got.Encode(), src.Encode())
		}
	})
	if trips < len(fixtures(t)) {
		t.Errorf("only %d trips", trips)
	}
}

var index = regexp.MustCompile(`\[[^]]*\]`)

// named are the elements that the reports name otherwise than as carried as they were; a whole info or area, or
// resource, names all within it.
func named(drafts ...translate.Draft) map[string]bool {
	out := map[string]bool{}
	for _, d := range drafts {
		for _, r := range d.Report.Rows {
			if r.Rule != "order" && (r.Action != translate.Carried || r.From != r.To) {
				out[index.ReplaceAllString(r.Path, "")] = true
			}
		}
	}
	return out
}

// left are the infos that the way out left behind.
func left(d translate.Draft) map[string]bool {
	out := map[string]bool{}
	for _, r := range d.Report.Rows {
		out[r.Path] = out[r.Path] || r.Action == translate.Dropped
	}
	return out
}

// restored puts the source's own values where a report names a change. Infos are matched by their language; what the
// gateway composed, and what it left out as a whole, is as the source has it.
func restored(src, back *cap.Alert, named map[string]bool, stayed map[string]bool) *cap.Alert {
	out := *back
	put(named, "/alert/identifier", &out.Identifier, src.Identifier)
	put(named, "/alert/sender", &out.Sender, src.Sender)
	put(named, "/alert/sent", &out.Sent, src.Sent)
	put(named, "/alert/status", &out.Status, src.Status)
	put(named, "/alert/msgType", &out.MsgType, src.MsgType)
	put(named, "/alert/references", &out.References, src.References)
	put(named, "/alert/code", &out.Codes, src.Codes)
	put(named, "/alert/source", &out.Source, src.Source)
	put(named, "/alert/note", &out.Note, src.Note)
	put(named, "/alert/incidents", &out.Incidents, src.Incidents)
	put(named, "/alert/restriction", &out.Restriction, src.Restriction)
	put(named, "/alert/addresses", &out.Addresses, src.Addresses)
	out.Infos = nil
	rest := slices.Clone(back.Infos)
	for n := range src.Infos {
		if stayed[fmt.Sprintf("/alert/info[%d]", n+1)] {
			out.Infos = append(out.Infos, src.Infos[n])
			continue
		}
		like := func(i cap.Info) bool { return tag(i.Language) == tag(src.Infos[n].Language) }
		k := slices.IndexFunc(rest, func(i cap.Info) bool { return like(i) && sameText(&i, &src.Infos[n]) })
		if k < 0 {
			k = slices.IndexFunc(rest, like)
		}
		switch {
		case k >= 0:
			i := rest[k]
			rest = slices.Delete(rest, k, k+1)
			restoreInfo(&i, &src.Infos[n], named)
			out.Infos = append(out.Infos, i)
		case named["/alert/info"]:
			out.Infos = append(out.Infos, src.Infos[n])
		}
	}
	if !named["/alert/info"] {
		out.Infos = append(out.Infos, rest...)
	}
	return &out
}

// sameText tells infos of one language apart, whose order may have changed.
func sameText(a, b *cap.Info) bool {
	return a.Instruction == b.Instruction && a.Severity == b.Severity && len(a.Areas) == len(b.Areas) &&
		(len(a.Areas) == 0 || a.Areas[0].Desc == b.Areas[0].Desc)
}

// tag is a language without its country; none is English, and what is no tag is "und".
func tag(language string) string {
	first, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(language), "_", "-")), "-")
	if first == "" {
		return "en"
	}
	if len(first) > 8 {
		return "und"
	}
	return first
}

func restoreInfo(out, src *cap.Info, named map[string]bool) {
	const in = "/alert/info/"
	put(named, in+"language", &out.Language, src.Language)
	put(named, in+"category", &out.Categories, src.Categories)
	put(named, in+"event", &out.Event, src.Event)
	put(named, in+"responseType", &out.ResponseTypes, src.ResponseTypes)
	put(named, in+"urgency", &out.Urgency, src.Urgency)
	put(named, in+"severity", &out.Severity, src.Severity)
	put(named, in+"certainty", &out.Certainty, src.Certainty)
	put(named, in+"audience", &out.Audience, src.Audience)
	put(named, in+"eventCode", &out.EventCodes, src.EventCodes)
	put(named, in+"effective", &out.Effective, src.Effective)
	put(named, in+"onset", &out.Onset, src.Onset)
	put(named, in+"expires", &out.Expires, src.Expires)
	put(named, in+"senderName", &out.SenderName, src.SenderName)
	put(named, in+"headline", &out.Headline, src.Headline)
	put(named, in+"description", &out.Description, src.Description)
	put(named, in+"instruction", &out.Instruction, src.Instruction)
	put(named, in+"web", &out.Web, src.Web)
	put(named, in+"contact", &out.Contact, src.Contact)
	put(named, in+"parameter", &out.Parameters, src.Parameters)
	for _, element := range []string{"resource", "resource/derefUri", "resource/uri", "resource/size", "resource/digest",
		"resource/mimeType"} {
		put(named, in+element, &out.Resources, src.Resources)
	}
	put(named, in+"area", &out.Areas, src.Areas)
	for n := range min(len(out.Areas), len(src.Areas)) {
		put(named, in+"area/areaDesc", &out.Areas[n].Desc, src.Areas[n].Desc)
		put(named, in+"area/polygon", &out.Areas[n].Polygons, src.Areas[n].Polygons)
		put(named, in+"area/circle", &out.Areas[n].Circles, src.Areas[n].Circles)
		put(named, in+"area/geocode", &out.Areas[n].Geocodes, src.Areas[n].Geocodes)
		put(named, in+"area/altitude", &out.Areas[n].Altitude, src.Areas[n].Altitude)
		put(named, in+"area/ceiling", &out.Areas[n].Ceiling, src.Areas[n].Ceiling)
	}
}

func put[T any](named map[string]bool, path string, to *T, value T) {
	if named[path] {
		*to = value
	}
}

// TestRoundTripKeepsCodes: what left the form is found again on the way back.
func TestRoundTripKeepsCodes(t *testing.T) {
	there := all(t, request(fixture(t, "mema-hmw"), cap.CA, true))
	back := all(t, request(there[0].Alert, cap.US, true))[0]
	i := back.Alert.Infos[0]
	if got := i.Code("SAME"); got != "HMW" {
		t.Errorf("SAME came back as %q", got)
	}
	if got := back.Alert.Infos[0].Areas[0].SAME(); !slices.Equal(got, []string{"023029"}) {
		t.Errorf("the county came back as %q", got)
	}
	if got := i.Param("EAS-ORG"); got != "" {
		t.Errorf("EAS-ORG=%q came back though no channel is open", got)
	}
	if got := translate.Path(back.Alert); len(got) != 2 {
		t.Errorf("path %q does not name both passages", got)
	}
	if from, ok := translate.Origin(back.Alert); !ok || from.Identifier != "MEMA-2026-0305-01" {
		t.Errorf("the origin %v is not the first sender", from)
	}
}
