package spool

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bordercast/adapters"
	"bordercast/cap"
)

func (s *spot) destination() *Destination {
	return newDestination(s.cfg, adapters.Outbound{System: "desk", Gateway: "gw", Clock: clock, Timer: clock,
		Rand: rand.Reader, Report: s.report}, s.files)
}

func (s *spot) deliver(d *Destination, out ...adapters.Outgoing) (results []string) {
	s.t.Helper()
	results = make([]string, len(out))
	d.Deliver(context.Background(), out, func(i int, r adapters.Result) {
		results[i] = [...]string{"done", "refused", "again", "unknown"}[r.Outcome]
		if r.Code != "" {
			results[i] += " " + r.Code
		}
		if (r.Outcome == adapters.Done) != (r.Text == "") {
			s.t.Errorf("result %s: %q", results[i], r.Text)
		}
	})
	return results
}

// delivery is one with documents, written role=text.
func delivery(key string, docs ...string) adapters.Outgoing {
	o := adapters.Outgoing{Key: key, Kind: adapters.Alert, Lane: cap.LaneExercise, Chain: "chain", Part: 1}
	for _, d := range docs {
		role, text, _ := strings.Cut(d, "=")
		o.Documents = append(o.Documents, adapters.Document{Role: adapters.Role(role),
			Message: adapters.Message{Payload: []byte(text)}})
	}
	return o
}

func TestWhatIsWritten(t *testing.T) {
	alert := delivery("k1", "cap=C", "json=J", "json=J", "original=O", "report=R", "json=K", "cap=")
	end := delivery("k2", "cap=E", "ended=N", "json=")
	for _, c := range []struct{ write, want string }{
		{"", "exercise.k1.cap.xml=C exercise.k2.cap.xml=E"},
		{"cap", "exercise.k1.cap.xml=C exercise.k2.cap.xml=E"},
		{"json", "exercise.k1.2.json=K exercise.k1.json=J exercise.k2.ended.json=N"},
		{"original report", "exercise.k1.original.xml=O exercise.k1.report.json=R"},
		{"all", "exercise.k1.2.json=K exercise.k1.cap.xml=C exercise.k1.json=J exercise.k1.original.xml=O " +
			"exercise.k1.report.json=R exercise.k2.cap.xml=E exercise.k2.ended.json=N"},
	} {
		inBubble(t, func(t *testing.T, s *spot) {
			for word := range strings.FieldsSeq(c.write) {
				s.cfg.Write = append(s.cfg.Write, adapters.Role(word))
			}
			for range 2 { // repeated, it changes nothing
				if got := s.deliver(s.destination(), alert, end); !slices.Equal(got, []string{"done", "done"}) {
					t.Errorf("write %q: %q", c.write, got)
				}
				s.want("write "+c.write, s.in(s.cfg.Out), c.want)
			}
		})
	}
}

func TestCAPIsWrittenLastAndNamesAreOnTheDiskBeforeItIsDone(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.cfg.Write = Write{All}
		s.must(os.WriteFile(filepath.Join(s.cfg.Out, ".exercise.k.cap.xml"), []byte("half"), 0o600)) // of a crash
		s.deliver(s.destination(), delivery("k", "cap=C", "json=J"))
		ops := slices.DeleteFunc(s.files.ops(), func(op string) bool {
			return strings.HasPrefix(op, "remove") || strings.HasPrefix(op, "read")
		})
		s.want("done", strings.Join(ops, ", "), "write out/.exercise.k.json, rename out/exercise.k.json, "+
			"write out/.exercise.k.cap.xml, rename out/exercise.k.cap.xml, sync "+
			filepath.Base(filepath.Dir(s.cfg.Out))+"/out")
		info, err := os.Stat(filepath.Join(s.cfg.Out, "exercise.k.cap.xml"))
		s.must(err)
		if info.Mode().Perm()&^0o640 != 0 {
			t.Errorf("mode %s", info.Mode())
		}
	})
}

