package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/settings"
	"bordercast/gateway/story"
	"bordercast/gateway/trail"
)

var update = flag.Bool("update", false, "write what happens into the files of testdata")

func TestStories(t *testing.T) {
	stories(t, 30, filepath.Join("testdata", "chains", "*.txtar"), story.Run)
}

func TestPendingStories(t *testing.T) {
	stories(t, 0, filepath.Join("testdata", "chains", "pending", "*.txtar"), story.RunPending)
}

func stories(t *testing.T, least int, pattern string, run func(*testing.T, string, story.Open, bool)) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < least {
		t.Fatalf("%d stories: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			run(t, file, newWorld, *update)
		})
	}
}

// world is this package's gateway as the stories drive it: the transitions on a store on disk, with the wires and the
// clock the test's.
type world struct {
	t       *testing.T
	folder  string
	time    *manual
	brokers *story.Brokers
	b       *testGateway // nil while it is stopped
	cut     map[string]story.Fault
	waiting map[string][]outbox.Ticket // sent, and no answer came
}

func newWorld(t *testing.T, folder string, at time.Time, brokers *story.Brokers) story.World {
	return &world{t: t, folder: folder, time: &manual{now: at}, brokers: brokers, cut: map[string]story.Fault{},
		waiting: map[string][]outbox.Ticket{}}
}

