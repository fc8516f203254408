// Program bench measures what one alert costs and what the daemon does on this machine, in one run: `make bench`.
//
// It never fails on a figure. It prints one table, each figure beside its aim where there is one and beside the
// baseline of the same run: etree, goxmldsig and xmlsec1 for what one alert costs, a plain Mosquitto bridge for the
// way through. docs/performance.md says how to read it.
//
// The way through is measured from outside: Mosquitto is a process, the daemon is the built program in a process of
// its own, this program is the centre that signs and sends and the reader that receives. Each one's processor time is
// read from /proc. All alerts are fictional exercises.
//
// With -profile FOLDER the daemon runs inside a second copy of this program and writes a processor and a heap profile
// there at its end; the product itself has no such door.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// settings are the flags.
type settings struct {
	program string
	dir     string
	profile string
	alerts  int
	active  int
	injects int
	limit   time.Duration
	only    string
	each    int
	many    int
}

func main() {
	var s settings
	inside := flag.String("serve", "", "used by -profile: run the daemon on this configuration in this process")
	flag.StringVar(&s.program, "program", "./bordercast", "the built program")
	flag.StringVar(&s.dir, "dir", "", "folder on the disk to measure; left out: a temporary one")
	flag.StringVar(&s.profile, "profile", "", "folder for profiles of the daemon")
	flag.IntVar(&s.alerts, "alerts", 100_000, "alerts of the long run, after which memory is read")
	flag.IntVar(&s.active, "active", 400, "chains live at a time")
	flag.IntVar(&s.injects, "injects", 5000, "injects of the scenario that is played")
	flag.DurationVar(&s.limit, "limit", 110*time.Second,
		"the longest the long run may take; what it did until then counts")
	flag.StringVar(&s.only, "only", "", "one part: map, alert, accept, through, flood, rsa, scenario, wires or dead")
	flag.IntVar(&s.each, "each", 1000, "alerts through each wire of part wires")
	flag.IntVar(&s.many, "destinations", 1000, "destinations of part dead")
	flag.Parse()
	if err := start(s, *inside); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func start(s settings, inside string) error {
	if inside != "" {
		return serve(inside, s.profile)
	}
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "bordercast-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		s.dir = dir
	}
	if _, err := exec.LookPath("mosquitto"); err != nil {
		return fmt.Errorf("needs mosquitto (Debian: apt-get install mosquitto): %w", err)
	}
	return report(s)
}

// report measures part by part and prints each as soon as it is known.
func report(s settings) error {
	sync, err := syncLatency(s.dir)
	if err != nil {
		return fmt.Errorf("the folder %s: %w", s.dir, err)
	}
	started := time.Now()
	fmt.Printf("bordercast bench · %s\n%s · load average %s\nwrite and fsync 4 KB in %s, p50 / p99: %s\n",
		started.Format("2006-01-02 15:04"), machine(), load(), filepath.Dir(s.dir), sync)
	for _, part := range []struct {
		name string
		do   func(settings) error
		long bool // only where it is asked for
	}{{"map", theMap, false}, {"alert", oneAlert, false}, {"accept", accepting, false}, {"through", through, false},
		{"flood", floods, false}, {"rsa", withRSA, false}, {"scenario", replaying, true}, {"wires", allWires, true},
		{"dead", someDead, true}} {
		if s.only != part.name && (s.only != "" || part.long) {
			continue
		}
		if err := part.do(s); err != nil {
			return fmt.Errorf("part %s: %w", part.name, err)
		}
	}
	fmt.Printf("\ntook %s; load average at the end %s\n", short(time.Since(started)), load())
	return nil
}
