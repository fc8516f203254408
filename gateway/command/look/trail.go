package look

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"bordercast/gateway/book"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// Trail is `bordercast trail`: the audit trail, read and proved.
type Trail struct {
	Verify trailVerifyCmd `cmd:"" help:"Find what was changed, removed, swapped, inserted or cut off."`
	Show   trailShowCmd   `cmd:"" help:"Read the trail like a timeline."`
}

// Help has the examples.
func (Trail) Help() string {
	return `The trail records what the gateway received, decided, did and was told, as a Merkle tree whose head is signed
at every commit. Both commands read the store itself, so the gateway may be running or stopped.

    bordercast trail show --last 20
    bordercast trail show --alert k7q2mxt4ahc3
    bordercast trail verify
    bordercast trail verify --since checkpoint-kept-elsewhere.txt

Whoever owns the machine owns the key: keep checkpoints elsewhere, for the removal of the last entries together with
their checkpoints shows only against one of those.`
}

type trailVerifyCmd struct {
	Since string `type:"path" placeholder:"CHECKPOINT" help:"A checkpoint kept elsewhere, as a file."`
	File  string `type:"path" placeholder:"FILE" help:"The checkpoint file (default: checkpoints in the data folder)."`
	Key   string `type:"path" placeholder:"FILE" help:"The trail's public key (default: keys/trail.pub in the data folder, which whoever owns the machine could change)."`
	Deep  bool   `help:"Compare the stored documents with their digests, too, and the file with itself."`
	JSON  bool   `name:"json" help:"Answer for programs."`
	cli.Place
}

// Help has the examples.
func (trailVerifyCmd) Help() string {
	return `Every entry, every stored hash and every signed checkpoint is read and compared, and with them the separate
checkpoint file. Whatever was changed, removed, swapped, inserted or cut off is named. The gateway may be running.

    bordercast trail verify
    bordercast trail verify --deep
    bordercast trail verify --data /var/lib/bordercast --since checkpoint-kept-elsewhere.txt --key trail.pub

The trail holds digests of documents and not the documents, so a document that was changed is found with --deep alone,
which reads all of them.

Exit codes: 0 the trail is sound, 1 it was altered, 2 it could not be read.`
}

// Run verifies. Exit code 1 when the trail was altered.
func (c trailVerifyCmd) Run(ctx context.Context, e *cli.Env) error {
	dir, err := c.Folder()
	if err != nil {
		return err
	}
	o, done, err := c.options(ctx, dir)
	defer done()
	if err != nil {
		return err
	}
	var report deepReport
	err = readStore(ctx, dir, func(tx *book.Tx) (err error) {
		if report.Report, err = trail.Verify(book.Audit(tx), o); err != nil || !c.Deep {
			return err
		}
		return store.Deep(dir, func(f store.Flaw) { report.Flaws = append(report.Flaws, f) })
	})
	if err != nil {
		return err
	}
	return c.print(e, report)
}

// options are all that the tables are compared with, the checkpoint file as it is before the store is looked at: a
// running gateway appends to both. done ends the reading of it.
func (c trailVerifyCmd) options(ctx context.Context, dir string) (o trail.Options, done func(), err error) {
	file := (*os.File)(nil)
	done = func() { _ = file.Close() } // does nothing for none
	key, err := os.ReadFile(cmp.Or(c.Key, filepath.Join(dir, "keys", trail.PublicFile)))
	if err != nil {
		return o, done, noStore(dir, err)
	}
	if o.Key, err = trail.ParsePublic(string(key)); err != nil {
		return o, done, err
	}
	file, err = os.Open(cmp.Or(c.File, filepath.Join(dir, book.CheckpointFile)))
	switch {
	case err == nil:
		length, err := file.Seek(0, io.SeekEnd)
		if err != nil {
			return o, done, err
		}
		o.File = io.NewSectionReader(file, 0, length)
	case c.File != "" || !errors.Is(err, fs.ErrNotExist):
		return o, done, err // a missing file of the gateway's own is a fault that Verify reports
	}
	if c.Since != "" {
		if o.Since, err = os.ReadFile(c.Since); err != nil {
			return o, done, err
		}
	}
	client, err := c.Dial()
	if err != nil {
		return o, done, err
	}
	defer client.Close()
	_, silent := client.Status(ctx)
	o.Live = silent == nil
	return o, done, nil
}

// deepReport is what was found in the trail, and with --deep in the rest of the store.
type deepReport struct {
	trail.Report
	Flaws []store.Flaw `json:"flaws,omitempty"`
}

func (c trailVerifyCmd) print(e *cli.Env, r deepReport) error {
	if c.JSON {
		if err := e.JSON(r); err != nil {
			return err
		}
	} else {
		e.PrintProse(r.Sentence())
		for _, f := range r.Faults {
			e.PrintProseIndented("  ", cli.Plain(f.String()))
		}
		for _, seq := range r.Lost {
			e.Printf("  The checkpoint file was lost before entry %d (`trail show --kind "+
				"checkpoints-lost`): only a checkpoint "+
				"kept elsewhere shows what may have been cut off the end until then (--since).\n", seq)
		}
		if r.Newest > 0 {
			e.Printf("Newest checkpoint: %d entries, root %s\n", r.Newest, r.Root)
		}
		if c.Deep && len(r.Flaws) == 0 {
			e.Printf("Every stored document is the one of its digest.\n")
		}
		for _, f := range r.Flaws {
			e.Printf("  %s: %s\n", f.Code, cli.Plain(f.Text))
		}
	}
	if len(r.Faults)+len(r.Flaws) > 0 {
		return cli.Said(1)
	}
	return nil
}

// readStore runs a function over one consistent state of the store.
func readStore(ctx context.Context, dir string, read func(*book.Tx) error) error {
	if _, err := os.Stat(store.File(dir)); err != nil {
		return noStore(dir, err)
	}
	db, err := store.ReadOnly(dir)
	if err != nil {
		return err
	}
	defer func() { _ = db.CloseReadOnly() }()
	return db.View(ctx, read)
}

func noStore(dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no gateway's store in %s (%w): name the right folder with --data", dir, err)
	}
	return err
}
