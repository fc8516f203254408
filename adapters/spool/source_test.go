package spool

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"bordercast/adapters"
)

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(context.Background())
}

func (s *spot) source() *Source {
	return newSource(s.cfg, adapters.Inbound{System: "desk", MaxBytes: 100_000, Clock: clock, Timer: clock,
		Rand: rand.Reader, Report: s.report,
		Accept: func(_ context.Context, in adapters.Incoming) { s.accept(in) },
		Refused: func(r adapters.Refusal) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.refused = append(s.refused, r)
		}}, s.files)
}

func (s *spot) refusals() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, r := range s.refused {
		all = append(all, fmt.Sprintf("%s:%s:%d", r.Origin, r.Reason, r.Bytes))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func refuse(in adapters.Incoming) {
	in.Done(nil)
	in.Settled(adapters.Verdict{Reason: "not-cap", Text: "It is no CAP document."})
}

func TestWhatIsRefusedHasItsReasonBesideIt(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.answer = refuse
		s.must(os.WriteFile(filepath.Join(s.cfg.Bad, "a.xml.2.reason.txt"), []byte("older"), 0o600))
		s.run(s.source())
		for n := range 3 {
			s.file("a.xml", fmt.Sprint("EXERCISE ", n), n)
			settle()
		}
		for name, want := range map[string]string{"a.xml": "EXERCISE 0", "a.xml.3": "EXERCISE 1", "a.xml.4": "EXERCISE 2",
			"a.xml.2.reason.txt": "older"} {
			b, err := os.ReadFile(filepath.Join(s.cfg.Bad, name))
			s.must(err)
			s.want(name, string(b), want)
		}
		reason, err := os.ReadFile(filepath.Join(s.cfg.Bad, "a.xml.reason.txt"))
		s.must(err)
		lines := strings.Split(string(reason), "\n")
		if len(lines) != 5 || lines[0] != "code: not-cap" || lines[1] != "reason: It is no CAP document." ||
			!strings.HasPrefix(lines[2], "time: 2000-01-01T") || lines[3] != "file: a.xml" {
			t.Errorf("the reason reads %q", reason)
		}
		s.want("in", s.in(s.cfg.In), "")
		s.want("done", s.in(s.cfg.Done), "")
		s.want("health", s.reasons(), "ready")
	})
}

func TestNothingInDoneIsOverwritten(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.run(s.source())
		for n := range 12 {
			s.file("alert.xml", fmt.Sprint(n), n)
			settle()
		}
		entries, err := os.ReadDir(s.cfg.Done)
		s.must(err)
		seen := map[string]bool{}
		for _, e := range entries {
			b, err := os.ReadFile(filepath.Join(s.cfg.Done, e.Name()))
			s.must(err)
			seen[string(b)] = true
		}
		if len(seen) != 12 {
			t.Errorf("12 files of one name: %d are in done", len(seen))
		}
	})
}

func TestWhatIsRefusedUnread(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.file("large.xml", strings.Repeat("x", 100_001), 1)
		s.file("empty.xml", "", 2)
		s.must(os.Mkdir(filepath.Join(s.cfg.In, "folder"), 0o750))
		s.must(os.WriteFile(filepath.Join(s.cfg.Out, "secret"), []byte("secret"), 0o600))
		s.must(os.Symlink(filepath.Join(s.cfg.Out, "secret"), filepath.Join(s.cfg.In, "link.xml")))
		s.must(syscall.Mkfifo(filepath.Join(s.cfg.In, "pipe.xml"), 0o600))
		for _, name := range []string{".hidden.xml", "unfinished.tmp", "unfinished.part"} {
			s.must(os.WriteFile(filepath.Join(s.cfg.In, name), []byte("x"), 0o600))
		}
		s.run(s.source())
		settle()
		s.want("refused", s.refusals(), "file empty.xml:empty:0 file folder:not-a-file:0 file large.xml:oversize:100001 "+
			"file link.xml:not-a-file:0 file pipe.xml:not-a-file:0")
		if len(s.came()) > 0 {
			t.Errorf("came: %.100q", s.came())
		}
		for _, op := range s.files.ops() {
			if strings.HasPrefix(op, "read") {
				t.Error(op)
			}
		}
		s.want("in", s.in(s.cfg.In), ".hidden.xml=x folder link.xml pipe.xml unfinished.part=x unfinished.tmp=x")
		if bad := s.in(s.cfg.Bad); !strings.Contains(bad, "large.xml=x") || !strings.Contains(bad, "code: oversize") ||
			!strings.Contains(bad, "code: empty") {
			t.Errorf("bad: %.300q", bad)
		}
		s.want("health", s.reasons(), "ready")
	})
}

