package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A scenario of two days is played as fast as possible: how long does that take?

// scenarioHead is the scenario without what the parts of its chains say and without its injects.
//
//go:embed scenario.yaml
var scenarioHead string

const (
	days      = 2
	open      = 40              // chains open at a time, half of them from either side
	pauseMost = 5 * time.Minute // a replay that takes longer is given up
)

// replaying plays a scenario of s.injects injects with the built program, and sends as many alerts the plain way.
func replaying(s settings) error {
	file := filepath.Join(s.dir, "scenario.yaml")
	if err := os.WriteFile(file, []byte(scenarioOf(s.injects)), 0o600); err != nil {
		return err
	}
	played, err := replay(s, file)
	if err != nil {
		return err
	}
	plain, err := plainly(s)
	if err != nil {
		return err
	}
	t := newTable(fmt.Sprintf("a scenario of %d injects over %d hours, --speed max", s.injects, 24*days),
		"measured", "aim", "as many alerts, plain")
	most := time.Minute * time.Duration(s.injects) / 5000
	t.row("in all, with start and verdict", short(played.all), aim(played.all <= most, "≤ "+short(most)), "")
	t.row("from the first inject to the last verdict", short(played.took), "", short(plain.elapsed))
	t.row("injects per second", fmt.Sprintf("%.0f", float64(s.injects)/played.took.Seconds()), "",
		fmt.Sprintf("%.0f alerts", plain.rate()))
	t.row("processor time of gateway and replay, per inject", short(played.spent/time.Duration(s.injects)), "",
		short(plain.per("gateway")+plain.per("bench"))+" of gateway and bench")
	t.row("expectations that failed", fmt.Sprintf("%d of %d", played.failed, played.expected),
		aim(played.failed == 0, "none"), "")
	t.end()
	for _, text := range played.seen {
		fmt.Println("✗", text)
	}
	return nil
}

// replayed is what came of a replay.
type replayed struct {
	all, took        time.Duration // of the program; of the play alone, as it says itself
	spent            time.Duration // processor time of both processes
	expected, failed int
	seen             []string // of the first that failed
}

// replay plays a scenario as a person would.
func replay(s settings, file string) (replayed, error) {
	folder := filepath.Join(s.dir, "scenario")
	if err := os.RemoveAll(folder); err != nil {
		return replayed{}, err
	}
	program, err := filepath.Abs(s.program)
	if err != nil {
		return replayed{}, err
	}
	var out, complaint bytes.Buffer
	cmd := exec.Command(program, "replay", file, "--speed", "max", "--json", "--dir", folder)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return replayed{}, err
	}
	timer := time.AfterFunc(pauseMost, func() { _ = cmd.Process.Signal(os.Interrupt) })
	err = cmd.Wait()
	timer.Stop()
	r := replayed{all: time.Since(start), spent: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	summed := false
	for line := range bytes.Lines(out.Bytes()) {
		var e struct {
			Kind         string `json:"kind"`
			Inject, Text string
			Seen         string
			Held         *bool
			Took         float64 `json:"took_seconds"`
			Summary      *struct{ Expected, Failed int }
		}
		if err := json.Unmarshal(line, &e); err != nil {
			return replayed{}, fmt.Errorf("a line of the replay: %w", err)
		}
		switch {
		case e.Held != nil && !*e.Held && len(r.seen) < 5:
			r.seen = append(r.seen, fmt.Sprintf("%s: %s: %s", e.Inject, e.Text, e.Seen))
		case e.Summary != nil:
			summed = true
			r.took = time.Duration(e.Took * float64(time.Second))
			r.expected, r.failed = e.Summary.Expected, e.Summary.Failed
		}
	}
	if !summed {
		return replayed{}, fmt.Errorf("the replay came to no end: %v %.2000s", err, complaint.String())
	}
	return r, nil
}

// plainly sends as many alerts as there are injects through a gateway, 256 at a time, and judges nothing.
func plainly(s settings) (run, error) {
	g, err := newStage(s, "plain", nil)
	if err != nil {
		return run{}, err
	}
	defer g.stop()
	return g.route.travel(g.letters, 0, s.injects, 256, 0, s.limit)
}

// scenarioOf writes a scenario of n injects. Each sends one message and expects that it is received; an Alert and
// every fourth Update also to stand on the other side, a Cancel that every copy ends. A chain has an Alert, eight
// Updates and a Cancel; as many chains as are open take turns, and are of all ages.
func scenarioOf(n int) string {
	messages, scenes := strings.Builder{}, strings.Builder{}
	scene := 0
	for i := range n {
		if i%1000 == 0 {
			scene++
			fmt.Fprintf(&scenes, "- scene: %d\n  title: Part %d\n  injects:\n", scene, scene)
		}
		m := memberOf(i)
		fmt.Fprintf(&messages, "  %s: {like: %s, %sincident: EXERCISE-%s, en: {headline: %s %d}}\n", m.name, m.like,
			m.follows, m.chain, m.head, i)
		minute := i * days * 24 * 60 / n
		fmt.Fprintf(&scenes, "  - {id: i%d, at: %d %02d:%02d, who: weather-%s, does: sends, send: %s, "+
			"expect: [received: %s%s]}\n", i, 1+minute/1440, minute/60%24, minute%60, m.side, m.name, m.name, m.expect)
	}
	return scenarioHead + messages.String() + "\nscenes:\n" + scenes.String()
}

// member is a message of a chain in a scenario.
type member struct{ side, chain, name, like, follows, head, expect string }

// memberOf is the message of the i-th inject.
func memberOf(i int) member {
	of, round := i%open, i/open
	step := (round + of) % lives
	first := max(0, round-step)
	side, other := "us", "ca"
	if of%2 == 1 {
		side, other = "ca", "us"
	}
	name := func(round int) string { return fmt.Sprintf("m%d-%d", of, round) }
	m := member{side: side, chain: fmt.Sprintf("%d-%d", of, first), name: name(round), like: side,
		head: "EXERCISE tornado part"}
	switch follows := "follows: [" + name(round-1) + "], "; {
	case round == first:
	case step == lives-1:
		m.like, m.follows, m.head = side+"-over", follows, "EXERCISE over part"
		m.expect = fmt.Sprintf(", {ended: %s, how: cancelled}", m.name)
		return m
	default:
		m.follows = "type: Update, " + follows
	}
	if step%4 == 0 || round == first {
		m.expect = fmt.Sprintf(", {stands: %s, reader: %s, is: signed}", m.name, other)
	}
	return m
}
