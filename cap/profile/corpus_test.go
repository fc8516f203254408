package profile_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/profile"
)

func TestCorpusX(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	for dir, ps := range map[string][]profile.Profile{"us-nws": {"nws", "ipaws"}, "us-ipaws": {"ipaws", "nws"}, "ca-eccc": {"capcp"}, "ca-naad": {"capcp"}} {
		_ = filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			raw, err := os.ReadFile(path)
			if err != nil {
				return nil
			}
			a, _, err := cap.Read(raw)
			if err != nil {
				return nil
			}
			for _, p := range ps {
				r := profile.Check(a, p)
				fmt.Printf("== %s %s %s/%s/%s errors %d\n", p, strings.TrimPrefix(path, root), a.Version, a.Status, a.MsgType, r.Errors())
				seen := map[string]bool{}
				for _, f := range r.Findings {
					if !seen[f.Rule] {
						fmt.Printf("     %s %s %s: %s\n", f.Level, f.Rule, f.Path, f.Text)
						seen[f.Rule] = true
					}
				}
				for _, c := range r.Channels {
					fmt.Printf("   ch %s %v %s\n", c.Channel, c.Fit, strings.Join(c.Reasons, " | "))
				}
			}
			return nil
		})
	}
}
