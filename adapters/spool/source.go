package spool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"bordercast/adapters"
)

const (
	// poll is how long after one look at a folder the next follows.
	poll = time.Second
	// longestPause is the longest between two attempts at what fails.
	longestPause = 30 * time.Second

	// What was handed on and is not durable yet: so many files, and so many bytes of them; a larger one comes alone. More
	// would make nothing durable sooner, and the folder keeps the rest.
	maxArriving, maxArrivingBytes = 64, 1 << 20
	// maxHeld bounds the files that the gateway has and that were not moved: not judged yet, or moving them fails.
	maxHeld = 10_000

	defaultMaxBytes = 6 << 20
)

// A Source takes the files that a system puts into a folder, at least once.
//
// What Done means: after nil the file stays where it is until the gateway has judged it (Settled), and is then moved to
// done or bad. After an error it is taken again, when a pause has passed. What the gateway says after Run has ended
// moves nothing any more; at the next start the file comes again, and the gateway knows it.
type Source struct {
	cfg    Config
	in     adapters.Inbound
	files  files
	health *adapters.Reporter
	ready  chan struct{}

	told chan struct{} // capacity 1: there is news
	mu   sync.Mutex    // guards news
	news []news
}

var _ adapters.Source = (*Source)(nil)

// news is what the gateway said of a file: that it is safe or could not be kept, or how it was judged.
type news struct {
	of      *held
	settled bool
	err     error
	verdict adapters.Verdict
}

// NewSource makes a source of a block that Check has nothing to say against. Call Run to start it.
func NewSource(cfg Config, in adapters.Inbound) *Source { return newSource(cfg, in, disk{}) }

func newSource(cfg Config, in adapters.Inbound, f files) *Source {
	if in.MaxBytes <= 0 {
		in.MaxBytes = defaultMaxBytes
	}
	return &Source{cfg: cfg, in: in, files: f, health: adapters.NewReporter(in.System, in.Clock, in.Report),
		ready: make(chan struct{}), told: make(chan struct{}, 1)}
}

// Ready is closed once the folder in could be read for the first time. What is put there is kept before that too.
func (s *Source) Ready() <-chan struct{} { return s.ready }

// Run takes files until ctx ends. Its error is always nil.
func (s *Source) Run(ctx context.Context) error {
	w := s.newWatch()
	for ctx.Err() == nil {
		w.hear()
		w.look()
		w.offer(ctx)
		w.moveAll()
		w.report()
		w.wait(ctx)
	}
	w.hear()
	w.moveAll()
	return nil
}

// tell notes what the gateway said; it never waits.
func (s *Source) tell(n news) {
	s.mu.Lock()
	s.news = append(s.news, n)
	s.mu.Unlock()
	select {
	case s.told <- struct{}{}:
	default:
	}
}

// held is a file between being read and being moved.
type held struct {
	name    string
	info    fs.FileInfo // as it was read
	size    int64       // of its bytes that wait to be durable; 0 for what was not handed on
	safe    bool        // the gateway has it
	verdict adapters.Verdict
	at      time.Time // when it was judged
	stray   string    // another file, which was moved in its place and has to be brought back
	trouble trouble   // why moving it failed
}

// watch is one Run: everything in it belongs to Run's goroutine.
type watch struct {
	*Source
	seen    map[string]fs.FileInfo // files that the last look found
	odd     map[string]fs.FileInfo // what is no file, and was refused
	queue   []fs.FileInfo          // files that two looks found the same, oldest first
	blocked map[string]trouble     // files that could not be read
	held    map[string]*held       // files that were read and not moved
	judged  []*held                // those of them that are to be moved
	failed  []*held                // those that could not be
	dirty   map[string]bool        // folders whose names are not on the disk yet

	arriving int   // handed on, not durable
	bytes    int64 // of those

	looking, keeping, moving *adapters.Backoff
	lookAt, offerAt          time.Time
	retryAt                  time.Time // when what could not be moved is tried again
	unkept                   bool      // the last file that the gateway spoke of could not be kept
	proved                   bool      // files can be moved
	moves                    bool      // nothing is to be tried again
	unseen, unmoved          trouble   // of the folder in; of moving to done and bad
}