func TestAnotherFileIsNeverReplaced(t *testing.T) {
	for name, there := range map[string]func(path string) error{
		"other bytes": func(path string) error { return os.WriteFile(path, []byte("X"), 0o600) },
		"a beginning": func(path string) error { return os.WriteFile(path, []byte(""), 0o600) },
		"more":        func(path string) error { return os.WriteFile(path, []byte("CC"), 0o600) },
		"a folder":    func(path string) error { return os.Mkdir(path, 0o700) },
		"a link":      func(path string) error { return os.Symlink("/nowhere", path) },
		"a pipe":      func(path string) error { return unix.Mkfifo(path, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *spot) {
				path := filepath.Join(s.cfg.Out, "exercise.k.cap.xml")
				s.must(there(path))
				before, err := os.Lstat(path)
				s.must(err)
				got := s.deliver(s.destination(), delivery("k", "cap=C"), delivery("l", "cap=C"))
				s.want("results", strings.Join(got, ", "), "refused name-taken, done")
				if after, err := os.Lstat(path); err != nil || !os.SameFile(before, after) || before.Size() != after.Size() {
					t.Errorf("it was replaced: %v", err)
				}
			})
		})
	}
	t.Run("and appears in the last moment", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *spot) {
			path := filepath.Join(s.cfg.Out, "exercise.k.cap.xml")
			s.files.before = func(op, at string) {
				if op == "rename" && at == path {
					_ = os.WriteFile(path, []byte("X"), 0o600)
				}
			}
			s.want("result", s.deliver(s.destination(), delivery("k", "cap=C"))[0], "refused name-taken")
			s.want("out", s.in(s.cfg.Out), "exercise.k.cap.xml=X")
		})
	})
}

// Every operation fails, having been done or not. Nothing half is to be seen, and the next attempt is done.
func TestDestinationSurvivesEachFault(t *testing.T) {
	for _, c := range []struct {
		op, path     string
		lost, stored string // what the attempt came to
	}{
		{"read", "", "again folder-failed", "again folder-failed"},
		{"remove", "", "again folder-failed", "done"}, // there was nothing to remove
		{"write", "", "again folder-failed", "again folder-failed"},
		{"rename", "cap", "again folder-failed", "unknown folder-failed"},
		{"sync", "", "unknown folder-failed", "unknown folder-failed"},
	} {
		for _, stored := range []bool{false, true} {
			t.Run(fmt.Sprint(c.op, " stored ", stored), func(t *testing.T) {
				inBubble(t, func(t *testing.T, s *spot) {
					d := s.destination()
					s.files.fail(fault{op: c.op, path: c.path, err: unix.EIO, times: 2, stored: stored})
					if c.op == "read" && stored {
						s.deliver(s.destination(), delivery("k", "cap=C")) // for there must be something to read
						s.files.fail(fault{op: c.op, err: unix.EIO, times: 2, stored: stored})
					}
					s.cfg.Write = Write{"cap", "json"}
					want := c.lost
					if stored {
						want = c.stored
					}
					got := s.deliver(d, delivery("k", "cap=C"))[0]
					s.want("the first attempt", got, want)
					if visible := strings.TrimPrefix(s.in(s.cfg.Out), ".exercise.k.cap.xml=C"); visible != "" &&
						visible != "exercise.k.cap.xml=C" {
						t.Errorf("out: %q", visible)
					}
					if got != "done" {
						s.want("health", s.reasons(), "-folder-failed")
					}
					s.deliver(d, delivery("k", "cap=C"))
					s.want("the third attempt", s.deliver(d, delivery("k", "cap=C"))[0], "done")
					s.want("out", s.in(s.cfg.Out), "exercise.k.cap.xml=C")
				})
			})
		}
	}
}

// A full disk takes a small file and not the delivery: the link is up again when the delivery would fit.
func TestAFullDisk(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		d := s.destination()
		s.run(d)
		<-d.Connected()
		s.files.fail(fault{op: "write", path: "/out/", err: unix.ENOSPC, times: 3})
		s.want("result", s.deliver(d, delivery("k", "cap="+strings.Repeat("x", 50_000)))[0], "again no-space")
		s.want("health", s.reasons(), "ready -no-space")
		select {
		case <-d.Connected():
			t.Error("it is connected")
		default:
		}
		largest := int64(0)
		s.files.mu.Lock()
		s.files.before = func(op, path string) {
			if op == "remove" {
				if info, err := os.Lstat(path); err == nil {
					largest = max(largest, info.Size())
				}
			}
		}
		s.files.mu.Unlock()
		<-d.Connected()
		if largest != 50_000 {
			t.Errorf("it is up again after a proof of %d bytes", largest)
		}
		s.want("result", s.deliver(d, delivery("k", "cap="+strings.Repeat("x", 50_000)))[0], "done")
		time.Sleep(time.Minute)
		s.want("health", s.reasons(), "ready -no-space ready")
	})
}

func TestAnUnsafeKeyIsNoName(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		for _, key := range []string{"", "../k", "k/k", ".k", "K", "k\x00", strings.Repeat("k", 101)} {
			s.want(key, s.deliver(s.destination(), delivery(key, "cap=C"))[0], "refused unsafe-name")
		}
		s.want("out", s.in(s.cfg.Out), "")
	})
}
