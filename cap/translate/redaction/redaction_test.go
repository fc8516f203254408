package redaction

import "testing"

func TestPersonalShapes(t *testing.T) {
	for text, want := range map[string]bool{
		"Call 207-555-0100.": true, "(207) 555-0100": true, "+1 506 555 0199": true, "2075550100": true, "555-0100": true,
		"Write to pat.o'neil@example.invalid now": true, "émilie@exemple.invalid": true,
		"MEMA-2026-0305-01": false, "2026-03-05T09:20:00-05:00": false, "45.160,-67.320 45.160,-67.230": false,
		"Until 20:00, 2 km from exit 1200": false, "Route 1, Calais": false, "4 @ 5": false,
	} {
		if got := phoneShape.MatchString(text) || emailShape.MatchString(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