func (s *Source) newWatch() *watch {
	pace := func() *adapters.Backoff { return adapters.NewBackoff(longestPause, s.in.Rand, s.in.Clock) }
	return &watch{Source: s, seen: map[string]fs.FileInfo{}, odd: map[string]fs.FileInfo{}, held: map[string]*held{},
		blocked: map[string]trouble{}, dirty: map[string]bool{}, looking: pace(), keeping: pace(), moving: pace()}
}

// hear takes up what the gateway said.
func (w *watch) hear() {
	w.mu.Lock()
	all := w.news
	w.news = nil
	w.mu.Unlock()
	for _, n := range all {
		if w.held[n.of.name] != n.of {
			continue
		}
		switch {
		case n.settled:
			w.judge(n.of, n.verdict)
		case n.of.safe: // said twice
		case n.err == nil:
			n.of.safe = true
			w.arrived(n.of)
			if w.unkept {
				w.unkept = false
				w.keeping.Connected()
			}
		default:
			w.arrived(n.of)
			w.unkept = true
			delete(w.held, n.of.name)
			// It is the next to be offered again, so that order is kept as far as it can be: by a new look, after the pause.
			w.queue = nil
			w.offerAt = w.in.Clock.Now().Add(w.keeping.Next())
			w.lookAt = w.offerAt
		}
	}
}

// arrived gives back the room that a file took.
func (w *watch) arrived(h *held) {
	w.arriving--
	w.bytes -= h.size
}

// judge has a file moved.
func (w *watch) judge(h *held, v adapters.Verdict) {
	h.verdict, h.at = v, w.in.Clock.Now()
	w.judged = append(w.judged, h)
}

// look finds out what is in the folder, when it is time to.
func (w *watch) look() {
	now := w.in.Clock.Now()
	if now.Before(w.lookAt) {
		return
	}
	found, err := w.files.List(w.cfg.In)
	if err != nil {
		w.unseen = troubleWith("in", w.cfg.In, err)
		w.lookAt = now.Add(w.looking.Next())
		return
	}
	if w.unseen != (trouble{}) || w.lookAt.IsZero() {
		w.looking.Connected()
		w.proved, w.retryAt = false, now
	}
	w.unseen, w.lookAt = trouble{}, now.Add(poll)
	select {
	case <-w.ready:
	default:
		close(w.ready)
	}
	w.sort(found)
	for _, f := range []folder{{"done", w.cfg.Done}, {"bad", w.cfg.Bad}} {
		// With /. a link to a folder is a folder, and a file is none.
		if _, err := w.files.Stat(f.path + "/."); err != nil && w.proved {
			w.proved, w.retryAt = false, now
		}
	}
}

// sort makes the queue of what a look found.
func (w *watch) sort(found []fs.FileInfo) {
	seen, odd, blocked := map[string]fs.FileInfo{}, map[string]fs.FileInfo{}, map[string]trouble{}
	w.queue = nil
	for _, info := range found {
		name := info.Name()
		if !finished(name) {
			continue
		}
		if !info.Mode().IsRegular() {
			if known := w.odd[name]; known == nil || !os.SameFile(known, info) {
				w.refuse(info, NotAFile, fmt.Sprintf("%s in the folder %s was refused: it is %s, and only files are taken; "+
					"take it away.", safe(name), safe(w.cfg.In), kindOf(info)))
			}
			odd[name] = info
			continue
		}
		before := w.seen[name]
		seen[name] = info
		if t, is := w.blocked[name]; is {
			blocked[name] = t
		}
		if w.held[name] == nil && before != nil && same(before, info) {
			w.queue = append(w.queue, info)
		}
	}
	slices.SortFunc(w.queue, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	w.seen, w.odd, w.blocked = seen, odd, blocked
}

// same says that nobody touched a file between two looks.
func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && a.Mode() == b.Mode()
}

func kindOf(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	}
	return "a device or a socket"
}

