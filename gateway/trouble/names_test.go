package trouble

import (
	"strings"
	"testing"
)

// hostile is a name that drives a terminal, turns the reading direction and hides itself.
const hostile = "x\x1b[2Jy\u202ez\ufeff\u200b\a"

// Whatever stands on the command line, or came in an alert, is printed without what drives a terminal.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.up("data")
	l := us("PLUME")
	l.sender, l.headline = "duty@maine.invalid", "Plume\u202e\ufeff"
	l.id = "ID\ufeff\u202e"
	w.post("maine", l, "public-ca")
	file := w.write("a\x1b[2Jb\u202e.xml", []byte("no alert"))
	for _, args := range [][]string{
		{"validate", file}, {"verify", file}, {"translate", "--to", "us", file}, {"explain", file}, {"send", file, "--as",
			"maine"},
		{"validate", hostile}, {"verify", hostile}, {"translate", "--to", "us", hostile}, {"explain", hostile},
		{"send", hostile, "--as", "maine"},
		{"send", file, "--as", hostile}, {"approve", hostile, "--as", hostile}, {"deny", hostile, "--as", hostile, "--reason",
			hostile},
		{"ack", hostile, "--as", hostile}, {"recall", hostile, "--as", hostile, "--reason", hostile}, {"resend", hostile,
			"--as", hostile, "--reason", hostile},
		{"show", hostile}, {"show", "--as", hostile, hostile}, {"quarantine", "show", hostile}, {"quarantine", "release",
			hostile, "--as", hostile, "--reason", "r"},
		{"trail", "show"}, {"trail", "show", "--alert", hostile}, {"trail", "show", "--kind", hostile}, {"trail", "verify",
			"--since", hostile},
		{"status"}, {"status", "--alerts"}, {"status", "--alerts", "--json"}, {"trail", "show", "--json"},
		{"status", "--mine", hostile}, {"status", "--data", hostile}, {"event", hostile}, {"geo", "show", hostile},
		{"watch", "--region", hostile},
		{"foreign", "list", "--data", hostile}, {"foreign", "clear", hostile, "--as", hostile}, {"config", "retire", hostile,
			"--as", hostile},
		{"config", "retire", "public-ca", "--as", hostile}, {"config", "rename", hostile, hostile, "--as", hostile},
		{"config", "rename", "trouble", hostile, "--as", "operator"}, {"keys", "new", "--as", hostile}, {"keys", "new",
			"--as", "x", "--data", hostile},
		{"backup", hostile, "--as", hostile}, {"backup", hostile + "/" + hostile, "--as", "operator"}, {"restore", hostile,
			"--data", hostile, "--as", hostile},
		{"reload", "--as", hostile}, {"show", hostile, "--json"}, {"ack", hostile, "--as", hostile, "--json"},
		{"config", "check", hostile}, {"certs", "show", hostile}, {"serve", "--config", hostile}, {hostile}, {"--" + hostile},
	} {
		said, _ := w.run(args...)
		for _, c := range []string{"\x1b", "\u202e", "\ufeff", "\u200b", "\a"} {
			if strings.Contains(said, c) {
				t.Errorf("bordercast %q prints %q:\n%q", args, c, said)
			}
		}
	}
}
