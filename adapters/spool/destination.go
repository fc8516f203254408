package spool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"

	"bordercast/adapters"
)

// leastProbe is the size of the file by which the folder out proves that it can be written: one block.
const leastProbe = 4 << 10

// A Destination writes deliveries as files into a folder. It is repeatable: an attempt that is made again finds what
// the one before has written. Safe for concurrent use.
type Destination struct {
	cfg    Config
	out    adapters.Outbound
	files  files
	health *adapters.Reporter

	writing sync.Mutex // held while one delivery is written: two attempts at one would share a hidden name

	mu    sync.Mutex    // guards the fields below, and keeps reports in their order
	up    chan struct{} // closed while the folder can be written
	isUp  bool
	need  int           // the size of the file that could not be written: so much must fit again
	fails chan struct{} // capacity 1: a delivery has failed
}

var _ adapters.Destination = (*Destination)(nil)

// NewDestination makes a destination of a block that Check has nothing to say against. Call Run to start it.
func NewDestination(cfg Config, out adapters.Outbound) *Destination {
	return newDestination(cfg, out, disk{})
}

func newDestination(cfg Config, out adapters.Outbound, f files) *Destination {
	return &Destination{cfg: cfg, out: out, files: f, need: leastProbe, up: make(chan struct{}),
		fails: make(chan struct{}, 1), health: adapters.NewReporter(out.System, out.Clock, out.Report)}
}

// Connected gives a channel that is closed while the folder can be written. After a loss ask again.
func (d *Destination) Connected() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.up
}

// Run keeps an eye on the folder until ctx ends: it writes a hidden file into it at the start and after each trouble,
// and looks each second whether it is there. Its error is always nil.
func (d *Destination) Run(ctx context.Context) error {
	wait := adapters.NewBackoff(longestPause, d.out.Rand, d.out.Clock)
	for ctx.Err() == nil {
		if t := d.prove(); t != (trouble{}) {
			d.down(t, 0)
			wait.Pause(ctx)
			continue
		}
		wait.Connected()
		d.rise()
		d.watch(ctx)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sink()
	return nil
}

// watch returns when the folder is down, or ctx has ended.
func (d *Destination) watch(ctx context.Context) {
	for {
		fired, stop := d.out.Clock.After(poll)
		select {
		case <-fired:
			if _, err := d.files.Stat(d.cfg.Out + "/."); err != nil {
				d.down(troubleWith("out", d.cfg.Out, err), 0)
			}
		case <-d.fails:
		case <-ctx.Done():
		}
		stop()
		d.mu.Lock()
		isUp := d.isUp
		d.mu.Unlock()
		if !isUp || ctx.Err() != nil {
			return
		}
	}
}

// prove writes a hidden file as large as the one that failed: an empty one fits on a full disk.
func (d *Destination) prove() trouble {
	d.mu.Lock()
	need := d.need
	d.mu.Unlock()
	d.writing.Lock()
	defer d.writing.Unlock()
	path := filepath.Join(d.cfg.Out, probeName)
	err := d.files.Remove(path) // of a proof that was cut short
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = d.files.Write(path, make([]byte, need))
	}
	if err == nil {
		err = d.files.Remove(path)
	}
	return troubleWith("out", d.cfg.Out, err)
}

func (d *Destination) rise() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.need, d.isUp = leastProbe, true
	close(d.up)
	d.health.Report(true, Ready, "Deliveries are written into the folder "+safe(d.cfg.Out)+".")
}

// down notes that the folder cannot be written, and how large the file was that it did not take.
func (d *Destination) down(t trouble, need int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.need = max(d.need, need)
	d.sink()
	d.health.Report(false, t.reason, t.text)
}

// sink ends what rise began. Under mu.
func (d *Destination) sink() {
	if !d.isUp {
		return
	}
	d.isUp, d.up = false, make(chan struct{})
	select {
	case d.fails <- struct{}{}:
	default:
	}
}