// offer hands files on while there is room for them.
func (w *watch) offer(ctx context.Context) {
	if w.in.Clock.Now().Before(w.offerAt) {
		return
	}
	for len(w.queue) > 0 && ctx.Err() == nil && w.arriving < maxArriving && len(w.held) < maxHeld {
		info := w.queue[0]
		size := info.Size()
		if w.arriving > 0 && w.bytes+size > maxArrivingBytes && size <= int64(w.in.MaxBytes) {
			return
		}
		w.queue = w.queue[1:]
		switch {
		case size > int64(w.in.MaxBytes):
			w.reject(info, adapters.Oversize, fmt.Sprintf("The file %s of %d bytes was refused: more than %d bytes are not "+
				"taken.", safe(info.Name()), size, w.in.MaxBytes))
		case size == 0:
			w.reject(info, Empty, fmt.Sprintf("The file %s was refused: it is empty.", safe(info.Name())))
		default:
			w.hand(ctx, info)
		}
	}
}

// hand reads one file and hands it on.
func (w *watch) hand(ctx context.Context, info fs.FileInfo) {
	name := info.Name()
	bytes, before, after, err := w.files.Read(filepath.Join(w.cfg.In, name), info.Size()+1)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errNoFile):
		delete(w.seen, name) // taken away, or something else now: the next look says
		return
	case err != nil:
		w.blocked[name] = trouble{FileUnreadable, fmt.Sprintf("The file %s waits in the folder %s and cannot be read (%s): "+
			"let the gateway's account read it.", safe(name), safe(w.cfg.In), cause(err))}
		return
	case !same(info, before) || !same(before, after) || int64(len(bytes)) != info.Size():
		w.seen[name] = after // it is being written
		return
	}
	delete(w.blocked, name)
	h := &held{name: name, info: info, size: info.Size()}
	w.held[name] = h
	w.arriving++
	w.bytes += h.size
	w.in.Accept(ctx, adapters.Incoming{System: w.in.System, Bytes: bytes, At: w.in.Clock.Now(),
		Envelope: "file " + safe(name),
		Done:     func(err error) { w.tell(news{of: h, err: err}) },
		Settled:  func(v adapters.Verdict) { w.tell(news{of: h, settled: true, verdict: v}) },
	})
}

// reject refuses a file unread, and has it moved to bad.
func (w *watch) reject(info fs.FileInfo, reason, text string) {
	w.refuse(info, reason, text)
	h := &held{name: info.Name(), info: info, safe: true}
	w.held[h.name] = h
	w.judge(h, adapters.Verdict{Reason: reason, Text: text})
}

func (w *watch) refuse(info fs.FileInfo, reason, text string) {
	if w.in.Refused == nil {
		return
	}
	size := 0
	if info.Mode().IsRegular() {
		size = int(info.Size())
	}
	w.in.Refused(adapters.Refusal{System: w.in.System, Origin: "file " + safe(info.Name()), Reason: reason, Text: text,
		Bytes: size, At: w.in.Clock.Now()})
}

// report tells the worst of what is wrong.
func (w *watch) report() {
	worst := cmp.Or(w.unseen, w.unmoved)
	if len(w.failed) > 0 {
		worst = cmp.Or(worst, w.failed[0].trouble)
	}
	if worst != (trouble{}) {
		w.health.Report(false, worst.reason, worst.text)
		return
	}
	for _, t := range w.blocked {
		w.health.Report(true, t.reason, t.text)
		return
	}
	w.health.Report(true, Ready, "Files are taken from the folder "+safe(w.cfg.In)+".")
}

// wait waits until something is to be done.
func (w *watch) wait(ctx context.Context) {
	until := w.lookAt
	if w.unseen == (trouble{}) && w.stuck() && w.retryAt.Before(until) {
		until = w.retryAt
	}
	fired, stop := w.in.Clock.After(max(0, until.Sub(w.in.Clock.Now())))
	defer stop()
	select {
	case <-fired:
	case <-w.told:
	case <-ctx.Done():
	}
}
