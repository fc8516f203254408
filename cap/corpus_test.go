package cap

import (
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
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

func TestCorpus(t *testing.T) {
	dir, paths := corpus(t)
	for _, path := range paths {
		b, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = Read(b)
		if r, ok := errors.AsType[*xmltree.Refusal](err); ok {
			t.Logf("%q: %q, // %s", path, r.Code, r)
		}
	}
}

// validates runs xmllint over files at once and says of each whether it is valid.
func validates(t *testing.T, schema string, files []string) map[string]string {
	t.Helper()
	args := append([]string{"--noout", "--huge", "--schema", schema}, files...)
	out, _ := exec.Command(tool(t, "xmllint"), args...).CombinedOutput()
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

func TestSchemaOracle(t *testing.T) {
	dir, paths := corpus(t)
	files := map[Version][]string{}
	mine := map[string][]Finding{}
	for _, path := range paths {
		file := filepath.Join(dir, path)
		b, _ := os.ReadFile(file)
		a, doc, err := Read(b)
		if err != nil {
			continue
		}
		files[a.Version] = append(files[a.Version], file)
		mine[file] = Validate(doc, a)
	}
	for version, list := range files {
		xsd := filepath.Join(dir, "..", "schema", "cap"+strings.ReplaceAll(string(version), ".", "")+".xsd")
		verdicts := validates(t, xsd, list)
		for _, f := range list {
			valid := strings.Contains(verdicts[f], "validates")
			if valid != (schemaFault(mine[f]) == "") {
				t.Errorf("%s: xmllint says %q, Validate says %q", f, verdicts[f], schemaFault(mine[f]))
			}
		}
	}
}

func schemaFault(found []Finding) string {
	for _, f := range found {
		if strings.Contains(f.Rule, "/3.4/") && f.Level == LevelError {
			return f.String()
		}
	}
	return ""
}

func TestEncodeIsValid(t *testing.T) {
	dir, paths := corpus(t)
	out := t.TempDir()
	var files []string
	for _, path := range paths {
		b, _ := os.ReadFile(filepath.Join(dir, path))
		a, _, err := Read(b)
		if err != nil {
			continue
		}
		encoded := a.Encode()
		back, _, err := Read(encoded)
		if err != nil {
			t.Errorf("%s: what was written cannot be read: %v", path, err)
			continue
		}
		if a.Digest() != back.Digest() {
			t.Errorf("%s: the digest changes on the way out and in", path)
		}
		file := filepath.Join(out, strings.ReplaceAll(path, "/", "~"))
		os.WriteFile(file, encoded, 0o600)
		files = append(files, file)
	}
	verdicts := validates(t, filepath.Join(dir, "..", "schema", "cap12.xsd"), files)
	for _, f := range files {
		if !strings.Contains(verdicts[f], "validates") {
			t.Errorf("%s: %s", filepath.Base(f), verdicts[f])
		}
	}
}