// Between the look and the reading, somebody puts a link in the place of a file.
func TestALinkIsNeverFollowed(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.must(os.WriteFile(filepath.Join(s.cfg.Out, "secret"), []byte("secret"), 0o600))
		path := filepath.Join(s.cfg.In, "a.xml")
		s.files.before = func(op, at string) {
			if op == "read" && at == path {
				_ = os.Remove(path)
				_ = os.Symlink(filepath.Join(s.cfg.Out, "secret"), path)
			}
		}
		s.file("a.xml", "EXERCISE", 1)
		s.run(s.source())
		settle()
		s.want("came", strings.Join(s.came(), " "), "")
		s.want("refused", s.refusals(), "file a.xml:not-a-file:0")
	})
}

func TestAFileThatGrowsIsTakenWhenItRests(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.run(s.source())
		f, err := os.Create(filepath.Join(s.cfg.In, "slow.xml"))
		s.must(err)
		for n := range 10 {
			_, err := fmt.Fprint(f, n)
			s.must(err)
			time.Sleep(poll / 2)
		}
		if len(s.came()) > 0 {
			t.Errorf("%q was taken while it grew", s.came())
		}
		s.must(f.Close())
		settle()
		s.want("came", strings.Join(s.came(), " "), "0123456789")
	})
}

func TestAFileThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		first := true
		s.files.before = func(op, path string) {
			if op == "read" && first {
				first = false
				s.must(os.WriteFile(path, []byte("EXERCISE, whole"), 0o640))
			}
		}
		s.file("a.xml", "EXERCISE, half", 1)
		s.run(s.source())
		settle()
		s.want("came", strings.Join(s.came(), " "), "EXERCISE, whole")
	})
}

func TestOldestFirstThenByName(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.file("b", "3", 5)
		s.file("a", "2", 5)
		s.file("z", "1", 4)
		s.file("0", "4", 6)
		s.run(s.source())
		settle()
		s.want("came", strings.Join(s.came(), ""), "1234")
	})
}

func TestOnlySoMuchIsOnItsWay(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.answer = func(adapters.Incoming) {}
		for n := range 300 {
			size := 1
			if n >= maxArriving {
				size = 100_000
			}
			s.file(fmt.Sprintf("%03d", n), strings.Repeat("x", size), n)
		}
		s.run(s.source())
		settle()
		if n := len(s.came()); n != maxArriving {
			t.Fatalf("%d files on their way, want %d", n, maxArriving)
		}
		total := 0
		for took := 0; took < 300; {
			s.mu.Lock()
			open := slices.Clone(s.got[took:])
			s.mu.Unlock()
			if len(open) == 0 {
				t.Fatalf("nothing comes after %d", took)
			}
			total = 0
			for _, in := range open {
				total += len(in.Bytes)
			}
			if total > maxArrivingBytes {
				t.Fatalf("%d bytes on their way, want %d at most", total, maxArrivingBytes)
			}
			took += len(open)
			for _, in := range open {
				in.Done(nil)
			}
			synctest.Wait() // without a further look: what has room comes at once
		}
		for _, in := range s.got {
			in.Settled(adapters.Verdict{})
		}
		settle()
		s.want("in", s.in(s.cfg.In), "")
	})
}

func TestWhatCannotBeKeptIsTakenAgainInOrder(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.answer = func(in adapters.Incoming) { in.Done(errors.New("no room")) }
		s.file("a", "1", 1)
		s.run(s.source())
		time.Sleep(5 * time.Minute)
		tries := len(s.came())
		if tries < 5 || tries > 25 {
			t.Errorf("tried %d times in five minutes: want pauses that grow to %s", tries, longestPause)
		}
		s.file("b", "2", 2)
		s.mu.Lock()
		s.answer, s.got = nil, nil
		s.mu.Unlock()
		settle()
		s.want("came", strings.Join(s.came(), ""), "12")
		s.want("done", s.in(s.cfg.Done), "a=1 b=2")
	})
}

