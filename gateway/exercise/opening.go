package exercise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bordercast/gateway/exercise/player"
	"bordercast/gateway/exercise/scenario"
)

// opening says what is about to happen, and where.
func (t *timeline) opening(o opened) {
	w := o.where
	t.line(t.paint.bold(o.command) + ": " + o.title + ".")
	t.line("Every message is fictional. Nothing leaves this computer: one gateway, its own broker, loopback only.")
	t.line("")
	t.row("folder", w.Root)
	t.row("broker", w.Broker+" (embedded)")
	t.row("gateway", fmt.Sprintf("process %d, its own clock at %g times real time; idle time is jumped over",
		w.Process, w.Factor))
	t.row("", "faults and latencies are in real seconds")
}

// lookAround says what a person can do while everything is still up.
func (t *timeline) lookAround(w player.Where, look scenario.LookAround) {
	program := program(w.Binary)
	data := w.Data
	port := w.Broker[strings.LastIndex(w.Broker, ":")+1:] // the embedded broker's
	t.line("")
	t.line(t.paint.bold("Everything is still running. Look around, in another terminal:"))
	for _, c := range [][2]string{
		{"what is the case", program + " status --data " + data},
		{"what happened", program + " trail show --data " + data},
		{"why", program + " explain --data " + data + " " + filepath.Join(w.Sent, look.Message+".xml")},
		{"as " + look.Who, "mosquitto_sub -p " + port + " -v -t '" + strings.Join(look.Filters, "' -t '") + "'"},
		{"everything", "mosquitto_sub -p " + port + " -F '%t %l' -t 'alerts/#' -t 'parties/#'"},
		{"how it is doing", "curl http://" + w.HTTP + "/metrics"},
	} {
		t.line("  " + pad(c[0], 37) + t.paint.cyan(c[1]))
	}
	t.line("")
	t.line("Ctrl-C ends it.")
}

// program is how a person calls this program: `go run` builds it into a folder that is gone afterwards.
func program(binary string) string {
	if strings.HasPrefix(binary, filepath.Join(os.TempDir(), "go-build")) {
		return "go run ."
	}
	return binary
}
