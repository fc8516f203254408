package cap

import (
	"encoding/csv"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bordercast/cap/xmltree"
)

// shared finds the folder of reference material beside the repository, or skips.
func shared(t testing.TB) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared")
	if _, err := os.Stat(filepath.Join(dir, "DESIGN.md")); err != nil {
		t.Skip("needs ../shared, which is not here")
	}
	return dir
}

// tool finds an installed program, or skips; in CI it must be there.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("needs %s, which is not installed", name)
		}
		t.Skipf("needs %s, which is not installed", name)
	}
	return path
}

// corpus are the paths of every file that INDEX.csv lists.
func corpus(t testing.TB) (dir string, paths []string) {
	t.Helper()
	dir = filepath.Join(shared(t), "corpus")
	f, err := os.Open(filepath.Join(dir, "INDEX.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		paths = append(paths, row[0])
	}
	return dir, paths
}

// refused are the files of the corpus that are no CAP alert, beside the feeds, envelopes and JSON, and why.
var refused = map[string]string{
	"intl/gourav180731-TURANT__imd-patna-2025-09-02.xml":                           "wrong-namespace",
	"suites-invalid/World-Meteorological-Organization-wis2bo__sc.xml":              "unbound-prefix",
	"suites-invalid/bcgov-naad-connector__1.xml":                                   "truncated",
	"suites-invalid/bcgov-naad-connector__incorrect-namespace.xml":                 "wrong-namespace",
	"suites-invalid/bcgov-naad-connector__invalid.xml":                             "not-well-formed",
	"suites-invalid/google-cap-library__invalid.rss.xml":                           "not-cap",
	"suites-invalid/google-cap-library__invalid_element.atom.xml":                  "not-cap",
	"suites-invalid/google-cap-library__no_id.atom.xml":                            "not-cap",
	"suites-invalid/google-cap-library__no_link.atom.xml":                          "not-cap",
	"suites-invalid/google-cap-library__no_title.atom.xml":                         "not-cap",
	"suites-invalid/google-cap-library__weather_invalid.atom.xml":                  "not-cap",
	"suites-invalid/google-cap-library__xee.cap.xml":                               "doctype",
	"suites-valid/CSTARS-uicds__dumbyInc.xml":                                      "not-cap",
	"suites-valid/vgrigoriu-CommonAlertingProtocol__MultipleThunderstorm12Xml.xml": "not-cap",
}

// unwritable are the alerts that lack what CAP 1.2 requires, or say what it does not know: no valid message can
// be made of them without inventing. The rule is the finding that says so of the source.
var unwritable = map[string]string{
	"intl/KDE-foss-public-alert-server__alertswiss-POA-1216107687-4.xml":            "missing-element",
	"intl/KDE-foss-public-alert-server__alertswiss-POA-1222963954-5.xml":            "missing-element",
	"intl/KDE-foss-public-alert-server__alertswiss-TEST-1163.xml":                   "missing-element",
	"suites-invalid/CAPTools-CAPCreator__test_msg3.xml":                             "missing-element",
	"suites-invalid/google-cap-library__invalid.cap.xml":                            "missing-element",
	"suites-invalid/umanda-sambro-agasti__Actual-1151277149.xml":                    "enumeration",
	"suites-invalid/umanda-sambro-agasti__KSTO1055887203.xml":                       "missing-element",
	"suites-invalid/vgrigoriu-CommonAlertingProtocol__ExpiredAlertXml.xml":          "enumeration",
	"suites-invalid/vgrigoriu-CommonAlertingProtocol__MultipleParameterTestXml.xml": "enumeration",
	"suites-invalid/vgrigoriu-CommonAlertingProtocol__WrongData.xml":                "time-form",
	"suites-invalid/vgrigoriu-CommonAlertingProtocol__WrongDateXml.xml":             "time-form",
}

func refusalOf(path string) string {
	switch {
	case strings.HasSuffix(path, ".json"):
		return "not-xml"
	case strings.HasPrefix(path, "feeds/"), strings.HasPrefix(path, "edxl/"):
		return "not-cap"
	}
	return refused[path]
}

// message is one file of the corpus that is an alert.
type message struct {
	path  string
	file  string
	alert *Alert
	found []Finding
}

// alerts reads the corpus and checks that exactly what is no alert is refused, each with its reason.
func alerts(t *testing.T) (dir string, list []message) {
	t.Helper()
	dir, paths := corpus(t)
	for _, path := range paths {
		file := filepath.Join(dir, path)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, doc, err := Read(b)
		code := ""
		if r, ok := errors.AsType[*xmltree.Refusal](err); ok {
			code = r.Code
		}
		if want := refusalOf(path); code != want {
			t.Errorf("%s: refused with %q, want %q", path, code, want)
		}
		if err == nil {
			list = append(list, message{path, file, a, Validate(doc, a)})
		}
	}
	return dir, list
}

// TestSchemaOracle: Validate finds a fault of the schema exactly where libxml2 does, by the XSD of each version.
func TestSchemaOracle(t *testing.T) {
	dir, list := alerts(t)
	if len(list) < 160 {
		t.Errorf("only %d alerts were read", len(list))
	}
	files := map[Version][]string{}
	for _, m := range list {
		files[m.alert.Version] = append(files[m.alert.Version], m.file)
	}
	verdicts := map[string]string{}
	for version, some := range files {
		xsd := filepath.Join(dir, "..", "schema", "cap"+strings.ReplaceAll(string(version), ".", "")+".xsd")
		maps.Copy(verdicts, validates(t, xsd, some))
	}
	for _, m := range list {
		fault := schemaFault(m.found)
		if valid := strings.HasSuffix(verdicts[m.file], "validates"); valid != (fault == "") {
			t.Errorf("%s: xmllint says %q, Validate says %q", m.path, verdicts[m.file], fault)
		}
	}
}

// schemaFault is the first finding that an XSD would make too. A signature in CAP 1.1 is one: the schema forgot it.
func schemaFault(found []Finding) string {
	for _, f := range found {
		if strings.Contains(f.Rule, "/3.4/") && f.Level == LevelError || strings.HasSuffix(f.Rule, "/3.3/signature") {
			return f.String()
		}
	}
	return ""
}

// TestCorpusOut: what is written of each alert is valid CAP 1.2 and says the same.
func TestCorpusOut(t *testing.T) {
	dir, list := alerts(t)
	out := t.TempDir()
	var files []string
	for n, m := range list {
		encoded := m.alert.Encode()
		back, _, err := Read(encoded)
		if err != nil {
			t.Errorf("%s: what was written cannot be read: %v", m.path, err)
			continue
		}
		if m.alert.Digest() != back.Digest() {
			t.Errorf("%s: the digest changes on the way out and in", m.path)
		}
		list[n].file = filepath.Join(out, strings.ReplaceAll(m.path, "/", "~"))
		if err := os.WriteFile(list[n].file, encoded, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, list[n].file)
	}
	verdicts := validates(t, filepath.Join(dir, "..", "schema", "cap12.xsd"), files)
	for _, m := range list {
		rule := unwritable[m.path]
		if valid := strings.HasSuffix(verdicts[m.file], "validates"); valid != (rule == "") {
			t.Errorf("%s: %s", m.path, verdicts[m.file])
		}
		if rule != "" && !says(m.found, rule) {
			t.Errorf("%s: no finding %s says why it cannot be written", m.path, rule)
		}
	}
}

func says(found []Finding, rule string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return strings.HasSuffix(f.Rule, "/3.4/"+rule) })
}

// validates runs xmllint over all files at once; the first line it prints of each is its verdict.
func validates(t *testing.T, schema string, files []string) map[string]string {
	t.Helper()
	args := append([]string{"--noout", "--huge", "--schema", schema}, files...)
	out, _ := exec.Command(tool(t, "xmllint"), args...).CombinedOutput() // exits 3 when any is invalid
	verdicts := map[string]string{}
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		for _, f := range files {
			if rest, ok := strings.CutPrefix(line, f); ok && verdicts[f] == "" {
				verdicts[f] = rest
			}
		}
	}
	return verdicts
}
