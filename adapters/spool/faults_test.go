package spool

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/adapterstest"
)

// faulty is the machine's file system with faults in it, and a list of what was done.
type faulty struct {
	disk

	mu     sync.Mutex // guards the fields below
	faults []fault
	done   []string
	before func(op, path string) // called before each operation
}

// fault is an operation that fails so many times: it was not done, or it was done and says it failed.
type fault struct {
	op     string
	path   string // a part of its path; "" is any
	err    error
	times  int
	stored bool
}

func (f *faulty) fail(all ...fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = all
}

func (f *faulty) ops() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.done)
}

// do does an operation, or fails.
func (f *faulty) do(op, path string, work func() error) error {
	f.mu.Lock()
	before := f.before
	f.mu.Unlock()
	if before != nil {
		before(op, path)
	}
	f.mu.Lock()
	f.done = append(f.done, op+" "+filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path))
	i := slices.IndexFunc(f.faults, func(x fault) bool {
		return x.op == op && x.times > 0 && strings.Contains(path, x.path)
	})
	var hit fault
	if i >= 0 {
		f.faults[i].times--
		hit = f.faults[i]
	}
	f.mu.Unlock()
	if hit.err != nil && !hit.stored {
		return &fs.PathError{Op: op, Path: path, Err: hit.err}
	}
	if err := work(); err != nil {
		return err
	}
	if hit.err != nil {
		return &fs.PathError{Op: op, Path: path, Err: hit.err}
	}
	return nil
}

func (f *faulty) List(folder string) (all []fs.FileInfo, err error) {
	err = f.do("list", folder, func() error { all, err = f.disk.List(folder); return err })
	return all, err
}

func (f *faulty) Stat(path string) (info fs.FileInfo, err error) {
	err = f.do("stat", path, func() error { info, err = f.disk.Stat(path); return err })
	return info, err
}

func (f *faulty) Read(path string, limit int64) (b []byte, before, after fs.FileInfo, err error) {
	err = f.do("read", path, func() error { b, before, after, err = f.disk.Read(path, limit); return err })
	return b, before, after, err
}

func (f *faulty) Write(path string, b []byte) error {
	return f.do("write", path, func() error { return f.disk.Write(path, b) })
}

func (f *faulty) Rename(from, to string) error {
	return f.do("rename", to, func() error { return f.disk.Rename(from, to) })
}

func (f *faulty) Remove(path string) error {
	return f.do("remove", path, func() error { return f.disk.Remove(path) })
}

func (f *faulty) Sync(folder string) error {
	return f.do("sync", folder, func() error { return f.disk.Sync(folder) })
}

// spot is a system's folders, what came out of them, and what was said of them.
type spot struct {
	t     *testing.T
	cfg   Config
	files *faulty

	mu      sync.Mutex // guards the fields below
	health  []adapters.Health
	got     []adapters.Incoming
	refused []adapters.Refusal
	answer  func(adapters.Incoming) // nil: safe, and let in
}

func inBubble(t *testing.T, test func(t *testing.T, s *spot)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		root := t.TempDir()
		s := &spot{t: t, files: &faulty{}, cfg: Config{In: root + "/in", Done: root + "/done", Bad: root + "/bad",
			Out: root + "/out"}}
		for _, folder := range s.cfg.Paths() {
			s.must(os.Mkdir(*folder, 0o750))
		}
		test(t, s)
	})
}

func (s *spot) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *spot) report(h adapters.Health) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.health = append(s.health, h)
}

// reasons are the reports so far: -code for one that is down.
func (s *spot) reasons() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, h := range s.health {
		if h.Up {
			all = append(all, h.Reason)
		} else {
			all = append(all, "-"+h.Reason)
		}
	}
	return strings.Join(all, " ")
}

func (s *spot) accept(in adapters.Incoming) {
	s.mu.Lock()
	s.got = append(s.got, in)
	answer := s.answer
	s.mu.Unlock()
	if answer != nil {
		answer(in)
		return
	}
	in.Done(nil)
	in.Settled(adapters.Verdict{})
}

// came are the texts that came.
func (s *spot) came() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.got {
		all = append(all, string(in.Bytes))
	}
	return all
}

func (s *spot) run(w adapters.Wire) (stop func()) {
	ctx, cancel := contextOf(s.t)
	ended := make(chan struct{})
	go func() { defer close(ended); s.mustRun(w.Run(ctx)) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	s.t.Cleanup(stop)
	return stop
}

func (s *spot) mustRun(err error) {
	if err != nil {
		s.t.Errorf("Run gave %v", err)
	}
}

// file puts a file into in as a sender should, n seconds after some moment.
func (s *spot) file(name, text string, n int) {
	s.t.Helper()
	hidden := filepath.Join(s.cfg.In, ".sender")
	s.must(os.WriteFile(hidden, []byte(text), 0o640))
	at := time.Unix(1_800_000_000+int64(n), 0)
	s.must(os.Chtimes(hidden, at, at))
	s.must(os.Rename(hidden, filepath.Join(s.cfg.In, name)))
}

// in lists a folder: name=text, of folders and links the name alone.
func (s *spot) in(folder string) string {
	s.t.Helper()
	entries, err := os.ReadDir(folder)
	s.must(err)
	var all []string
	for _, e := range entries {
		text := ""
		if e.Type().IsRegular() {
			b, err := os.ReadFile(filepath.Join(folder, e.Name()))
			s.must(err)
			text = "=" + string(b)
		}
		all = append(all, e.Name()+text)
	}
	return strings.Join(all, " ")
}

func (s *spot) want(what, got, want string) {
	s.t.Helper()
	if got != want {
		s.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// settle lets so much time pass that whatever was paused for is tried again.
func settle() { time.Sleep(2 * longestPause); synctest.Wait() }

var clock = adapterstest.Clock{}
