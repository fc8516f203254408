package spool

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"bordercast/adapters"
)

// Config is the block of a system of kind spool: its folders, and what is written into out.
//
//	spool: {in: DIR, done: DIR, bad: DIR, out: DIR, write: [cap, json, original, report]}
type Config struct {
	In    string `yaml:"in,omitempty"`    // where the system puts its alerts
	Done  string `yaml:"done,omitempty"`  // where those go that were let in; on the file system of in
	Bad   string `yaml:"bad,omitempty"`   // where those go that were refused; on the file system of in
	Out   string `yaml:"out,omitempty"`   // where the system finds its deliveries
	Write Write  `yaml:"write,omitempty"` // which documents of a delivery become files; none is cap alone
}

// Write is a list of roles, or the word all.
type Write []adapters.Role

// All stands for every role.
const All adapters.Role = "all"

var roles = []adapters.Role{adapters.Original, adapters.Report, adapters.JSON, adapters.Ended, adapters.CAP}

// UnmarshalYAML reads a word alone too.
func (w *Write) UnmarshalYAML(decode func(any) error) error {
	var word string
	if decode(&word) == nil {
		*w = Write{adapters.Role(word)}
		return nil
	}
	var list []adapters.Role
	if err := decode(&list); err != nil {
		return err
	}
	*w = list
	return nil
}

// wants says whether documents of a role are written.
func (w Write) wants(role adapters.Role) bool {
	switch {
	case len(w) == 0:
		return role == adapters.CAP
	case slices.Contains(w, All):
		return true
	case role == adapters.Ended && slices.Contains(w, adapters.JSON): // an end has no Feature
		return true
	}
	return slices.Contains(w, role)
}

// Paths are the folders, to be made absolute by whoever knows what they are relative to. Those that are not named
// are empty.
func (c *Config) Paths() []*string { return []*string{&c.In, &c.Done, &c.Bad, &c.Out} }

// folder is one of the folders and its key.
type folder struct{ key, path string }

// Check says what is wrong with the block of a system that is a source (in), a destination (out) or both. It looks at
// words only and touches no file; call it once the paths are absolute.
func (c Config) Check(in, out bool) []adapters.Mistake {
	var all []adapters.Mistake
	fail := func(key, do, what string, args ...any) {
		all = append(all, adapters.Mistake{Key: key, What: fmt.Sprintf(what, args...), Do: do})
	}
	if !in && !out {
		return nil // what is wrong is that the system is neither
	}
	incoming := []folder{{"in", c.In}, {"done", c.Done}, {"bad", c.Bad}}
	for _, f := range incoming {
		switch {
		case in && f.path == "":
			fail(f.key, "name a folder; in, done and bad must lie on one file system",
				"the system is a source, and its folder %s is not named", f.key)
		case !in && f.path != "":
			fail(f.key, "give the system in, or leave "+f.key+" out", "the system is no source, and has a folder %s", f.key)
		}
	}
	switch {
	case out && c.Out == "":
		fail("out", "name a folder", "the system is a destination, and its folder out is not named")
	case !out && c.Out != "":
		fail("out", "give the system out, or leave the folder out", "the system is no destination, and has a folder out")
	}
	all = append(all, apart(append(incoming, folder{"out", c.Out}))...)
	if !out && len(c.Write) > 0 {
		fail("write", "leave it out", "nothing is written for a system that is no destination")
	}
	for i, role := range c.Write {
		switch {
		case role == All && len(c.Write) > 1:
			fail("write", "write all alone", "all stands beside others")
		case role != All && !slices.Contains(roles, role):
			fail("write", "write all, or a list of cap, json, original, report and ended", "%s is no document of a delivery",
				safe(string(role)))
		case slices.Contains(c.Write[:i], role):
			fail("write", "keep one", "%s stands there twice", role)
		}
	}
	return all
}

// apart finds folders of which one is the other, or inside the other: what goes into the one would come out of the
// other.
func apart(folders []folder) []adapters.Mistake {
	var all []adapters.Mistake
	for i, f := range folders {
		if strings.ContainsRune(f.path, 0) {
			all = append(all, adapters.Mistake{Key: f.key, What: safe(f.path) + " is no path", Do: "name a folder"})
			continue
		}
		for _, other := range folders[:i] {
			if f.path == "" || other.path == "" {
				continue
			}
			if within(f.path, other.path) || within(other.path, f.path) {
				all = append(all, adapters.Mistake{Key: f.key, Do: "name four folders side by side",
					What: fmt.Sprintf("the folder %s is the folder %s, or one lies inside the other", f.key, other.key)})
			}
		}
	}
	return all
}

// within says whether a path is an outer one or lies below it.
func within(path, outer string) bool {
	rel, err := filepath.Rel(outer, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
