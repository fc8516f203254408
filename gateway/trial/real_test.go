package trial

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/cap/validate"
	"bordercast/cap/xmltree"
	"bordercast/certs"
)

// TestCorpusTable shows, for every real message that lies beside the repository, what the program makes of it: version,
// findings, verdict, level towards the other country, and what is lost on the way. It fails where something crashes,
// where a message is refused without saying why, and where the translation of a readable alert is not valid CAP 1.2.
func TestCorpusTable(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "corpus")
	index, err := os.Open(filepath.Join(dir, "INDEX.csv"))
	if err != nil {
		t.Skip("needs ../shared, which is not here: the real messages were not read")
	}
	defer index.Close()
	rows, err := csv.NewReader(index).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := []string{fmt.Sprintf("%-74s %-4s %-9s %-30s %-8s %-8s %s", "file", "CAP", "findings", "verdict", "to us",
		"to ca", "dropped")}
	refused, read := 0, 0
	for _, row := range rows[1:] {
		doc, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		line, ok := tabled(t, row[0], doc)
		if ok {
			read++
		} else {
			refused++
		}
		table = append(table, line)
	}
	t.Logf("%d messages: %d alerts, %d refused with a reason\n%s", len(rows)-1, read, refused, strings.Join(table, "\n"))
	if read < 160 {
		t.Errorf("only %d of the real messages are read as alerts", read)
	}
}

func tabled(t *testing.T, name string, raw []byte) (line string, ok bool) {
	short := name
	if len(short) > 74 {
		short = short[:34] + "…" + short[len(short)-39:]
	}
	alert, doc, err := cap.Read(raw)
	var why *xmltree.Refusal
	if errors.As(err, &why) {
		if why.Code == "" || why.Text == "" {
			t.Errorf("%s is refused without saying why", name)
		}
		return fmt.Sprintf("%-74s refused: %s", short, why.Code), false
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return short, false
	}
	findings := map[cap.Level]int{}
	for _, f := range validate.Alert(doc, alert) {
		findings[f.Level]++
	}
	judged := (*certs.Trust)(nil).Judge(doc, alert.Sent.At)
	us, dropped := crossing(t, name, alert, cap.US)
	ca, more := crossing(t, name, alert, cap.CA)
	counts := fmt.Sprintf("%d/%d/%d", findings["error"], findings["warning"], findings["advice"])
	verdict := string(judged.Verdict)
	if judged.Reason != verdict {
		verdict += " " + judged.Reason
	}
	return fmt.Sprintf("%-74s %-4s %-9s %-30.30s %-8s %-8s %d, %d", short, alert.Version, counts, verdict, us, ca, dropped,
		more), true
}

// crossing is the level an alert reaches on a side, by parts, and how many things are dropped on the way.
func crossing(t *testing.T, name string, alert *cap.Alert, to cap.Side) (levels string, dropped int) {
	drafts, err := translate.Translate(translate.Request{Alert: alert, To: to, Gateway: "nb-me",
		Sender: "gateway@example.invalid", Stateless: true, Atlas: atlas(t)})
	var why *translate.Unusable
	if errors.As(err, &why) {
		return "-", 0
	}
	if err != nil {
		t.Errorf("%s to %s: %v", name, to, err)
		return "!", 0
	}
	for _, d := range drafts {
		if d.Level != "" && !strings.Contains(levels, string(d.Level)) {
			levels = strings.TrimPrefix(levels+"+"+string(d.Level), "+")
		}
		for _, r := range d.Report.Rows {
			if r.Action == translate.Dropped {
				dropped++
			}
		}
	}
	return levels, dropped
}

// Every real message through the program itself, as a person would: whatever it says, it says it with an exit code it
// promises, and never with a stack trace.
func TestCorpusByHand(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpus", "*", "*"))
	if err != nil || len(files) == 0 {
		t.Skip("needs ../shared, which is not here: the real messages were not read")
	}
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"validate"}, {"verify"}} {
		out, err := exec.Command(program, append(command, files...)...).CombinedOutput()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() > 2) || strings.Contains(string(out), "goroutine ") {
			t.Errorf("%v: %v\n%.2000s", command, err, out)
		}
	}
}
