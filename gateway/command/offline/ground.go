package offline

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/gateway/command/cli"
)

// groundView is the JSON of what an alert or a code covers.
type groundView struct {
	Title     string         `json:"-"`
	Alert     string         `json:"alert,omitempty"`
	Code      *codeView      `json:"code,omitempty"`
	Placed    []geo.District `json:"placed"`    // by codes and drawings: what routes and topics go by
	Districts []geo.District `json:"districts"` // by the codes alone
	geo.Touch
	BorderKM  *float64       `json:"border_km"` // null where nothing is drawn
	Counties  []districtView `json:"counties"`
	Provinces []districtView `json:"provinces"`
	Divisions []divisionView `json:"divisions"` // estimated, where their outlines were not imported
	Undrawn   []geo.District `json:"undrawn"`   // named by a code, touched by nothing drawn
	Unnamed   []geo.District `json:"unnamed"`   // counties touched by what is drawn, named by no code
}

type codeView struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// districtView is a district with what the thresholds say of it.
type districtView struct {
	geo.Overlap
	Actionable bool   `json:"actionable"`
	Why        string `json:"why"`
}

// divisionView is a census division, as far as it is known.
type divisionView struct {
	geo.Division
	Actionable bool   `json:"actionable"`
	Why        string `json:"why"`
}

// look asks the map about areas and their ground, and compares the answer with what codes say.
func look(atlas *geo.Atlas, drawn geo.Drawn, areas []cap.Area, shape *geo.Shape, named []geo.District) groundView {
	v := groundView{Touch: atlas.Touch(shape), Placed: atlas.DistrictsOf(areas), Districts: named,
		Undrawn: []geo.District{}, Unnamed: []geo.District{}}
	v.Divisions = []divisionView{}
	drawn.Places = v.Places
	for _, d := range atlas.Divisions(shape, v.Touch) {
		actionable, why := drawn.Actionable(d.Overlap)
		v.Divisions = append(v.Divisions, divisionView{d, actionable, why})
	}
	v.Counties, v.Provinces = reached(drawn, v.Touch.Counties), reached(drawn, v.Touch.Provinces)
	v.Places, v.Zones, v.Ports = listed(v.Places), listed(v.Zones), listed(v.Ports)
	v.Grounds, v.Approximate = listed(v.Grounds), listed(v.Approximate)
	if len(v.Ports) > 0 {
		v.Approximate = append(v.Approximate, portsApproximate)
	}
	if shape.Empty() {
		return v
	}
	v.BorderKM = &v.Border
	for _, d := range named {
		if !slices.ContainsFunc(slices.Concat(v.Touch.Counties, v.Touch.Provinces),
			func(o geo.Overlap) bool { return sameGround(d, o.District) }) {
			v.Undrawn = append(v.Undrawn, d)
		}
	}
	for _, o := range v.Touch.Counties {
		if !slices.ContainsFunc(named, func(d geo.District) bool { return d.Covers(o.District) }) {
			v.Unnamed = append(v.Unnamed, o.District)
		}
	}
	return v
}

// portsApproximate says how far ports of entry can be believed.
const portsApproximate = "ports of entry are this project's own table, put onto the border line: each lies within " +
	"about a kilometre of its crossing"

// sameGround says whether a code's district may be what was touched: the map knows Canada by provinces, and no sea.
func sameGround(named, touched geo.District) bool {
	return named == geo.Unplaced || named.Region() == "sea" || named.Covers(touched) || touched.Covers(named)
}

func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func reached(drawn geo.Drawn, os []geo.Overlap) []districtView {
	out := []districtView{}
	for _, o := range os {
		d := districtView{Overlap: o}
		d.Actionable, d.Why = drawn.Actionable(o)
		out = append(out, d)
	}
	return out
}