// What the gateway had safe, or had judged, when it ended: the file is there at the next start.
func TestAGatewayThatEnds(t *testing.T) {
	for name, answer := range map[string]func(adapters.Incoming){
		"before it was safe":   func(adapters.Incoming) {},
		"before it was judged": func(in adapters.Incoming) { in.Done(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *spot) {
				s.answer = answer
				s.file("a", "1", 1)
				stop := s.run(s.source())
				settle()
				stop()
				s.want("in", s.in(s.cfg.In), "a=1")
				s.answer = nil
				s.run(s.source())
				settle()
				s.want("came", strings.Join(s.came(), ""), "11")
				s.want("done", s.in(s.cfg.Done), "a=1")
			})
		})
	}
	t.Run("as soon as it was judged", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *spot) {
			judged := make(chan struct{})
			s.answer = func(in adapters.Incoming) {
				in.Done(nil)
				in.Settled(adapters.Verdict{})
				close(judged)
			}
			s.file("a", "1", 1)
			stop := s.run(s.source())
			<-judged
			stop()
			s.want("done", s.in(s.cfg.Done), "a=1")
		})
	})
}

// The sender uses one name for all it sends, and does not wait.
func TestAnotherFileUnderTheSameName(t *testing.T) {
	t.Run("while the first is judged", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *spot) {
			s.answer = func(in adapters.Incoming) {
				if string(in.Bytes) == "1" {
					s.file("a", "2", 2)
				}
				in.Done(nil)
				in.Settled(adapters.Verdict{})
			}
			s.file("a", "1", 1)
			s.run(s.source())
			settle()
			s.want("came", strings.Join(s.came(), ""), "12")
			s.want("in", s.in(s.cfg.In), "")
		})
	})
	for _, reason := range []string{"", "not-cap"} {
		t.Run("in the moment it is moved "+reason, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *spot) {
				s.answer = func(in adapters.Incoming) {
					in.Done(nil)
					in.Settled(adapters.Verdict{Reason: reason, Text: "Why."})
				}
				first := true
				s.files.before = func(op, path string) {
					if op == "rename" && strings.HasSuffix(path, "/a") && first {
						first = false
						s.file("a", "2", 2)
					}
				}
				s.file("a", "1", 1)
				s.run(s.source())
				settle()
				s.want("came", strings.Join(s.came(), ""), "12")
				s.want("in", s.in(s.cfg.In), "")
			})
		})
	}
}

// Every operation fails, twice, having been done or not; then it works again. In the end each file came, and lies where
// it belongs, once.
func TestSourceSurvivesEachFault(t *testing.T) {
	for _, c := range []struct {
		op, path string
		code     string
	}{
		{"list", "", "folder-failed"}, {"stat", "/in/a", "folder-failed"}, {"read", "/in/a", "file-unreadable"},
		{"rename", "/done", "folder-failed"}, {"rename", "/bad", "folder-failed"},
		{"write", "/in/.bordercast", "folder-failed"}, {"write", "/bad/", "folder-failed"},
		{"sync", "/done", "folder-failed"}, {"sync", "/in", "folder-failed"},
		{"remove", "/bad", "folder-failed"},
	} {
		for _, stored := range []bool{false, true} {
			t.Run(strings.ReplaceAll(fmt.Sprint(c.op, c.path, " stored ", stored), "/", "-"), func(t *testing.T) {
				inBubble(t, func(t *testing.T, s *spot) {
					s.answer = func(in adapters.Incoming) {
						if string(in.Bytes) == "bad" {
							refuse(in)
							return
						}
						in.Done(nil)
						in.Settled(adapters.Verdict{})
					}
					s.files.fail(fault{op: c.op, path: c.path, err: syscall.EIO, times: 2, stored: stored})
					s.file("a", "good", 1)
					s.file("a.bad", "bad", 2)
					s.run(s.source())
					settle()
					s.want("in", s.in(s.cfg.In), "")
					s.want("done", s.in(s.cfg.Done), "a=good")
					bad := s.in(s.cfg.Bad)
					if !strings.Contains(bad, "a.bad=bad") || strings.Count(bad, "code:") != 1 && !stored {
						t.Errorf("bad: %q", bad)
					}
					reasons := s.reasons()
					if !strings.HasSuffix(reasons, Ready) {
						t.Errorf("health: %s", reasons)
					}
					if !strings.Contains(reasons, c.code) && c.op != "remove" && !stored {
						t.Errorf("health: %s, want %s in it", reasons, c.code)
					}
				})
			})
		}
	}
}

