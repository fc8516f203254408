package act

import (
	"context"
	"crypto/rand"
	"time"

	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/officer"
)

// Keys is `bordercast keys`: new keys for the gateway.
type Keys struct {
	New keysNewCmd `cmd:"" help:"Make new keys, in place of keys that were lost, or that somebody else may have."`
}

// Help says what the keys are.
func (Keys) Help() string {
	return `A gateway has two keys: the one that signs what it derives, which its partners pin, and the one that signs the
audit trail. Both are in the folder keys of its data folder, and in its backups.

    bordercast keys new --as operator1`
}

type keysNewCmd struct {
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (keysNewCmd) Help() string {
	return `Makes two new keys beside those in use and says their fingerprints. Give these to your partners first; the next
start or reload puts the new keys in use, moves the old ones away (keys/before-…), and records it in the trail, signed
by the old key where it is still there. Without a running gateway, and --config names the configuration that lists the
operators.

    bordercast keys new --as operator1
    bordercast keys new --as operator1 --data /var/lib/bordercast --config bordercast.yaml`
}

// Run makes the keys.
func (c keysNewCmd) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	keys, err := client.Keeper().NewKeys(ctx, api.Order{Actor: c.Actor()})
	if notRunning(err) {
		keys, err = c.stopped(ctx)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(keys)
	}
	e.Columns([][]string{
		{"", "NEW", "UNTIL NOW"},
		{"signing", keys.Signing, lostOr(keys.SigningWas)},
		{"trail", keys.Trail, lostOr(keys.TrailWas)},
	})
	e.PrintProse(cli.Plain(keys.Text))
	return nil
}

func (c keysNewCmd) stopped(ctx context.Context) (api.Keys, error) {
	dir, by, err := mayStopped(ctx, c.Place, c.Person, officer.KeysNew)
	if err != nil {
		return api.Keys{}, err
	}
	keys, err := acts.NewKeysStopped(ctx, dir, by, rand.Reader, time.Now())
	if err != nil {
		return keys, cli.Wrong(err)
	}
	return keys, nil
}

func lostOr(fingerprint string) string {
	if fingerprint == "" {
		return "lost"
	}
	return fingerprint
}