// Start takes up what the last run left, in the order in which the daemon does.
func (w *world) Start(config string) {
	w.t.Helper()
	w.b = openTestGateway(w.t, config, w.folder, w.time)
	w.b.gw.way.Connected = func(destination string) bool { return w.cut[destination] != story.Down }
	if err := errors.Join(w.b.gw.notices.Restore(w.t.Context()), w.b.gw.way.Resume(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
	w.b.rest()
	w.b.tick(0)
	for _, d := range w.b.gw.settings.Now().Destinations {
		w.compare(d.Name)
	}
	w.settle()
}

func (w *world) Stop() {
	w.b.close()
	w.b = nil
}

func (w *world) Send(system string, document []byte, kept bool) {
	w.t.Helper()
	if kept {
		w.b.kept(system, string(document))
	} else {
		w.b.send(system, string(document))
	}
	w.settle()
}

func (w *world) Show(l api.ShowRequest) (string, error) {
	view, err := w.b.gw.showing.Show(w.t.Context(), l)
	w.settle()
	if err != nil {
		return "", err
	}
	return view.Draft, nil
}

func (w *world) Rule(r api.Ruling) error {
	_, err := w.b.gw.rulings.Rule(w.t.Context(), r)
	w.settle()
	return err
}

func (w *world) Correct(c story.Correction) error {
	ctx, d, err := w.t.Context(), serviceOf(w.b.gw), error(nil)
	switch c.Kind {
	case story.Recall:
		_, err = d.Recall(ctx, c.Order)
	case story.Resend:
		_, err = d.Resend(ctx, c.Order)
	case story.LetIn:
		r := api.Release{Actor: c.Actor, ID: strconv.FormatInt(w.quarantined(c.Document), 10), Reason: c.Reason}
		_, err = d.ReleaseQuarantined(ctx, r)
	}
	w.settle()
	return err
}

// quarantined is the newest sighting of these bytes that is.
func (w *world) quarantined(document []byte) (id int64) {
	w.view(func(tx *book.Tx) error {
		all, err := tx.Sightings.OfBytes(sha256.Sum256(document))
		for _, s := range all {
			if s.State == book.Quarantined {
				id = s.ID
			}
		}
		return err
	})
	return id
}

func (w *world) Cut(destination string, how story.Fault) { w.cut[destination] = how }

func (w *world) Mend(destination string) {
	delete(w.cut, destination)
	tickets := w.waiting[destination]
	delete(w.waiting, destination)
	if w.b == nil {
		return
	}
	w.b.gw.outboxes.Of(destination).Push(tickets...)
	w.compare(destination)
	w.settle()
}

func (w *world) Tick(to time.Time) {
	w.t.Helper()
	w.time.pass(max(0, to.Sub(w.time.Now())))
	if w.b == nil {
		return
	}
	w.b.tick(0)
	w.settle()
}

// settle does all that follows, until nothing is left to do.
func (w *world) settle() {
	w.t.Helper()
	w.b.rest()
	w.deliver()
	w.announce()
}

// deliver empties the outboxes of the links that hold, as the workers do: the attempt is on disk before the bytes
// leave, the result after.
func (w *world) deliver() {
	w.t.Helper()
	for more := true; more; {
		more = false
		for _, d := range w.b.gw.settings.Now().Destinations {
			if w.cut[d.Name] != story.Down && w.b.gw.outboxes.Of(d.Name).Len() > 0 {
				more = true
				w.attempt(d)
			}
		}
		w.b.rest()
	}
}

func (w *world) attempt(d *settings.System) {
	w.t.Helper()
	l := w.b.gw.way.Ledger(d)
	jobs, left, err := l.Attempt(w.t.Context(), w.b.gw.outboxes.Of(d.Name).Take(w.b.gw.real.Now(), 64))
	if err != nil {
		w.t.Fatal(err)
	}
	w.b.gw.outboxes.Of(d.Name).Push(left...)
	for _, j := range jobs {
		w.brokers.Arrive(d.Name, j.Out.Messages())
		if w.cut[d.Name] == story.Silent { // it arrived, and the gateway cannot know it
			w.waiting[d.Name] = append(w.waiting[d.Name], j.Ticket)
			continue
		}
		if err := l.Finish(w.t.Context(), []outbox.Finished{{Ticket: j.Ticket}}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// compare makes a destination's tree what the store wants, as on every new connection.
func (w *world) compare(destination string) {
	w.t.Helper()
	payloads := w.brokers.Retained(destination)
	there := map[string]adapters.Digest{}
	for topic, payload := range payloads {
		there[topic] = adapters.Digest(sha256.Sum256(payload))
	}
	repair, err := w.b.gw.reconciler.Repair(w.t.Context(), destination, there, payloads)
	w.b.gw.reconciler.ReportForeign(w.t.Context(), destination)
	if err != nil {
		w.t.Fatal(err)
	}
	slices.SortFunc(repair, func(a, b adapters.Message) int { return strings.Compare(a.Topic, b.Topic) })
	w.brokers.Arrive(destination, repair)
}

// announce publishes what the gateway says in its own name, as runGatewayTopics does: here at every destination's
// broker.
func (w *world) announce() {
	w.t.Helper()
	err := w.b.gw.db.Update(w.t.Context(), func(tx *book.Tx) error {
		behind, err := tx.Topics.Behind(notice.GatewayTopics, 1000)
		if err != nil {
			return err
		}
		messages, err := w.b.gw.topics.Retained(tx, behind)
		for _, m := range messages {
			w.brokers.Announce(m)
		}
		return errors.Join(err, notice.HaveAll(tx, behind))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) view(read func(tx *book.Tx) error) {
	w.t.Helper()
	if err := w.b.gw.db.View(context.WithoutCancel(w.t.Context()), read); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) Seen(keys []string) story.Seen {
	w.t.Helper()
	seen := story.Seen{Alarms: w.b.gw.alarms.Open(), Held: len(w.b.people.held()),
		Decisions: map[string][]story.Decision{}}
	w.view(func(tx *book.Tx) error {
		err := tx.Trail.EachRow(0, "", func(r trail.Row) error {
			e := story.Entry{Seq: r.Seq, Kind: r.Kind, Key: r.Alert}
			var body struct{ Reason, Destination string }
			_ = json.Unmarshal([]byte(r.Body), &body)
			e.Reason, e.Destination = body.Reason, body.Destination
			seen.Trail = append(seen.Trail, e)
			return nil
		})
		left, more := tx.Topics.Under(notice.GatewayTopics, "parties/")
		for _, t := range left {
			seen.Shown = append(seen.Shown, t.Topic)
		}
		return errors.Join(err, more)
	})
	w.view(func(tx *book.Tx) error {
		for _, key := range keys {
			a, found, err := tx.Alerts.ByKey(key)
			if err != nil || !found || a.Key != key { // a.Key is another where key is an alias
				continue
			}
			decisions, err := tx.Decisions.Of(a.ID)
			if err != nil {
				return err
			}
			for _, d := range decisions {
				one := decisionSeen(d)
				one.Event = judge.UnmarshalShape(a.Shape).EventCode(d.Group)
				seen.Decisions[key] = append(seen.Decisions[key], one)
			}
		}
		return nil
	})
	return seen
}

func decisionSeen(d book.Decision) story.Decision {
	return story.Decision{Destination: d.Destination, State: d.State, Route: d.Route, Reason: d.Reason, Ask: d.Ask,
		Of:      d.Of,
		Dropped: d.Action == book.Drop && d.State == book.Decided, Held: d.State == book.Held}
}
