package translate_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestRoundTrip: over the border and back, an alert says the same but for what the two reports name.
func TestRoundTrip(t *testing.T) {
	for _, name := range fixtures(t) {
		src := fixture(t, name)
		there := all(t, request(src, side(name).Other(), true))
		if len(there) != 1 || strings.Contains(name, "mixed") {
			continue // several parts do not come back as one
		}
		back := all(t, request(there[0].Alert, side(name), true))
		named := map[string]bool{}
		for _, r := range append(there[0].Report.Rows, back[0].Report.Rows...) {
			if r.Action != translate.Carried || r.From != r.To {
				named[index.ReplaceAllString(r.Path, "")] = true
			}
		}
		got := restored(src, back[0].Alert, named)
		if got.Digest() != src.Digest() {
			t.Errorf("%s: came back saying something the reports do not name\n%s\n%s", name, got.Encode(), src.Encode())
		}
	}
}

var index = regexp.MustCompile(`\[[^]]*\]`)

// restored puts the source's own values where a report names a change, and leaves out composed infos.
func restored(src, back *cap.Alert, named map[string]bool) *cap.Alert {
	out := *back
	put(named, "/alert/identifier", &out.Identifier, src.Identifier)
	put(named, "/alert/sender", &out.Sender, src.Sender)
	put(named, "/alert/sent", &out.Sent, src.Sent)
	put(named, "/alert/status", &out.Status, src.Status)
	put(named, "/alert/references", &out.References, src.References)
	put(named, "/alert/code", &out.Codes, src.Codes)
	out.Infos = slices.DeleteFunc(slices.Clone(back.Infos), func(i cap.Info) bool {
		return slices.Contains(i.Params("layer:bordercast:1.0:composed"), "info") || composedLater(src, i)
	})
	if len(out.Infos) != len(src.Infos) {
		return &out
	}
	for n := range out.Infos {
		restoreInfo(&out.Infos[n], &src.Infos[n], named)
	}
	return &out
}

// composedLater: a block composed on the way out is carried, not composed, on the way back.
func composedLater(src *cap.Alert, i cap.Info) bool {
	return !slices.ContainsFunc(src.Infos, func(s cap.Info) bool { return s.Language[:2] == i.Language[:2] })
}

func restoreInfo(out, src *cap.Info, named map[string]bool) {
	const in = "/alert/info/"
	put(named, in+"language", &out.Language, src.Language)
	put(named, in+"eventCode", &out.EventCodes, src.EventCodes)
	put(named, in+"expires", &out.Expires, src.Expires)
	put(named, in+"senderName", &out.SenderName, src.SenderName)
	put(named, in+"headline", &out.Headline, src.Headline)
	put(named, in+"description", &out.Description, src.Description)
	put(named, in+"parameter", &out.Parameters, src.Parameters)
	put(named, in+"web", &out.Web, src.Web)
	for n := range min(len(out.Areas), len(src.Areas)) {
		put(named, in+"area/geocode", &out.Areas[n].Geocodes, src.Areas[n].Geocodes)
		put(named, in+"area/areaDesc", &out.Areas[n].Desc, src.Areas[n].Desc)
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
