package act

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/gateway/clock"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/topics"
)

// post is one receipt that comes after a while.
type post struct {
	after time.Duration
	state topics.State
	to    string
	sha   string // "" is the alert's own
}

func TestSendWaitsForWhatItWasAskedTo(t *testing.T) {
	for name, tc := range map[string]struct {
		until    string
		posts    []post
		want     int // exit code
		says     string
		took     time.Duration
		complain string
	}{
		"received": {until: "received", posts: []post{{time.Second, topics.Received, "", ""}},
			says: "a.xml: received", took: time.Second},
		"duplicate": {until: "received", posts: []post{{0, topics.Duplicate, "", ""}}, says: "a.xml: duplicate"},
		"quarantined": {until: "received", posts: []post{{0, topics.Quarantined, "", ""}}, want: 1,
			says: "a.xml: quarantined"},
		"quarantined, settled": {until: "settled", posts: []post{{0, topics.Quarantined, "", ""}}, want: 1, took: quiet},
		"somebody else's": {until: "received", posts: []post{{0, topics.Received, "", "other"}}, want: 2,
			took: 10 * time.Second, complain: "no receipt for a.xml within 10s; "},
		"nothing": {until: "settled", want: 2, took: 10 * time.Second, complain: "has no system \"mema\""},
		"crossed": {
			until: "settled", took: 3*time.Second + quiet, says: "a.xml: → nb-emo: crossed",
			posts: []post{{0, topics.Received, "", ""}, {time.Second, topics.Released, "nb-emo", ""},
				{2 * time.Second, topics.Crossed, "nb-emo", ""}},
		},
		"held": {
			until: "settled", took: quiet, says: "a.xml: → nb-emo: held",
			posts: []post{{0, topics.Received, "", ""}, {0, topics.Held, "nb-emo", ""}, {0, topics.Stayed, "nws", ""}},
		},
		"delivery under way": {
			until: "settled", took: 10 * time.Second, complain: "nothing more was heard within 10s",
			posts: []post{{0, topics.Received, "", ""}, {0, topics.Released, "nb-emo", ""}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out, complaints bytes.Buffer
				e := &cli.Env{Out: &out, Err: &complaints, Clock: clock.Real{}, Width: 100}
				d := &dispatch{env: e, until: tc.until, postings: map[string]*posting{},
					cmd: Send{As: "mema", Timeout: 10 * time.Second}}
				d.cmd.Data = t.TempDir()
				d.add([]alertFile{{file: "a.xml", bytes: []byte("<alert/>")}})
				news := make(chan topics.Receipt)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go func() {
					for _, p := range tc.posts {
						time.Sleep(p.after)
						r := topics.Receipt{SHA256: d.order[0], Destination: p.to, State: p.state, At: time.Now()}
						if p.sha != "" {
							r.SHA256 = p.sha
						}
						select {
						case news <- r:
						case <-ctx.Done():
						}
					}
				}()
				start := time.Now()
				err := d.listen(ctx, news, make(chan error), nil)
				if err == nil {
					err = d.verdict()
				}
				code := e.Complain(err)
				if took := time.Since(start); code != tc.want || took != tc.took {
					t.Errorf("exit code %d after %v, want %d after %v", code, took, tc.want, tc.took)
				}
				if !strings.Contains(out.String(), tc.says) || !strings.Contains(complaints.String(), tc.complain) {
					t.Errorf("it said %q and complained %q", &out, &complaints)
				}
			})
		})
	}
}

func TestSendStopsWhenTheLinkDoes(t *testing.T) {
	for name, tc := range map[string]struct {
		lost      bool
		published error
		cancel    bool
		want      error
	}{
		"lost":      {lost: true, want: cli.ErrLost},
		"refused":   {published: errors.New("refused"), want: errors.New("refused")},
		"interrupt": {cancel: true, want: context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			e := &cli.Env{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Clock: clock.Real{}}
			d := &dispatch{env: e, until: "received", postings: map[string]*posting{},
				cmd: Send{As: "mema", Timeout: time.Minute}}
			d.add([]alertFile{{file: "a.xml", bytes: []byte("<alert/>")}})
			lost, published := make(chan struct{}), make(chan error, 1)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			switch {
			case tc.lost:
				close(lost)
			case tc.cancel:
				cancel()
			default:
				published <- tc.published
			}
			if err := d.listen(ctx, nil, published, lost); err == nil || err.Error() != tc.want.Error() {
				t.Errorf("%v, want %v", err, tc.want)
			}
		})
	}
}