// printGround prints what was found.
func printGround(e *cli.Env, v groundView, forPrograms bool) error {
	if forPrograms {
		return e.JSON(v)
	}
	e.Printf("%s\n", e.Paint(cli.Bold, cli.Plain(v.Title)))
	if v.BorderKM == nil {
		e.Printf("  Nothing is drawn: there is no polygon or circle, and no outline of the code.\n")
	} else {
		e.Printf("  %.1f km² %s\n", v.KM2, borderText(v.Touch))
		e.Printf("  %s\n", sidesText(v.Touch))
	}
	printList(e, "In, for routes and topics", len(v.Placed), func(n int) string { return string(v.Placed[n]) })
	printDistricts(e, "Counties", v.Counties)
	printDistricts(e, "Provinces", v.Provinces)
	printDivisions(e, v.Divisions)
	printList(e, "Places", len(v.Places), func(n int) string { return v.Places[n].Name })
	printList(e, "Ports of entry", len(v.Ports), func(n int) string { return v.Ports[n].Name })
	printList(e, "Forecast zones of these counties", len(v.Zones), func(n int) string { return v.Zones[n].Code })
	printList(e, "By its codes", len(v.Districts), func(n int) string { return string(v.Districts[n]) })
	printList(e, "Named by a code, not drawn", len(v.Undrawn), func(n int) string { return string(v.Undrawn[n]) })
	printList(e, "Drawn, named by no code", len(v.Unnamed), func(n int) string { return string(v.Unnamed[n]) })
	printNotExact(e, v)
	return nil
}

func borderText(t geo.Touch) string {
	if t.Border == 0 {
		return fmt.Sprintf("across the border, at %.4f,%.4f among other places", t.Nearest.Lat, t.Nearest.Lon)
	}
	return fmt.Sprintf("%.1f km from the border, which is nearest at %.4f,%.4f", t.Border, t.Nearest.Lat, t.Nearest.Lon)
}

func sidesText(t geo.Touch) string {
	var parts []string
	for _, g := range t.Grounds {
		parts = append(parts, fmt.Sprintf("%s %.1f km²", map[cap.Side]string{cap.CA: "Canada",
			cap.US: "United States"}[g.Side], g.KM2))
	}
	if t.Elsewhere > 0 {
		parts = append(parts, fmt.Sprintf("elsewhere or at sea beyond 12 nautical miles %.1f km²", t.Elsewhere))
	}
	return "With territorial waters: " + strings.Join(parts, ", ")
}

func printDistricts(e *cli.Env, title string, list []districtView) {
	var rows [][]string
	for _, d := range list {
		rows = append(rows, []string{string(d.District), d.Name, fmt.Sprintf("%.1f km²", d.KM2),
			fmt.Sprintf("%.1f %%", 100*d.Fraction), reachText(d.Actionable), d.Why})
	}
	printRows(e, title, rows)
}

func printDivisions(e *cli.Env, list []divisionView) {
	var rows [][]string
	title := "Census divisions"
	for _, d := range list {
		km2 := fmt.Sprintf("%.1f km², %.1f %%", d.KM2, 100*d.Fraction)
		if d.Approximate != "" {
			title, km2 = "Census divisions, estimated", fmt.Sprintf("about %.0f km²", d.KM2)
		}
		rows = append(rows, []string{string(d.District), d.Name, km2, fmt.Sprintf("%d of %d places", d.Inside, d.Known),
			reachText(d.Actionable), d.Why})
	}
	printRows(e, title, rows)
}

func reachText(actionable bool) string {
	if actionable {
		return "actionable"
	}
	return "awareness"
}

func printRows(e *cli.Env, title string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	e.Title(title)
	e.Columns(rows[:min(len(rows), maxRows)])
	if more := len(rows) - maxRows; more > 0 {
		e.Printf("  and %d more: see --json\n", more)
	}
}

// maxRows is how much of a list people are shown; programs get all of it.
const maxRows = 30

func printList(e *cli.Env, title string, n int, item func(int) string) {
	if n == 0 {
		return
	}
	e.Title(fmt.Sprintf("%s (%d)", title, n))
	var items []string
	for i := range min(n, maxRows) {
		items = append(items, cli.Plain(item(i)))
	}
	if n > maxRows {
		items = append(items, "…: see --json")
	}
	e.Indented("  ", strings.Join(items, ", "))
}

// printNotExact says what is only a guess, each sentence once.
func printNotExact(e *cli.Env, v groundView) {
	said := slices.Clone(v.Approximate)
	for _, d := range v.Divisions {
		if d.Approximate != "" && !slices.Contains(said, d.Approximate) {
			said = append(said, d.Approximate)
		}
	}
	if len(said) == 0 {
		return
	}
	e.Title("Not exact")
	for _, s := range said {
		e.Indented("  ", "- "+cli.Plain(s))
	}
}
