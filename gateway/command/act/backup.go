package act

import (
	"context"
	"path/filepath"

	"bordercast/gateway"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/officer"
)

// Backup is `bordercast backup`: a copy of the store and the keys in one file, made by the running gateway.
type Backup struct {
	File        string `arg:"" help:"Where to write it: one file, which must not be there yet."`
	WithoutKeys bool   `help:"Leave the gateway's secret keys out; keep them apart."`
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Backup) Help() string {
	return `A consistent copy of the store, its checkpoints and the keys, as one tar file, while the gateway serves. The
gateway writes it, so its account must be able to.

    bordercast backup /var/backups/bordercast-1.tar --as operator1
    bordercast backup /var/backups/bordercast-1.tar --without-keys --as operator1`
}

// Run asks the gateway for it.
func (c Backup) Run(ctx context.Context, e *cli.Env) error {
	file, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Keeper().Backup(ctx, api.Backup{Actor: c.Actor(), File: file, WithoutKeys: c.WithoutKeys})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(outcomes)
	}
	for _, o := range outcomes {
		e.PrintProse(cli.Plain(o.Text))
	}
	return nil
}

// Restore is `bordercast restore`: a backup goes into an empty data folder, while no gateway runs on it.
type Restore struct {
	File string `arg:"" type:"path" help:"The backup."`
	cli.Person
	cli.Place
}

// Help has the examples.
func (Restore) Help() string {
	return `Puts a backup into an empty data folder. The next start records it in the trail, with the last checkpoint that
the broker holds, and finds what stands and is not in the backup: see 'bordercast foreign --help'. Stop the old gateway
first.

    bordercast restore bordercast-1.tar --data /var/lib/bordercast --config bordercast.yaml --as operator1
    bordercast serve --data /var/lib/bordercast --config bordercast.yaml`
}

// Run puts it back.
func (c Restore) Run(e *cli.Env) error {
	dir, err := c.Folder()
	if err != nil {
		return err
	}
	cfg, err := c.Load()
	if err != nil {
		return err
	}
	who := host(c.As)
	if refused := cfg.Officers().May(officer.Restore, who); refused != nil {
		return cli.Wrong(refused)
	}
	if err := gateway.Restore(c.File, dir, c.As+" (asserted by "+who.Account+")"); err != nil {
		return cli.Wrong(err)
	}
	e.Printf("The backup is in %s. Start the gateway on it; if the backup has no keys, put the "+
		"folder keys beside the store first.\n", dir)
	return nil
}
