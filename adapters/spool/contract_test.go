package spool_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/adapterstest"
	"bordercast/adapters/spool"
)

func TestContract(t *testing.T) {
	t.Run("Source", func(t *testing.T) {
		adapterstest.Source(t, func(t *testing.T) adapterstest.Sender { return newDesk(t) }, adapterstest.Bubble)
	})
	t.Run("Destination", func(t *testing.T) {
		adapterstest.Destination(t, func(t *testing.T) adapterstest.Receiver { return newDesk(t) }, adapterstest.Bubble)
	})
}

// desk is a system that reads and writes files, as its own programs would.
type desk struct {
	t    *testing.T
	cfg  spool.Config
	root string
	sent int
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, root: filepath.Join(t.TempDir(), "desk")}
	at := func(name string) string { return filepath.Join(d.root, name) }
	d.cfg = spool.Config{In: at("in"), Done: at("done"), Bad: at("bad"), Out: at("out")}
	for _, folder := range d.cfg.Paths() {
		d.must(os.MkdirAll(*folder, 0o750))
	}
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) Source(in adapters.Inbound) adapters.Source { return spool.NewSource(d.cfg, in) }

func (d *desk) Destination(out adapters.Outbound) adapters.Destination {
	return spool.NewDestination(d.cfg, out)
}

// Send writes a file under a hidden name and renames it. Its time is given: two files of one tick of the kernel's clock
// would have the same.
func (d *desk) Send(body []byte) {
	d.sent++
	name := strconv.Itoa(1000-d.sent) + ".xml" // the time tells the order, and the name does not
	hidden := filepath.Join(d.cfg.In, "."+name)
	d.must(os.WriteFile(hidden, body, 0o640))
	at := time.Unix(1_800_000_000+int64(d.sent), 0)
	d.must(os.Chtimes(hidden, at, at))
	d.must(os.Rename(hidden, filepath.Join(d.cfg.In, name)))
}

func (d *desk) Waiting() int { return len(d.names(d.cfg.In)) }

func (d *desk) Received() (all [][]byte) {
	for _, name := range d.names(d.cfg.Out) {
		if strings.HasPrefix(name, ".") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(d.cfg.Out, name))
		d.must(err)
		all = append(all, b)
	}
	return all
}

// Down takes the folders away, as a disk that is unmounted.
func (d *desk) Down() { d.must(os.Rename(d.root, d.root+".away")) }

func (d *desk) Up() { d.must(os.Rename(d.root+".away", d.root)) }

func (d *desk) names(folder string) (names []string) {
	entries, err := os.ReadDir(folder)
	d.must(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
