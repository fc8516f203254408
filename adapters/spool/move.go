package spool

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"
)

// probeName is the file by which a folder proves that it can be used.
const probeName = ".bordercast-probe"

// moveAll moves what is judged, each file for itself: that one cannot be moved holds up no other. What failed is tried
// again when it is time to.
func (w *watch) moveAll() {
	if w.unseen != (trouble{}) {
		return // what is missing in a folder that is missing says nothing
	}
	now := w.in.Clock.Now()
	retry := !now.Before(w.retryAt)
	if retry {
		if !w.proved {
			w.unmoved = w.prove()
			w.proved = w.unmoved == (trouble{})
		}
		w.judged, w.failed = append(w.failed, w.judged...), nil
	}
	for _, h := range w.judged {
		if h.trouble = w.move(h); h.trouble != (trouble{}) {
			w.failed = append(w.failed, h)
		} else {
			delete(w.held, h.name)
		}
	}
	w.judged = nil
	if retry || w.unmoved == (trouble{}) {
		w.sync()
	}
	switch stuck := w.stuck(); {
	case stuck && retry:
		w.retryAt = now.Add(w.moving.Next())
	case !stuck && !w.moves:
		w.moving.Connected()
	}
	w.moves = !w.stuck()
}

// stuck says that there is something to try again.
func (w *watch) stuck() bool { return !w.proved || w.unmoved != (trouble{}) || len(w.failed) > 0 }

// prove moves an empty hidden file the way that files go, so that folders which cannot be used, or lie on two file
// systems, are known before the first alert comes.
func (w *watch) prove() trouble {
	in, done, bad := filepath.Join(w.cfg.In, probeName), filepath.Join(w.cfg.Done, probeName),
		filepath.Join(w.cfg.Bad, probeName)
	for _, old := range []string{in, done, bad} {
		_ = w.files.Remove(old) // of a proof that was cut short
	}
	if err := w.files.Write(in, nil); err != nil {
		return troubleWith("in", w.cfg.In, err)
	}
	defer func() { _ = w.files.Remove(in) }()
	if err := w.files.Rename(in, done); err != nil {
		return troubleWith("done", w.cfg.Done, err)
	}
	defer func() { _ = w.files.Remove(done) }()
	if err := w.files.Rename(done, bad); err != nil {
		return troubleWith("bad", w.cfg.Bad, err)
	}
	if err := w.files.Remove(bad); err != nil {
		return troubleWith("bad", w.cfg.Bad, err)
	}
	return trouble{}
}

// move moves one file to where its verdict puts it. Nothing wrong means that there is no more to do for it.
func (w *watch) move(h *held) trouble {
	if h.stray != "" {
		return w.bringBack(h)
	}
	from := filepath.Join(w.cfg.In, h.name)
	now, err := w.files.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return trouble{} // an attempt that failed did it after all, or somebody took it away
	}
	if err != nil {
		return troubleWith("in", w.cfg.In, err)
	}
	if !same(h.info, now) {
		return trouble{} // the sender has put another in its place: that is taken as a new one
	}
	to := folder{"done", w.cfg.Done}
	if h.verdict.Refused() {
		to = folder{"bad", w.cfg.Bad}
	}
	path, err := w.moveTo(h, from, to.path)
	if err != nil {
		return troubleWith(to.key, to.path, err)
	}
	w.dirty[to.path], w.dirty[w.cfg.In] = true, true
	if now, err := w.files.Stat(path); err == nil && !same(h.info, now) {
		// Between the two looks the sender has put another in its place, which nobody has read.
		h.stray = path
		return w.bringBack(h)
	}
	return trouble{}
}

// moveTo moves a file into a folder under the first name that is free, with its reason beside it where it has one.
func (w *watch) moveTo(h *held, from, to string) (path string, err error) {
	for n := range freeNumbers(h.at) {
		path = filepath.Join(to, numbered(h.name, n))
		if h.verdict.Refused() {
			text := fmt.Sprintf("code: %s\nreason: %s\ntime: %s\nfile: %s\n", h.verdict.Reason, h.verdict.Text,
				h.at.UTC().Format(time.RFC3339), safe(h.name))
			err = place(w.files, to, numbered(h.name, n)+reasonSuffix, []byte(text))
		}
		if err == nil {
			if err = w.files.Rename(from, path); err != nil && h.verdict.Refused() {
				_ = w.files.Remove(path + reasonSuffix)
			}
		}
		if !errors.Is(err, fs.ErrExist) {
			return path, err
		}
		err = nil
	}
	return "", fs.ErrExist
}

// bringBack returns a file that was moved in the place of another.
func (w *watch) bringBack(h *held) trouble {
	_ = w.files.Remove(h.stray + reasonSuffix)
	for n := range freeNumbers(h.at) {
		err := w.files.Rename(h.stray, filepath.Join(w.cfg.In, numbered(h.name, n)))
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return trouble{}
		}
		return troubleWith("in", w.cfg.In, err)
	}
	return troubleWith("in", w.cfg.In, fs.ErrExist)
}

// freeNumbers are the numbers to try behind a name: 1, which is none, to 9, and then those that the time gives, for a
// sender that always uses one name fills a folder with it.
func freeNumbers(at time.Time) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for n := 1; n < 10; n++ {
			if !yield(n) {
				return
			}
		}
		for n := range 10_000 {
			if !yield(int(at.Unix()) + n) {
				return
			}
		}
	}
}

// sync brings to the disk where files were moved to, then where they came from: so a loss of power may leave a file in
// two folders, and never in none.
func (w *watch) sync() {
	for _, f := range []folder{{"done", w.cfg.Done}, {"bad", w.cfg.Bad}, {"in", w.cfg.In}} {
		if !w.dirty[f.path] {
			continue
		}
		if err := w.files.Sync(f.path); err != nil {
			w.unmoved = troubleWith(f.key, f.path, err)
			return
		}
		delete(w.dirty, f.path)
	}
	if w.proved {
		w.unmoved = trouble{}
	}
}
