package offline

import (
	"fmt"
	"os"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/limits"
	"bordercast/gateway/command/cli"
)

// Geo is `bordercast geo`: the ground of an alert or a code, and the maps that are looked at for it.
type Geo struct {
	Show   geoShowCmd   `cmd:"" help:"Say what ground an alert or a code covers: districts, places, sides, and how far from the border."`
	Import geoImportCmd `cmd:"" help:"Take the official maps of Statistics Canada, Environment Canada and the Weather Service."`
}

type geoShowCmd struct {
	cli.Place
	What string `arg:"" name:"alert|place" help:"An alert's file, - for standard input, a code: 023029, MEZ030, 1302, CLC:015600; a district: us/me/029; or a name: Washington County, Maine."`
	JSON bool   `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (geoShowCmd) Help() string {
	return `The map is built in: the border on land and at sea, US counties, Canadian provinces, places, forecast zones,
and the ports of entry between Maine and New Brunswick. What it cannot know exactly, it says: it has no outlines of
Canadian census divisions, of forecast zones, or of marine zones, until you give them to it: bordercast geo import.

A code is read by its form: six digits are SAME, MEC029 and MEZ030 are UGC, one, two, four or seven digits are
Statistics Canada's. Name the list where the form is not enough: CLC:015600, SAME:023029, UGC:MEC029, SGC:1302.

A district is actionable where the alert reaches more than 1 km past the border and covers more than 2 % or 5 km² of it;
for hazards of people (Safety, Security, Fire, CBRNE, Health, Rescue) and drawings below 100 km², where it reaches 100 m
past the border or holds a known place; otherwise people there may know of it, and machines do not act.

    bordercast geo show alert.xml
    bordercast geo show us/me/029
    bordercast geo show "Charlotte County, New Brunswick"
    bordercast geo show --json 023029 | jq .counties

Exit codes: 0 it was found, 1 it is no alert and no code, 2 a file could not be read.`
}

// Run shows one alert or code.
func (c geoShowCmd) Run(e *cli.Env) error {
	atlas, err := c.Atlas()
	if err != nil {
		return err
	}
	code, isCode := cli.CodeOfText(c.What)
	_, missing := os.Stat(c.What)
	switch {
	case missing == nil || c.What == "-":
		return c.alert(e, atlas)
	case !isCode && (strings.HasSuffix(c.What, ".xml") || strings.HasPrefix(c.What, ".") ||
		strings.HasPrefix(c.What, "/")):
		return c.alert(e, atlas)
	case !isCode:
		return c.district(e, atlas)
	}
	outline, ok := atlas.Outline(code)
	switch {
	case !ok:
		return cli.Wrong(fmt.Errorf("%s is no place: no %s code has that form", c.What, code.Name))
	case !atlas.Exists(outline.District):
		_, err := atlas.Named(string(outline.District))
		return cli.Wrong(fmt.Errorf("%s is no place: %w", c.What, err))
	}
	view := look(atlas, geo.Drawn{}, []cap.Area{{Geocodes: []cap.Pair{code}}}, outline.Shape,
		[]geo.District{outline.District})
	view.Code = &codeView{code.Name, code.Value}
	view.Title = fmt.Sprintf("%s %s: %s", code.Name, code.Value, outline.Name)
	if outline.Shape.Empty() {
		view.Places = listed(outline.Places)
	}
	return printGround(e, view, c.JSON)
}

// district shows what is named as the product writes it: us/me/029, or Washington County, Maine.
func (c geoShowCmd) district(e *cli.Env, atlas *geo.Atlas) error {
	d, err := atlas.Named(c.What)
	if err != nil {
		return cli.Wrong(err)
	}
	code := geo.Code(d)
	shape := atlas.Ground([]cap.Area{{Geocodes: []cap.Pair{code}}})
	view := look(atlas, geo.Drawn{}, []cap.Area{{Geocodes: []cap.Pair{code}}}, shape, []geo.District{d})
	view.Title = fmt.Sprintf("%s: %s", d, atlas.Name(d))
	return printGround(e, view, c.JSON)
}

// alert shows the areas of an alert that are in force.
func (c geoShowCmd) alert(e *cli.Env, atlas *geo.Atlas) error {
	b, err := e.Read(c.What)
	if err != nil {
		return err
	}
	alert, _, err := cap.Read(b)
	if err != nil {
		return cli.Wrong(fmt.Errorf("%s is no alert that can be read: %w", c.What, err))
	}
	alert, cuts := limits.Default().Apply(atlas, alert)
	read, doubts := atlas.Read(alert)
	areas := geo.Believed(geo.Warned(geo.ActiveAreas(read), doubts), doubts, true)
	if atlas.DistrictsOf(areas)[0] == geo.Unplaced { // as far as it can be read
		areas = geo.Believed(geo.ActiveAreas(alert), doubts, true)
	}
	ground := atlas.Ground(areas)
	view := look(atlas, geo.Drawn{Close: geo.CloseOf(alert, ground)}, areas, ground, geo.OfAlert(alert))
	view.Alert = alert.Identity().Token()
	view.Title = fmt.Sprintf("%s: alert %s", c.What, view.Alert)
	for _, d := range doubts {
		view.Approximate = append(view.Approximate, fmt.Sprintf("alert/info[%d]/%s: %s", d.Info+1, d.Path, d.Text))
	}
	for _, cut := range cuts {
		view.Approximate = append(view.Approximate, cut.Path+": "+cut.Text)
	}
	return printGround(e, view, c.JSON)
}
