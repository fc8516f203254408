package exercise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// opening says what is about to happen, and where.
func (t *timeline) opening(s *stage) {
	t.line(t.paint.bold("bordercast demo") + ": two days in the manner of CAUSE II (Maine–New Brunswick, 2013).")
	t.line("Every message is fictional. Nothing leaves this computer: one gateway, its own broker, loopback only.")
	t.line("")
	t.row("folder", s.folder.root)
	t.row("broker", s.broker+" (embedded)")
	t.row("gateway", fmt.Sprintf("process %d, its own clock at %g times real time; idle time is jumped over", s.gateway.cmd.Process.Pid, s.script.pace.Factor))
	t.row("", "faults and latencies are in real seconds")
}

// lookAround says what a person can do while everything is still up.
func (t *timeline) lookAround(s *stage) {
	program := s.program()
	data := s.folder.data
	t.line("")
	t.line(t.paint.bold("Everything is still running. Look around, in another terminal:"))
	for _, c := range [][2]string{
		{"what is the case", program + " status --data " + data},
		{"what happened", program + " trail show --data " + data},
		{"why", program + " explain --data " + data + " " + filepath.Join(s.folder.sent, plume+".xml")},
		{"as a responder in Washington County", "mosquitto_sub -p " + s.port() + " -v -t 'alerts/v1/actual/us/us/me/029/#' -t 'alerts/v1/actual/us/us/_/_/#'"},
		{"everything", "mosquitto_sub -p " + s.port() + " -F '%t %l' -t 'alerts/#' -t 'parties/#'"},
		{"how it is doing", "curl http://" + s.http + "/metrics"},
	} {
		t.line("  " + pad(c[0], 37) + t.paint.cyan(c[1]))
	}
	t.line("")
	t.line("Ctrl-C ends it.")
}

// port is the embedded broker's.
func (s *stage) port() string { return s.broker[strings.LastIndex(s.broker, ":")+1:] }

// program is how a person calls this program: `go run` builds it into a folder that is gone afterwards.
func (s *stage) program() string {
	if strings.HasPrefix(s.gateway.binary, filepath.Join(os.TempDir(), "go-build")) {
		return "go run ."
	}
	return s.gateway.binary
}
