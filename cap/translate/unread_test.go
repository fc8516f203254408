package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestUnreadIsReported: what CAP has no place for is named as left out, in each part that it belongs to; of an alert
// that is not public, neither its words nor the names that its sender gave it.
func TestUnreadIsReported(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302", "wind:1303")
	a.Unread = []cap.Unread{{Info: -1, Path: "alert/river", Value: "St. Croix"},
		{Info: 1, Path: "alert/info[2]/gust", Value: "90"}}
	drafts := all(t, request(a, cap.US, false))
	for n, want := range [][]string{{"/alert/river=St. Croix"}, {"/alert/river=St. Croix", "/alert/info[2]/gust=90"}} {
		if got := accountRows(drafts[n]); !slices.Equal(got, want) {
			t.Errorf("part %d: %q, want %q", n+1, got, want)
		}
	}
	a.Scope, a.Addresses = cap.Private, "duty@eoc.invalid"
	for _, d := range all(t, request(a, cap.US, false)) {
		if got := strings.Join(accountRows(d), " "); strings.Contains(got, "Croix") || strings.Contains(got, "river") ||
			strings.Contains(got, "gust") {
			t.Errorf("of a private alert the report says %s", got)
		}
	}
}

func accountRows(d translate.Draft) (out []string) {
	for _, r := range d.Report.Rows {
		if r.Rule == "account" {
			out = append(out, r.Path+"="+r.From)
		}
	}
	return out
}