func TestAFolderThatIsBrokenHoldsUpNoAlert(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.must(os.Remove(s.cfg.Done))
		s.run(s.source())
		time.Sleep(time.Minute)
		s.want("health", s.reasons(), "-folder-missing")
		s.file("a", "1", 1)
		time.Sleep(3 * poll)
		s.want("came", strings.Join(s.came(), ""), "1")
		s.must(os.Mkdir(s.cfg.Done, 0o750))
		settle()
		s.want("done", s.in(s.cfg.Done), "a=1")
		s.must(os.Remove(s.cfg.Bad)) // while nothing is to be moved there
		time.Sleep(3 * poll)
		s.must(os.WriteFile(s.cfg.Bad, nil, 0o600)) // a file is no folder
		settle()
		s.must(os.Remove(s.cfg.Bad))
		s.must(os.Mkdir(s.cfg.Bad, 0o750))
		settle()
		s.want("health", s.reasons(), "-folder-missing ready -folder-missing ready")
	})
}

func TestOneFileThatCannotBeMovedOrRead(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.files.fail(fault{op: "rename", path: "/done/stuck", err: unix.EPERM, times: 10},
			fault{op: "read", path: "/in/closed", err: unix.EACCES, times: 300})
		s.file("closed", "1", 1)
		s.file("stuck", "2", 2)
		s.run(s.source())
		time.Sleep(5 * poll)
		for n := range 5 {
			s.file(fmt.Sprint("next", n), fmt.Sprint(3+n), 3+n)
			time.Sleep(5 * poll)
		}
		s.want("came", strings.Join(s.came(), ""), "234567")
		s.want("in", s.in(s.cfg.In), "closed=1 stuck=2")
		time.Sleep(10 * time.Minute)
		s.want("in", s.in(s.cfg.In), "")
		s.want("health", s.reasons(), "ready file-unreadable -folder-denied file-unreadable ready")
	})
	inBubble(t, func(t *testing.T, s *spot) {
		s.files.fail(fault{op: "read", path: "/in/closed", err: unix.EACCES, times: 60})
		s.file("closed", "1", 1)
		s.run(s.source())
		settle()
		s.want("health", s.reasons(), "ready file-unreadable")
		settle()
		s.want("health", s.reasons(), "ready file-unreadable ready")
	})
}

func TestNamesAreOnTheDiskWhereTheyGoBeforeWhereTheyWere(t *testing.T) {
	inBubble(t, func(t *testing.T, s *spot) {
		s.file("a", "1", 1)
		s.run(s.source())
		settle()
		root := filepath.Base(filepath.Dir(s.cfg.In))
		ops := slices.DeleteFunc(s.files.ops(), func(op string) bool {
			return !strings.HasPrefix(op, "sync") && op != "rename done/a"
		})
		s.want("done", strings.Join(ops, ", "), fmt.Sprintf("rename done/a, sync %s/done, sync %[1]s/in", root))
	})
}

func TestWhatAnErrorSaysOfAFolder(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{unix.ENOENT, FolderMissing}, {unix.ENOTDIR, FolderMissing}, {unix.EACCES, FolderDenied}, {unix.EPERM, FolderDenied},
		{unix.EROFS, ReadOnly}, {unix.ENOSPC, NoSpace}, {unix.EDQUOT, NoSpace}, {unix.EXDEV, OtherFileSys},
		{unix.EIO, FolderFailed}, {unix.ESTALE, FolderFailed}, {nil, ""},
	} {
		err := c.err
		if err != nil {
			err = &os.LinkError{Op: "rename", Old: "a", New: "b", Err: c.err}
		}
		got := troubleWith("done", "/srv/\u202edone\n", err)
		if got.reason != c.want || strings.ContainsAny(got.text, "\u202e\n") {
			t.Errorf("%v: %+v, want %s", c.err, got, c.want)
		}
	}
}
