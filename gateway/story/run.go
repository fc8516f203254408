package story

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run is the gateway as it starts and stops: on which configuration, and with what in its folder.
type run struct {
	t      *testing.T
	world  World
	folder string
	config string
	before string // the configuration before it was changed
	runs   bool
}

// data is the gateway's folder.
func (r *run) data() string { return filepath.Join(r.folder, "data") }

// configure writes the configuration with these routes. pem names the file of a signer's certificate.
func (r *run) configure(routes string, pem func(of string) string) {
	text := strings.NewReplacer("KEY", pem("maine"), "COPIES", pem("copy")).Replace(usualConfig)
	if entitled, rest, ok := strings.Cut(routes, "---\n"); ok {
		text, routes = strings.ReplaceAll(text, "may_end: {}", strings.TrimSpace(entitled)), rest
	}
	r.config = text + routes
}

func (r *run) start() {
	r.world.Start(r.config)
	r.runs = true
}

func (r *run) stop() {
	r.world.Stop()
	r.runs = false
}

func (r *run) startWithout(words []string) {
	var kept []string
	for line := range strings.SplitSeq(r.config, "\n") {
		if !strings.Contains(line, "{name: "+words[1]+",") && !strings.Contains(line, "to: ["+words[1]+"]") {
			line = strings.ReplaceAll(line, ", "+words[1]+"]", "]")
			kept = append(kept, strings.ReplaceAll(line, "["+words[1]+", ", "["))
		}
	}
	r.before, r.config = r.config, strings.Join(kept, "\n")
	r.start()
}

// startWith ends the gateway and starts it on another configuration, as a hangup does.
func (r *run) startWith(words []string) {
	if !strings.Contains(r.config, words[2]) {
		r.t.Fatalf("the configuration does not say %q", words[2])
	}
	r.config = strings.ReplaceAll(r.config, words[2], words[1])
	r.stop()
	r.start()
}

// startAsItWas takes back the last change of the configuration.
func (r *run) startAsItWas([]string) {
	r.config = r.before
	r.start()
}

// loseDisk is the disk gone, the broker alive: the next start finds an empty data folder.
func (r *run) loseDisk([]string) {
	r.t.Helper()
	if err := os.RemoveAll(r.data()); err != nil {
		r.t.Fatal(err)
	}
}

// backUp copies the data folder of a gateway that has stopped.
func (r *run) backUp([]string) {
	r.t.Helper()
	to := filepath.Join(r.folder, "backup")
	if err := os.CopyFS(to, os.DirFS(r.data())); err != nil {
		r.t.Fatal(err)
	}
	secret, err := filepath.Glob(filepath.Join(to, "keys", "*.key"))
	for _, file := range secret {
		if err = os.Chmod(file, 0o600); err != nil {
			break
		}
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *run) putBack([]string) {
	r.t.Helper()
	r.loseDisk(nil)
	if err := os.Rename(filepath.Join(r.folder, "backup"), r.data()); err != nil {
		r.t.Fatal(err)
	}
}
