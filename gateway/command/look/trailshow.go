package look

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"bordercast/gateway/book"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/trail"
)

type trailShowCmd struct {
	Alert string   `placeholder:"ALERT" help:"Only what concerns this alert: its token or identifier."`
	Kind  []string `help:"Only entries of this kind, such as held or delivered; may be repeated."`
	Last  int      `placeholder:"N" help:"Only the last N."`
	Zone  []string `placeholder:"ZONE" help:"Show times in this zone, as America/Moncton; may be repeated (default: this machine's)."`
	JSON  bool     `name:"json" help:"One entry a line, for programs."`
	cli.Place
}

// entry is one row of the trail for programs.
type entry struct {
	Seq   int64           `json:"seq"`
	At    string          `json:"at"`
	Alert string          `json:"alert,omitempty"` // the alert's key
	Kind  string          `json:"kind"`
	Body  json.RawMessage `json:"body"`
}

// Help has the examples.
func (trailShowCmd) Help() string {
	return `Each entry is one line: when, its number, what happened, to which alert, and the details. Names and texts are
not in the trail, only digests, codes and identifiers.

    bordercast trail show --last 20
    bordercast trail show --alert k7q2mxt4ahc3
    bordercast trail show --kind approved --kind denied --zone America/New_York --zone America/Moncton`
}

// Run prints the timeline.
func (c trailShowCmd) Run(ctx context.Context, e *cli.Env) error {
	for _, k := range c.Kind {
		if !trail.Kind(k).Known() {
			return fmt.Errorf("--kind %s: there is no such kind of entry; the kinds are %s", k, kinds())
		}
	}
	dir, err := c.Folder()
	if err != nil {
		return err
	}
	var rows []trail.Row
	err = readStore(ctx, dir, func(tx *book.Tx) (err error) {
		rows, err = c.collect(tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case c.JSON:
		return c.lines(e, rows)
	}
	return c.timeline(e, rows)
}

// lines prints the entries for programs. A body that is no JSON was altered; it is shown as text.
func (c trailShowCmd) lines(e *cli.Env, rows []trail.Row) error {
	for _, r := range rows {
		n := entry{Seq: r.Seq, At: r.At, Alert: r.Alert, Kind: r.Kind, Body: json.RawMessage(r.Body)}
		if !json.Valid(n.Body) {
			n.Body, _ = json.Marshal(r.Body)
		}
		if err := e.JSONLine(n); err != nil {
			return err
		}
	}
	return nil
}

func kinds() string {
	var names []string
	for _, k := range trail.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// collect reads the entries asked for, keeping no more than the last.
func (c trailShowCmd) collect(tx *book.Tx) ([]trail.Row, error) {
	wanted, err := c.wanted(tx)
	if err != nil {
		return nil, err
	}
	var kept []trail.Row
	err = tx.Trail.EachRow(math.MinInt64, "", func(r trail.Row) error {
		if !wanted(r) {
			return nil
		}
		if c.Last > 0 && len(kept) == c.Last {
			kept = kept[1:]
		}
		kept = append(kept, r)
		return nil
	})
	return kept, err
}

// wanted says which entries are asked for. The receipt of an alert is recorded before anybody knows what alert it
// is, so it is found by its bytes.
func (c trailShowCmd) wanted(tx *book.Tx) (func(trail.Row) bool, error) {
	ofKind := func(r trail.Row) bool { return len(c.Kind) == 0 || slices.Contains(c.Kind, r.Kind) }
	if c.Alert == "" {
		return ofKind, nil
	}
	key, err := keyNamed(tx, c.Alert)
	if err != nil {
		return nil, err
	}
	seen := map[bytesFrom]bool{}
	err = tx.Trail.EachRow(math.MinInt64, key, func(r trail.Row) error {
		seen[bytesIn(r.Body)] = true
		return nil
	})
	delete(seen, bytesFrom{})
	return func(r trail.Row) bool {
		return ofKind(r) && (r.Alert == key || r.Alert == "" && seen[bytesIn(r.Body)])
	}, err
}

// keyNamed is the key of the one alert that goes by a name.
func keyNamed(tx *book.Tx, name string) (string, error) {
	found, err := tx.Alerts.Named(name)
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", cli.Wrong(fmt.Errorf("no alert is called %s here: give a token or an "+
			"identifier, as status --alerts shows them", name))
	case len(found) > 1:
		var tokens []string
		for _, a := range found {
			tokens = append(tokens, a.Token)
		}
		return "", cli.Wrong(fmt.Errorf("several alerts are called %s: give one of the tokens %s", name,
			strings.Join(tokens, ", ")))
	}
	return found[0].Key, nil
}

// bytesFrom is what an entry says of the bytes it speaks of, and of the system they came from.
type bytesFrom struct {
	SHA256 string `json:"sha256"`
	System string `json:"system"`
}

func bytesIn(body string) bytesFrom {
	var b bytesFrom
	if json.Unmarshal([]byte(body), &b) != nil || b.SHA256 == "" || b.System == "" {
		return bytesFrom{}
	}
	return b
}

// timeline prints the entries under a heading for each day.
func (c trailShowCmd) timeline(e *cli.Env, rows []trail.Row) error {
	zones, err := c.zones()
	if err != nil {
		return err
	}
	day := ""
	for _, r := range rows {
		if today := trail.Day(r, zones...); today != day && today != "" {
			day = today
			e.Title(day)
		}
		e.Printf("  %s\n", trail.Line(r, false, zones...))
	}
	return nil
}

func (c trailShowCmd) zones() ([]*time.Location, error) {
	if len(c.Zone) == 0 {
		return []*time.Location{time.Local}, nil
	}
	var zones []*time.Location
	for _, name := range c.Zone {
		z, err := time.LoadLocation(name)
		if err != nil {
			return nil, fmt.Errorf("--zone %s: there is no such zone: write it like America/Moncton", name)
		}
		zones = append(zones, z)
	}
	return zones, nil
}
