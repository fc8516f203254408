package profile_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"bordercast/cap"
	"bordercast/cap/profile"
)

// unkept are the real messages that break the profile their group is of, by the beginning of their path, with the
// rules they break and why that is so. No Canadian message does.
var unkept = []struct{ path, rules, why string }{
	{"us-nws/dec112-cap-ts__BC-05", "code/profile eventCode/alike eventCode/same", tsunami + " with several products"},
	{"us-nws/dec112-cap-ts__BC-06", "code/profile eventCode/alike eventCode/same", tsunami + " with several products"},
	{"us-nws/dec112-cap-ts__BC-09", "code/profile eventCode/alike eventCode/same", tsunami + " with several products"},
	{"us-nws/dec112-cap-ts__BC-11", "code/profile eventCode/alike eventCode/same", tsunami + " with several products"},
	{"us-nws/dec112-cap-ts__BC-", "code/profile eventCode/same", tsunami},
	{"us-nws/google-cap-library__wcatwc-warning", "code/profile eventCode/same", tsunami},
	{"us-nws/willglynn-oasiscap__google-PAAQ", "eventCode/same", tsunami},
	{"us-nws/willglynn-oasiscap__nws-5c2cf27", "alert/version code/profile", old},
	{"us-nws/openbroadcaster-obplayer__NWS-IDP-PROD-3296165", "expires/present",
		"edited by the authors of a test, who took expires out"},
	{"us-nws/google-cap-library__earthquake_signed", "alert/version", old},
	{"us-nws/google-cap-library__weather.cap", "alert/version code/profile", old},
	{"us-nws/k9barry", "alert/version code/profile", old},
	{"us-nws/ckundo", "alert/version code/profile eventCode/form", old + ", with an empty SAME"},
	{"us-nws/kelvinn", "alert/version code/profile eventCode/form", old + ", with an empty SAME"},
	{"us-nws/morrissimo", "alert/version code/profile eventCode/form", old + ", with an empty SAME"},
}

const (
	tsunami = "the tsunami centres follow a profile of their own, CAP-TSU, without SAME"
	old     = "the weather service's feed was CAP 1.1 until 2024"
)

// TestCorpusProfiles holds every real alert against every profile: nothing crashes, and the messages of each country
// keep its profiles but for those listed. The table says how many keep which, and which channels would carry them.
func TestCorpusProfiles(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(filepath.Join(root, "DESIGN.md")); err != nil {
		t.Skip("needs ../shared, which is not beside this repository")
	}
	counts, listed := tally{}, map[string]bool{}
	err := filepath.WalkDir(filepath.Join(root, "corpus"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".xml" {
			return err
		}
		name, err := filepath.Rel(filepath.Join(root, "corpus"), path)
		if err != nil {
			return err
		}
		counts.file(t, path, filepath.ToSlash(name), listed)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range unkept {
		if !listed[u.path] {
			t.Errorf("%s is listed and keeps its profile, or is not there", u.path)
		}
	}
	t.Logf("real messages by group and profile\n%s", counts)
}

// tally counts by group and profile.
type tally map[[2]string]*count

type count struct {
	alerts, kept, warnings, advice int
	fit                            map[profile.Channel]int
}

func (l tally) file(t *testing.T, path, name string, listed map[string]bool) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, doc, err := cap.Read(raw)
	if err != nil {
		return // no CAP alert: feeds and envelopes lie there too
	}
	group, _, _ := strings.Cut(name, "/")
	for _, p := range []profile.Profile{profile.CAPCP, profile.IPAWS, profile.NWS} {
		r := profile.CheckAt(a, p, a.Sent.At)
		profile.Locate(doc, r.Findings)
		for _, f := range r.Findings {
			if f.Line < 1 || f.Text == "" {
				t.Errorf("%s: %+v", name, f)
			}
		}
		l.add(group, p, r)
		if belongs(group, p) {
			expect(t, name, r, listed)
		}
	}
}

// belongs says which profile a group's messages are written in.
func belongs(group string, p profile.Profile) bool {
	if p == profile.CAPCP {
		return strings.HasPrefix(group, "ca-")
	}
	return strings.HasPrefix(group, "us-")
}

func expect(t *testing.T, name string, r profile.Report, listed map[string]bool) {
	want := ""
	if n := slices.IndexFunc(unkept, func(u struct{ path, rules, why string }) bool {
		return strings.HasPrefix(name,
			u.path)
	}); n >= 0 {
		want, listed[unkept[n].path] = unkept[n].rules, true
	}
	var broken []string
	for _, f := range r.Findings {
		if rule := strings.TrimPrefix(f.Rule, "ipaws-1.0/"); f.Level == cap.LevelError && !slices.Contains(broken, rule) {
			broken = append(broken, rule)
		}
	}
	slices.Sort(broken)
	if got := strings.Join(broken, " "); got != want {
		t.Errorf("%s breaks %q, want %q", name, got, want)
	}
}

func (l tally) add(group string, p profile.Profile, r profile.Report) {
	c := l[[2]string{group, string(p)}]
	if c == nil {
		c = &count{fit: map[profile.Channel]int{}}
		l[[2]string{group, string(p)}] = c
	}
	c.alerts++
	if r.Errors() == 0 {
		c.kept++
	}
	for _, f := range r.Findings {
		switch f.Level {
		case cap.LevelWarning:
			c.warnings++
		case cap.LevelAdvice:
			c.advice++
		}
	}
	for _, ch := range r.Channels {
		if ch.Fit {
			c.fit[ch.Channel]++
		}
	}
}

// String is the table.
func (l tally) String() string {
	var keys [][2]string
	for k := range l {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) })
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "group\tprofile\talerts\tkeep it\twarnings\tadvice\tfit for")
	for _, k := range keys {
		c := l[k]
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t", k[0], k[1], c.alerts, c.kept, c.warnings, c.advice)
		for _, ch := range profile.Profile(k[1]).Channels() {
			_, _ = fmt.Fprintf(w, "%s %d ", ch, c.fit[ch])
		}
		_, _ = fmt.Fprintln(w)
	}
	_ = w.Flush()
	return b.String()
}