// Deliver writes the deliveries one after another, in the order given. Each is tried, whether the folder is known to
// be down or not.
func (d *Destination) Deliver(ctx context.Context, out []adapters.Outgoing, result func(int, adapters.Result)) {
	for i, o := range out {
		if ctx.Err() != nil {
			result(i, adapters.Result{Outcome: adapters.Again, Text: "The gateway ended before the file was written."})
			continue
		}
		r, t, size := d.write(o)
		if t != (trouble{}) {
			d.down(t, size)
		}
		result(i, r)
	}
}

// write makes one delivery, and says what was wrong with the folder and how large the file was that did not fit.
func (d *Destination) write(o adapters.Outgoing) (adapters.Result, trouble, int) {
	d.writing.Lock()
	defer d.writing.Unlock()
	all, r := d.wanted(o)
	if r.Outcome != adapters.Done || len(all) == 0 {
		return r, trouble{}, 0
	}
	for _, f := range all {
		switch taken, outcome, err := d.put(f); {
		case taken:
			return adapters.Result{Outcome: adapters.Refused, Code: NameTaken, Text: fmt.Sprintf("Another file stands under "+
				"the name %s in the folder %s, and is not replaced: take it away, and have the delivery sent again.", f.name,
				safe(d.cfg.Out))}, trouble{}, 0
		case err != nil:
			t := troubleWith("out", d.cfg.Out, err)
			return adapters.Result{Outcome: outcome, Code: t.reason, Text: t.text}, t, len(f.bytes)
		}
	}
	// The names are not on the disk before this: what fails here may be there, and may be gone after a loss of power.
	if t := troubleWith("out", d.cfg.Out, d.files.Sync(d.cfg.Out)); t != (trouble{}) {
		return adapters.Result{Outcome: adapters.Unknown, Code: t.reason, Text: t.text}, t, 0
	}
	return adapters.Result{Outcome: adapters.Done}, trouble{}, 0
}

// file is one that a delivery becomes.
type file struct {
	name  string
	bytes []byte
}

// wanted are the files of a delivery, CAP last. Documents of one role with the same bytes, as on many topics, are one.
func (d *Destination) wanted(o adapters.Outgoing) ([]file, adapters.Result) {
	var all []file
	for _, role := range roles {
		if !d.cfg.Write.wants(role) {
			continue
		}
		var different [][]byte
		for _, doc := range o.Documents {
			if doc.Role != role || len(doc.Payload) == 0 || slices.ContainsFunc(different, func(b []byte) bool {
				return bytes.Equal(b, doc.Payload)
			}) {
				continue
			}
			different = append(different, doc.Payload)
			name, fits := outName(o, role, len(different))
			if !fits {
				return nil, adapters.Result{Outcome: adapters.Refused, Code: NoName, Text: fmt.Sprintf("A delivery of lane %s "+
					"with the key %s was refused: no file can be named so; this is a fault of the gateway, report it.",
					safe(string(o.Lane)), safe(o.Key))}
			}
			all = append(all, file{name, doc.Payload})
		}
	}
	return all, adapters.Result{Outcome: adapters.Done}
}

// put makes one file, if it is not there already. taken says that another is.
func (d *Destination) put(f file) (taken bool, outcome adapters.Outcome, err error) {
	path := filepath.Join(d.cfg.Out, f.name)
	for range 2 {
		there, _, _, err := d.files.Read(path, int64(len(f.bytes))+1)
		switch {
		case err == nil:
			return !bytes.Equal(there, f.bytes), adapters.Done, nil
		case errors.Is(err, errNoFile):
			return true, adapters.Done, nil
		case !errors.Is(err, fs.ErrNotExist):
			return false, adapters.Again, err
		}
		switch err = place(d.files, d.cfg.Out, f.name, f.bytes); {
		case err == nil:
			return false, adapters.Done, nil
		case errors.Is(err, fs.ErrExist): // it appeared between the two: look at it
			continue
		}
		if _, gone := d.files.Stat(path); gone == nil { // it failed, and yet there it is: the next attempt compares
			return false, adapters.Unknown, err
		}
		return false, adapters.Again, err
	}
	return false, adapters.Again, fs.ErrExist
}
