package offline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"bordercast/gateway/command/cli"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/scenarios"
)

// ScenarioList is `bordercast scenario list`: those that come with the program.
type ScenarioList struct {
	JSON bool `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (ScenarioList) Help() string { return `    bordercast scenario list` }

// shipped is a scenario in the JSON of scenario list.
type shipped struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Days    int    `json:"days"`
	Scenes  int    `json:"scenes"`
	Injects int    `json:"injects"`
}

// Run lists them.
func (c ScenarioList) Run(e *cli.Env) error {
	all := []shipped{}
	rows := [][]string{{"NAME", "DAYS", "SCENES", "INJECTS", "WHAT IT IS"}}
	for _, name := range scenarios.Names() {
		s, err := scenarios.Read(name)
		if err != nil {
			return err
		}
		one := shipped{Name: name, Title: s.Title, Scenes: s.Last()}
		for _, scene := range s.Scenes {
			for _, i := range scene.Injects {
				one.Injects++
				one.Days = max(one.Days, i.At.Day)
			}
		}
		all = append(all, one)
		rows = append(rows, []string{one.Name, fmt.Sprint(one.Days), fmt.Sprint(one.Scenes), fmt.Sprint(one.Injects),
			one.Title})
	}
	if c.JSON {
		return e.JSON(all)
	}
	e.Columns(rows)
	e.Printf("\nPlay one: bordercast replay NAME. Begin your own: bordercast scenario new NAME.\n")
	return nil
}

// ScenarioShow is `bordercast scenario show`: what happens, on both clocks.
type ScenarioShow struct {
	cli.ScenarioArg
	File bool `help:"Print the file itself instead, to begin one of your own with."`
	JSON bool `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (ScenarioShow) Help() string {
	return `Prints every inject with its time on both sides' clocks, whose move it is, and what must come of it.

    bordercast scenario show maine-new-brunswick
    bordercast scenario show maine-new-brunswick --file > mine.yaml

Exit codes: 0 shown, 1 something is wrong with it, 2 it could not be read.`
}

// shownInject is an inject in the JSON of scenario show.
type shownInject struct {
	Scene  int      `json:"scene"`
	Title  string   `json:"title"`
	ID     string   `json:"id"`
	Day    int      `json:"day"`
	Left   string   `json:"left"` // clocks
	Right  string   `json:"right"`
	Who    string   `json:"who"`
	Does   string   `json:"does"`
	Expect []string `json:"expect"`
}

// Run shows it.
func (c ScenarioShow) Run(e *cli.Env) error {
	if c.File {
		_, text, err := c.Text(e)
		if err == nil {
			e.Printf("%s", text)
		}
		return err
	}
	s, err := c.Open(e)
	if err != nil {
		return err
	}
	all, err := injects(s, e)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(all)
	}
	e.Printf("%s: %s\n", s.Name, s.Title)
	rows, scene, day := [][]string{}, "", 0
	for _, i := range all {
		if i.Day != day {
			day = i.Day
			clocks := s.Zones.Left.Name + "|" + s.Zones.Right.Name
			rows = append(rows, []string{"", ""}, []string{fmt.Sprintf("Day %d", day), clocks})
		}
		if i.Title != scene {
			scene = i.Title
			rows = append(rows, []string{number(i.Scene), scene})
		}
		rows = append(rows, []string{i.Left + "|" + i.Right, i.Who + ": " + i.Does})
		for _, text := range i.Expect {
			rows = append(rows, []string{"", "  " + text})
		}
	}
	for _, row := range rows {
		e.Printf("%s\n", strings.TrimRight(fmt.Sprintf("%-13s%s", row[0], row[1]), " "))
	}
	return nil
}

// number is the number of a scene; what is between two days has none.
func number(scene int) string {
	if scene == 0 {
		return ""
	}
	return fmt.Sprintf("Scene %d", scene)
}

// injects are those of a scenario, in order, with both clocks.
func injects(s scenario.Scenario, e *cli.Env) ([]shownInject, error) {
	calendar, err := s.Calendar(e.Clock.Now())
	if err != nil {
		return nil, err
	}
	all := []shownInject{}
	for _, scene := range s.Scenes {
		for _, i := range scene.Injects {
			left, right, _ := strings.Cut(calendar.Both(calendar.At(i.At)), "|")
			one := shownInject{Scene: scene.No, Title: scene.Title, ID: i.ID, Day: i.At.Day, Left: left, Right: right,
				Who: i.Who, Does: i.Does, Expect: []string{}}
			for _, x := range i.Expect {
				one.Expect = append(one.Expect, x.Text())
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// ScenarioNew is `bordercast scenario new`: a small file to begin with.
type ScenarioNew struct {
	Name string `arg:"" help:"Its name: small letters, digits and hyphens."`
}

// Help has the examples.
func (ScenarioNew) Help() string {
	return `Writes NAME.yaml into this folder: a morning with one alert, commented, which can be played as it is. A file that is
there already is left alone.

    bordercast scenario new flood-watch
    bordercast replay flood-watch.yaml

Exit codes: 0 written, 1 the name is none or the file is there, 2 it could not be written.`
}

var scenarioName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// Run writes it.
func (c ScenarioNew) Run(e *cli.Env) error {
	if !scenarioName.MatchString(c.Name) {
		return cli.Wrong(fmt.Errorf("%q is no name of a scenario; write small letters, digits and hyphens", c.Name))
	}
	file := c.Name + ".yaml"
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return cli.Wrong(fmt.Errorf("%s is there already; choose another name, or move it away", file))
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", file, err)
	}
	_, err = f.WriteString(scenarios.New(c.Name))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s cannot be written: %w", file, err)
	}
	e.Printf("%s is written. Play it: bordercast replay %s\n", file, file)
	return nil
}
