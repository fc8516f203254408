package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// codeForms are how codes of each list look.
var codeForms = []struct {
	form *regexp.Regexp
	name string
	list string // before a colon
}{
	{regexp.MustCompile(`^[0-9]{6}$`), "SAME", "SAME"},
	{regexp.MustCompile(`^(?i:[A-Z]{2}[CZ]([0-9]{3}|ALL))$`), "UGC", "UGC"},
	{regexp.MustCompile(`^([0-9]{1,2}|[0-9]{4}|[0-9]{7})$`), "profile:CAP-CP:Location:0.3", "SGC"},
	{regexp.MustCompile(`^[0-9]{6}$`), geo.CLC, "CLC"},
}

// CodeOfText reads a code by its list's name or by its form.
func CodeOfText(text string) (cap.Pair, bool) {
	list, value, named := strings.Cut(text, ":")
	if !named {
		list, value = "", text
	}
	for _, f := range codeForms {
		if (list == "" || strings.EqualFold(list, f.list)) && (named || f.form.MatchString(value)) {
			return cap.Pair{Name: f.name, Value: value}, true
		}
	}
	return cap.Pair{}, false
}

// GeoFolder is where imported layers lie: beside the gateway's store.
func (p Place) GeoFolder() (string, error) {
	dir, err := p.Folder()
	return filepath.Join(dir, "geo"), err
}

// Atlas is the map with what was imported for this gateway.
func (p Place) Atlas() (*geo.Atlas, error) {
	dir, err := p.GeoFolder()
	if err != nil {
		return nil, err
	}
	return geo.LoadFrom(os.DirFS(dir))
}
