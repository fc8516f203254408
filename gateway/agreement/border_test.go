package agreement_test

import (
	"strings"
	"testing"

	"bordercast/gateway/agreement"
)

func away(km float64) func(*agreement.Facts) {
	return func(f *agreement.Facts) { f.BorderKM, f.Districts = &km, []string{"us/fl/086"} }
}

func nowhere(f *agreement.Facts) { f.BorderKM, f.Districts = nil, []string{"_/_/_"} }

// The distance to the border, compared as severity is, and what near means beside it.
func TestHowFarFromTheBorder(t *testing.T) {
	five := agreement.Kilometres(5)
	for name, c := range map[string]struct {
		border agreement.Values
		near   *agreement.Kilometres
		fact   func(*agreement.Facts)
		hit    bool
	}{
		"nearer":                        {values("<= 50 km"), nil, away(49.9), true},
		"exactly as far":                {values("<= 50 km"), nil, away(50), true},
		"a metre farther":               {values("<= 50 km"), nil, away(50.001), false},
		"less than, exactly":            {values("< 50 km"), nil, away(50), false},
		"at least, exactly":             {values(">= 50 km"), nil, away(50), true},
		"more than, exactly":            {values("> 50 km"), nil, away(50), false},
		"more than":                     {values("> 50 km"), nil, away(50.1), true},
		"across the border":             {values("<= 0 km"), nil, away(0), true},
		"not across it":                 {values("<= 0 km"), nil, away(.2), false},
		"written without spaces":        {values("<=50km"), nil, away(10), true},
		"parts of a kilometre":          {values("< 0.5 km"), nil, away(.4), true},
		"one of two":                    {values("<= 5 km", ">= 100 km"), nil, away(120), true},
		"neither of two":                {values("<= 5 km", ">= 100 km"), nil, away(50), false},
		"nobody knows, so not nearer":   {values("<= 50 km"), nil, nowhere, false},
		"nobody knows, so not farther":  {values("> 50 km"), nil, nowhere, false},
		"nobody knows, so not near":     {values("true"), nil, nowhere, false},
		"nobody knows, and near is no":  {values("false"), nil, nowhere, true},
		"near when nobody says how far": {values("true"), nil, away(float64(agreement.DefaultNear)), true},
		"beyond near":                   {values("true"), nil, away(float64(agreement.DefaultNear) + .1), false},
		"near as the agreement says":    {values("true"), &five, away(5), true},
		"beyond near as it says":        {values("true"), &five, away(5.1), false},
		"listed, and far": {values("true"), &five,
			func(f *agreement.Facts) { away(90)(f); f.Districts = []string{"us/me/029"} }, true},
		"listed, and nobody knows": {values("true"), &five,
			func(f *agreement.Facts) { f.Districts = []string{"ca/nb/1302"} }, true},
		"listed is not how far": {values("<= 50 km"), nil,
			func(f *agreement.Facts) { away(90)(f); f.Districts = []string{"us/me/029"} }, false},
		"far, near named as what is not it": {values("false"), &five, away(6), true},
	} {
		f := facts()
		c.fact(&f)
		terms := routes(route("r", func(r *agreement.Route) { r.Match.Border = c.border }))
		terms.Near = c.near
		d := compile(t, terms).Decide(f, "people-ca")
		if (d.Action == agreement.Forward) != c.hit {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestTheDistanceIsExplained(t *testing.T) {
	a := compile(t, routes(route("r", func(r *agreement.Route) { r.Match.Border = values("<= 50 km") })))
	f := facts()
	away(12.3456)(&f)
	if got := strings.Join(a.Decide(f, "people-ca").Values, " "); !strings.Contains(got, "border=12.346 km [<= 50 km]") {
		t.Error(got)
	}
	away(77)(&f)
	if got := strings.Join(a.Decide(f, "people-ca").Values, " "); !strings.Contains(got,
		"route r: border false,77 km is not <= 50 km") {
		t.Error(got)
	}
}

func TestDistancesThatCannotBeCompared(t *testing.T) {
	for text, fine := range map[string]bool{"true": true, "false": true, "<= 50 km": true, ">0.5 km": true,
		"50 km": false, "<= 50": false, "<= 50 mi": false, "<= -1 km": false, "<= km": false, "= 50 km": false,
		"<= NaN km": false, "<= Inf km": false, "<= 99999 km": false, "yes": false, "": false} {
		got := problems(routes(route("r", func(r *agreement.Route) { r.Match.Border = values(text) })))
		if (got == "") != fine {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestUnreachableBehindADistance(t *testing.T) {
	for name, c := range map[string]struct {
		first, second string
		shadowed      bool
	}{
		"nearer":                  {"<= 50 km", "<= 10 km", true},
		"the same":                {"<= 50 km", "<= 50 km", true},
		"up to, and less than":    {"<= 50 km", "< 50 km", true},
		"less than, and up to":    {"< 50 km", "<= 50 km", false},
		"farther":                 {"<= 10 km", "<= 50 km", false},
		"beyond":                  {"> 10 km", ">= 50 km", true},
		"from, and beyond":        {"> 50 km", ">= 50 km", false},
		"the other way":           {"<= 50 km", ">= 50 km", false},
		"within near":             {"true", "<= 50 km", true},
		"beyond near":             {"true", "<= 51 km", false},
		"near may be listed":      {"<= 50 km", "true", false},
		"not near may be unknown": {"> 50 km", "false", false},
	} {
		match := func(text string) func(*agreement.Route) {
			return func(r *agreement.Route) { r.Match.Border = values(text) }
		}
		got := problems(routes(route("one", match(c.first)), route("two", match(c.second))))
		if strings.Contains(got, "route two never decides") != c.shadowed {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// FuzzBorder: whatever stands in a border key, it is refused or decides, and what a bound takes at a distance its
// opposite does not.
func FuzzBorder(f *testing.F) {
	for _, s := range []string{"<= 50 km", "> 0.5 km", "true", "", "< 1e2 km", ">=\t3km"} {
		f.Add(s, 50.0)
	}
	f.Fuzz(func(t *testing.T, text string, km float64) {
		ask := func(text string) (crossed, fine bool) {
			a, _ := agreement.Compile(routes(route("r", func(r *agreement.Route) { r.Match.Border = values(text) })), world)
			if a == nil {
				return false, false
			}
			f := facts()
			f.BorderKM, f.Districts = &km, nil
			return a.Decide(f, "people-ca").Action == agreement.Forward, true
		}
		crossed, fine := ask(text)
		opposite, found := strings.CutPrefix(text, "<=")
		if other, same := ask(">" + opposite); found && (fine != same || fine && km >= 0 && km < 20000 && crossed == other) {
			t.Fatalf("%q at %g km: %v, and its opposite %v", text, km, crossed, other)
		}
	})
}
