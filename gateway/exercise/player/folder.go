package player

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"bordercast/gateway/exercise/scenario"
)

// folder is where everything of one exercise lies: nothing is written anywhere else.
type folder struct {
	root   string
	config string // the gateway's configuration
	data   string // the gateway's own folder
	keys   string // the centres' keys
	log    string // what the gateway says
	sent   string // every message the centres sent, as sent
	seen   string // every message the observer saw, one a line
}

// makeFolder makes the folder, or takes an empty one. A folder that holds anything is refused: it may be a gateway
// in service.
func makeFolder(dir string) (folder, error) {
	if dir == "" {
		made, err := os.MkdirTemp("", "bordercast-demo-")
		if err != nil {
			return folder{}, fmt.Errorf("the exercise cannot write: name a folder with --dir: %w", err)
		}
		dir = made
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return folder{}, err
	}
	if held, _ := os.ReadDir(dir); len(held) > 0 {
		return folder{}, fmt.Errorf(
			"%s is not empty: an exercise makes a store of its own; name a new folder with --dir, or leave it out",
			dir,
		)
	}
	f := folder{root: dir, config: filepath.Join(dir, "bordercast.yaml"), data: filepath.Join(dir, "data"),
		keys: filepath.Join(
			dir,
			"keys",
		), log: filepath.Join(dir, "gateway.log"), sent: filepath.Join(dir, "sent"), seen: filepath.Join(dir, "observed.tsv")}
	for _, d := range []string{f.root, f.data, f.keys, f.sent} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return folder{}, fmt.Errorf("the exercise cannot write: name another folder with --dir: %w", err)
		}
	}
	return f, nil
}

// lastWords is the end of the gateway's log, for the person whose demonstration did not start.
func (f folder) lastWords() string {
	b, err := os.ReadFile(f.log)
	if err != nil || len(b) == 0 {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return ", which ends:\n  " + strings.Join(lines[max(0, len(lines)-5):], "\n  ")
}

// writeConfig fills the configuration of a scenario in.
func (f folder) writeConfig(c scenario.Configuration, fields scenario.Fields) error {
	return os.WriteFile(f.config, []byte(c.Filled(fields)), 0o600)
}

// freePort finds a loopback port that nobody uses. Between here and its use somebody may take it; then the gateway
// says so in one sentence, and the exercise ends.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}
