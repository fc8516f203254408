package trial

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"bordercast/cap"
)

// foreign is what a reader that shares no code with this program says a document says (.ci/judge/read.js, which is
// @dec112/cap-ts). Values are as written, names in lower case as that reader has them.
type foreign struct {
	Error      string
	Identifier string
	Sender     string
	Sent       string
	Status     string
	MsgType    string
	Scope      string
	References string
	Infos      []foreignInfo
}

type foreignInfo struct {
	Language, Event, Urgency, Severity, Certainty string
	Effective, Onset, Expires                     string
	Headline, Description, Instruction            string
	Codes, Parameters                             []string
	Areas                                         []foreignArea
}

type foreignArea struct {
	Desc                        string
	Polygons, Circles, Geocodes []string
}

// meant is what that reader has to say about an alert.
func meant(a *cap.Alert) foreign {
	f := foreign{Identifier: a.Identifier, Sender: a.Sender, Sent: a.Sent.Text, Status: string(a.Status),
		MsgType: string(a.MsgType),
		Scope:   string(a.Scope), References: a.References}
	for n := range a.Infos {
		i := &a.Infos[n]
		out := foreignInfo{Language: i.Language, Event: i.Event, Urgency: string(i.Urgency), Severity: string(i.Severity),
			Certainty: string(i.Certainty),
			Effective: i.Effective.Text, Onset: i.Onset.Text, Expires: i.Expires.Text, Headline: i.Headline,
			Description: i.Description,
			Instruction: i.Instruction, Codes: written(i.EventCodes), Parameters: written(i.Parameters)}
		for _, area := range i.Areas {
			out.Areas = append(out.Areas, foreignArea{area.Desc, area.Polygons, area.Circles, written(area.Geocodes)})
		}
		f.Infos = append(f.Infos, out)
	}
	return f
}

func written(pairs []cap.Pair) (list []string) {
	for _, p := range pairs {
		list = append(list, p.Name+"="+p.Value)
	}
	return list
}

// differences names what two readers read differently; white space does not count.
func differences(got, want foreign) (list []string) {
	compare("", reflect.ValueOf(got), reflect.ValueOf(want), &list)
	return list
}

func compare(path string, got, want reflect.Value, list *[]string) {
	switch got.Kind() {
	case reflect.Struct:
		for n := range got.NumField() {
			compare(path+"/"+got.Type().Field(n).Name, got.Field(n), want.Field(n), list)
		}
	case reflect.Slice:
		if got.Len() != want.Len() {
			*list = append(*list, fmt.Sprintf("%s: %d, meant %d", path, got.Len(), want.Len()))
			return
		}
		for n := range got.Len() {
			compare(fmt.Sprintf("%s[%d]", path, n+1), got.Index(n), want.Index(n), list)
		}
	default:
		if g, w := folded(got.String()), folded(want.String()); g != w {
			*list = append(*list, fmt.Sprintf("%s: %.60q, meant %.60q", path, g, w))
		}
	}
}

func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

// foreignRead reads files with the foreign reader, in one process.
func foreignRead(t *testing.T, files []string) []foreign {
	t.Helper()
	script := filepath.Join("..", "..", ".ci", "judge", "read.js")
	if _, err := os.Stat(filepath.Join(filepath.Dir(script), "node_modules", "@dec112", "cap-ts")); err != nil {
		absent(t, "@dec112/cap-ts, which .ci/tools installs")
	}
	cmd := exec.Command(program(t, "node"), script)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, errs.String())
	}
	var all []foreign
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var f foreign
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	if len(all) != len(files) {
		t.Fatalf("the foreign reader answered for %d of %d files", len(all), len(files))
	}
	return all
}

// schemaFaults holds files against the OASIS schema with xmllint, and returns what is wrong by file.
func schemaFaults(t *testing.T, files []string) map[string]string {
	t.Helper()
	schema := filepath.Join("..", "..", "..", "shared", "schema", "cap12.xsd")
	if _, err := os.Stat(schema); err != nil {
		t.Skip("needs ../shared, which is not here: the schema is there")
	}
	// exits 3 when any is invalid
	out, _ := exec.Command(program(t, "xmllint"), append([]string{"--noout", "--schema", schema},
		files...)...).CombinedOutput()
	faults := map[string]string{}
	valid := 0
	for line := range strings.SplitSeq(string(out), "\n") {
		file, _, _ := strings.Cut(line, ":")
		switch {
		case strings.HasSuffix(line, " validates"):
			valid++
		case line != "" && faults[file] == "":
			faults[file] = line
		}
	}
	if valid == 0 {
		t.Fatalf("xmllint found no file valid:\n%.2000s", out)
	}
	return faults
}

// program finds a program that the tests set this one against.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		absent(t, name)
	}
	return path
}

func absent(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("needs %s: it is not here, and may not be skipped in CI", what)
	}
	t.Skipf("needs %s", what)
}
