package translate

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	_ "time/tzdata"

	"bordercast/cap/translate/phrase"
)

// TestPhrasesAreUsed: every key that the program names is in the table, and every line of the table is named by the
// program, alone or by its family.
func TestPhrasesAreUsed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	beside, more := filepath.Glob("*/*.go")
	if files = append(files, beside...); err != nil || more != nil {
		t.Fatal(err, more)
	}
	var program strings.Builder
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && !strings.HasSuffix(f, "_test.go") {
			program.Write(b)
		}
	}
	text := program.String()
	for key := range phrase.All() {
		family, name, _ := strings.Cut(string(key), "/")
		alone := strings.Contains(text, `"`+string(key)+`"`)
		byFamily := strings.Contains(text, `phrase.Key("`+family+`")`) || strings.Contains(text, `.word("`+family+`"`) ||
			strings.Contains(text, `"`+family+"/"+first(name)+`"`) || strings.Contains(text, `"`+family+`/"`)
		if !alone && !byFamily {
			t.Errorf("%s is used nowhere", key)
		}
	}
	named := regexp.MustCompile(`\bKey = "([a-z/-]+)"|phrase\.Key\("([a-z]+/[a-z/-]+)"\)`)
	for _, key := range named.FindAllStringSubmatch(text, -1) {
		if p := phrase.Key(key[1] + key[2]); p.In(phrase.FrCA) == "" {
			t.Errorf("%s is not in the table", p)
		}
	}
}

func first(name string) string {
	name, _, _ = strings.Cut(name, "/")
	return name
}
