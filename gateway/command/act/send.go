package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/topics"
)

// Send is `bordercast send`: alerts go to the gateway as an agency sends them, and it waits for the receipts.
type Send struct {
	Files   []string      `arg:"" name:"file" help:"Alerts to send, in this order; - for standard input. With --restamp also folders of them."`
	As      string        `placeholder:"SYSTEM" help:"The system to send as: a name under systems: in the gateway's configuration."`
	Until   string        `enum:"received,settled" default:"received" help:"When to stop waiting: ${enum}. Settled waits for the decision for each destination, and for the deliveries under way."`
	Timeout time.Duration `default:"10s" help:"How long to wait for news."`
	Again
	cli.Answers
	cli.Wire
}

// Help has the examples.
func (Send) Help() string {
	return `The receipt is what counts: it is published when the gateway has the alert on disk. The broker's own
acknowledgement only says that the broker had it, and it comes even when the broker's access list forbids the
publication.

    bordercast send alert.xml --as local-us
    bordercast send alert.xml --as local-us --until settled
    bordercast send *.xml --as mema --broker mqtts://gateway.example:8883 --ca ca.pem --cert mema.pem --key mema.key

With --restamp recordings are sent again: the files, and the .xml files of the folders that are named, as one set. Each
alert is given a new identifier and a sent of now, and lasts as long as it did; references that name others of the set
name them by their new identifiers, and those that name others stay as they are, and are said. They are sent in the
order of their first sent, none before the gateway has what it references. Signatures, which no longer hold, are taken
out; --sign makes new ones. An alert of status Actual is refused (status-actual), unless --actual is given: what goes
out is a real warning then.

    bordercast send recording/ --restamp --as mema
    bordercast send recording/ --restamp --as mema --sign keys/mema.key
    bordercast send recording/ --restamp --out fresh

--out needs no gateway: it writes the files into a new folder, numbered in the order in which they are to be sent.

Exit codes: 0 received, 1 quarantined, 2 no receipt. A recording that is refused is 1, too: nothing was sent then.`
}

// Run sends all files and waits for their receipts.
func (c Send) Run(ctx context.Context, e *cli.Env) error {
	if err := c.fit(); err != nil {
		return err
	}
	alerts, err := c.alerts(e)
	if err != nil {
		return err
	}
	if c.Out != "" {
		return c.write(e, alerts)
	}
	d := &dispatch{cmd: c, env: e, postings: map[string]*posting{}}
	session, err := c.DialBroker(ctx, "send")
	if err != nil {
		return err
	}
	defer session.Close()
	news := make(chan topics.Receipt)
	stop, err := session.Subscribe(ctx, []string{topics.ReceiptTo(c.As)}, func(m adapters.Message) {
		var r topics.Receipt
		if json.Unmarshal(m.Payload, &r) != nil {
			return
		}
		select {
		case news <- r:
		case <-session.Lost():
		case <-ctx.Done():
		}
	})
	if err != nil {
		return err
	}
	defer stop()
	all := batches(alerts)
	for n, some := range all {
		messages := d.add(some)
		published := make(chan error, 1)
		go func() { published <- session.Publish(ctx, messages...) }()
		d.until = c.Until
		if n < len(all)-1 {
			d.until = "received"
		}
		if err := d.listen(ctx, news, published, session.Lost()); err != nil {
			return err
		}
	}
	return d.verdict()
}

// alertFile is a document that is to be sent.
type alertFile struct {
	file  string
	bytes []byte
	after []int // the places of those that the gateway must have before
}

// alerts are the files, restamped where that is asked for.
func (c Send) alerts(e *cli.Env) ([]alertFile, error) {
	if c.Restamp {
		return c.restamped(e)
	}
	var all []alertFile
	for _, file := range c.Files {
		b, err := e.Read(file)
		if err != nil {
			return nil, err
		}
		if len(b) == 0 { // on MQTT an empty message is none: it would be sent in vain, and waited for
			return nil, cli.Wrong(fmt.Errorf("%s is empty: nothing was sent; give the file of an alert", file))
		}
		all = append(all, alertFile{file: file, bytes: b})
	}
	return all, nil
}

// batches parts alerts, in their order, so that none is in one batch with what must be there before it.
func batches(all []alertFile) (out [][]alertFile) {
	begins := 0
	for i, l := range all {
		if i == 0 || slices.ContainsFunc(l.after, func(before int) bool { return before >= begins }) {
			out, begins = append(out, nil), i
		}
		out[len(out)-1] = append(out[len(out)-1], l)
	}
	return out
}

// posting is one file on its way.
type posting struct {
	file    string
	first   *topics.Receipt           // received, duplicate or quarantined
	by      map[string]topics.Receipt // the latest for each destination
	settled bool                      // nothing more is expected
}

// dispatch is everything one send has under way.
type dispatch struct {
	cmd      Send
	env      *cli.Env
	until    string              // received or settled: what is waited for now
	postings map[string]*posting // by sha256
	order    []string
}

