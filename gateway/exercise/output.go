package exercise

import (
	"encoding/json"
	"time"

	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/player"
	"bordercast/gateway/exercise/scenario"
)

// output is shown what happens, as it happens: one of the types of this file.
type output interface{ show(happened any) }

type (
	// opened: everything is up.
	opened struct {
		command, name, title string
		where                player.Where
	}
	// waiting: the script clock runs toward something.
	waiting struct {
		at   time.Time
		next string
	}
	// begun: a scene begins.
	begun struct {
		scene scenario.Scene
		at    time.Time
	}
	// moved: an inject is carried out.
	moved struct {
		inject scenario.Inject
		at     time.Time
	}
	// judged: it is known what came of an expectation.
	judged struct{ outcome observer.Outcome }
	// travelled: how a message went.
	travelled struct {
		journey observer.Journey
		route   string
	}
	// summed: it is over.
	summed struct {
		summary summary
		root    string
	}
	// staying: everything stays up.
	staying struct {
		where player.Where
		look  scenario.LookAround
	}
	// interrupted: it was ended before it was over.
	interrupted struct{ root string }
)

// show writes for a person.
func (t *timeline) show(happened any) {
	switch h := happened.(type) {
	case opened:
		t.opening(h)
	case waiting:
		t.moving(h.at, h.next)
	case begun:
		t.scene(h.scene, h.at)
	case moved:
		t.inject(h.inject, h.at)
	case judged:
		t.outcome(h.outcome)
	case travelled:
		t.journey(h.journey, h.route)
	case summed:
		t.report(h.summary, h.root)
	case staying:
		t.lookAround(h.where, h.look)
	case interrupted:
		t.line("")
		t.line("Interrupted: the gateway is being stopped. What there is stays in " + h.root)
	}
}

// lineByLine writes for a program, an event a line.
type lineByLine struct {
	out    *json.Encoder
	scene  int
	inject string // that is being played
}

// event is a line. What does not belong to its kind is left out.
type event struct {
	Kind     string     `json:"kind"` // opened, scene, inject, expectation, journey, summary or interrupted
	At       *time.Time `json:"at,omitempty"`
	Scenario string     `json:"scenario,omitempty"`
	Title    string     `json:"title,omitempty"`
	Dir      string     `json:"dir,omitempty"`
	Broker   string     `json:"broker,omitempty"`
	HTTP     string     `json:"http,omitempty"`
	Scene    int        `json:"scene,omitempty"`
	Inject   string     `json:"inject,omitempty"`
	Who      string     `json:"who,omitempty"`
	Does     string     `json:"does,omitempty"`
	Text     string     `json:"text,omitempty"` // of an expectation
	Held     *bool      `json:"held,omitempty"`
	Seen     string     `json:"seen,omitempty"`
	From     string     `json:"from,omitempty"`
	To       string     `json:"to,omitempty"`
	Route    string     `json:"route,omitempty"`
	Changed  string     `json:"changed,omitempty"`
	Took     float64    `json:"took_seconds,omitempty"` // real time
	Sums     *sums      `json:"summary,omitempty"`
}

// sums are the summary's numbers, and what the observer found that must never be.
type sums struct {
	Held        bool     `json:"held"` // all of it
	Expected    int      `json:"expected"`
	Failed      int      `json:"failed"`
	Sent        int      `json:"sent"`
	Crossed     int      `json:"crossed"`
	Stayed      int      `json:"stayed"`
	Quarantined int      `json:"quarantined"`
	Duplicates  int      `json:"duplicates"`
	Late        int      `json:"late"`
	Alarms      []string `json:"alarms"`
	Leaks       []string `json:"leaks"`
	Privacy     []string `json:"privacy"`
	Repeats     []string `json:"repeats"`
	Order       []string `json:"order"`
	Bytes       []string `json:"bytes"`
	Unreadable  []string `json:"unreadable"`
	Trail       string   `json:"trail,omitempty"`
}

// show writes a line. Where the output is gone there is nobody to tell.
func (l *lineByLine) show(happened any) {
	e := event{Scene: l.scene, Inject: l.inject}
	switch h := happened.(type) {
	case opened:
		e.Kind, e.Scenario, e.Title, e.Dir, e.Broker, e.HTTP = "opened", h.name, h.title, h.where.Root, h.where.Broker,
			h.where.HTTP
	case begun:
		l.scene, l.inject = h.scene.No, ""
		e = event{Kind: "scene", At: &h.at, Scene: h.scene.No, Title: h.scene.Title}
	case moved:
		l.inject = h.inject.ID
		e.Kind, e.At, e.Inject, e.Who, e.Does = "inject", &h.at, h.inject.ID, h.inject.Who, h.inject.Does
	case judged:
		e.Kind, e.Text, e.Held, e.Seen, e.Took = "expectation", h.outcome.Text, &h.outcome.OK, h.outcome.Seen,
			h.outcome.Took.Seconds()
	case travelled:
		e.Kind, e.From, e.To, e.Route, e.Changed, e.Took = "journey", h.journey.From, h.journey.To, h.route,
			h.journey.Changed, h.journey.Took.Seconds()
	case summed:
		e = event{Kind: "summary", Dir: h.root, Took: h.summary.took.Seconds(), Sums: h.summary.sums()}
	case interrupted:
		e = event{Kind: "interrupted", Dir: h.root}
	default:
		return
	}
	_ = l.out.Encode(e)
}

func (out summary) sums() *sums {
	v := out.verdict
	return &sums{Held: out.holds(), Expected: len(out.outcomes), Failed: len(out.failures()), Sent: out.sent,
		Crossed: out.states["crossed"], Stayed: out.states["stayed"], Quarantined: out.states["quarantined"],
		Duplicates: out.states["duplicate"], Late: out.late, Alarms: list(out.alarms), Leaks: list(v.Leaks),
		Privacy: list(v.Privacy), Repeats: list(v.Repeats), Order: list(v.Order), Bytes: list(v.Bytes),
		Unreadable: list(v.Broken), Trail: firstLine(out.measures.Trail)}
}

// list is [] where nothing is in it.
func list(all []string) []string { return append([]string{}, all...) }
