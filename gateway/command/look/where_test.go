package look

import (
	"testing"
)

// TestWhere: how far away something is, as exactly as it is known.
func TestWhere(t *testing.T) {
	for _, c := range []struct {
		km   float64
		by   string
		want string
	}{
		{0, "", "Alaska · 0 km from the border"},
		{3.4, "", "Alaska · 3 km from the border"},
		{.4, "places", "Alaska · no more than 1 km from the border"},
		{0, "region", "Alaska · how far from the border is not known"},
		{691.6, "region", "Alaska · at least 692 km from the border"},
	} {
		if got := where([]string{"Alaska"}, &c.km, c.by); got != c.want {
			t.Errorf("%v by %q: %s, want %s", c.km, c.by, got, c.want)
		}
	}
	if got := where(nil, nil, ""); got != "no place known" {
		t.Error(got)
	}
}