// add takes alerts on their way, as messages to publish.
func (d *dispatch) add(alerts []alertFile) (messages []adapters.Message) {
	for _, l := range alerts {
		sum := sha256.Sum256(l.bytes)
		sha := hex.EncodeToString(sum[:])
		messages = append(messages, adapters.Message{Topic: topics.In(d.cmd.As), Payload: l.bytes})
		if d.postings[sha] == nil {
			d.postings[sha] = &posting{file: l.file, by: map[string]topics.Receipt{}}
			d.order = append(d.order, sha)
		}
	}
	return messages
}

// listen takes receipts until nothing more is expected, or no news came for the time allowed.
func (d *dispatch) listen(ctx context.Context, news <-chan topics.Receipt, published <-chan error,
	lost <-chan struct{}) error {
	for !d.complete() {
		fired, stop := d.env.Clock.After(d.patience())
		select {
		case r := <-news:
			d.take(r)
		case err := <-published:
			if err != nil {
				stop()
				return err
			}
			published = nil
		case <-fired:
			return d.silence(ctx)
		case <-lost:
			stop()
			return cli.ErrLost
		case <-ctx.Done():
			stop()
			return ctx.Err()
		}
		stop()
	}
	return nil
}

// take notes and prints one receipt.
func (d *dispatch) take(r topics.Receipt) {
	l := d.postings[r.SHA256]
	if l == nil {
		return // somebody else's alert of the same system
	}
	if r.Destination == "" {
		l.first = &r
	} else {
		l.by[r.Destination] = r
	}
	l.settled = l.answered()
	d.print(l.file, r)
}

// answered says whether every destination heard of so far has its answer. Released is none: a delivery follows.
func (l *posting) answered() bool {
	if l.first == nil || len(l.by) == 0 && l.first.State != topics.Quarantined {
		return false
	}
	for _, r := range l.by {
		if r.State == topics.Released {
			return false
		}
	}
	return true
}

// done says whether a posting needs no more waiting.
func (d *dispatch) done(l *posting) bool {
	if d.until == "received" {
		return l.first != nil
	}
	return l.settled
}

func (d *dispatch) complete() bool {
	for _, l := range d.postings {
		if !d.done(l) {
			return false
		}
	}
	return d.until == "received"
}

// quiet ends a wait for decisions: receipts do not say how many will follow, but all decisions of an alert are told
// in one breath.
const quiet = 500 * time.Millisecond

// patience is how long to wait for the next receipt.
func (d *dispatch) patience() time.Duration {
	for _, l := range d.postings {
		if !d.done(l) {
			return d.cmd.Timeout
		}
	}
	return quiet
}

// silence ends the wait: all is well when nothing was outstanding, or when the first receipt is all there ever is.
func (d *dispatch) silence(ctx context.Context) error {
	for _, sha := range d.order {
		if l := d.postings[sha]; l.first == nil {
			return d.noReceipt(ctx, l)
		}
	}
	for _, sha := range d.order {
		if l := d.postings[sha]; !d.done(l) {
			d.env.Sayf("%s: received; nothing more was heard within %v: see bordercast explain %s\n", l.file, d.cmd.Timeout,
				l.file)
		}
	}
	return nil
}

// noReceipt says the likely cause. A forbidden publication is acknowledged like any other, and an unknown system
// has nobody to answer for it, so the client itself cannot know.
func (d *dispatch) noReceipt(ctx context.Context, l *posting) error {
	likely := fmt.Sprintf("the likely causes are that the gateway's configuration has no system %q, that the broker "+
		"does not let this client publish as it (alarm publish-denied), or that no gateway is connected to this "+
		"broker: see bordercast status", d.cmd.As)
	if status, err := d.cmd.Status(ctx); err == nil {
		for _, a := range status.Alarms {
			if a.Code == "publish-denied" || a.Code == "stray-topic" {
				likely = "the gateway says " + a.Code + ": " + a.TextEN
			}
		}
	}
	return errors.New("no receipt for " + l.file + " within " + d.cmd.Timeout.String() + "; " + likely)
}

// verdict is exit code 1 when anything was quarantined.
func (d *dispatch) verdict() error {
	for _, l := range d.postings {
		if l.first.State == topics.Quarantined {
			return cli.Said(1)
		}
	}
	return nil
}

func (d *dispatch) print(file string, r topics.Receipt) {
	if d.cmd.JSON {
		_ = d.env.JSONLine(r)
		return
	}
	line := file + ": "
	if r.Destination != "" {
		line += "→ " + r.Destination + ": "
	}
	line += cli.Sentence(string(r.State), r.Reason, r.Text)
	if r.Trail > 0 {
		line += fmt.Sprintf(" [trail %d]", r.Trail)
	}
	d.env.PrintProse(cli.Plain(line))
}
