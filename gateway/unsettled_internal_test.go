package gateway

import (
	"errors"
	"slices"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/reading"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// refusing is a store that does not write what settles a sighting, so often.
type refusing struct {
	book.Backend
	why   error
	times int
}

func (s *refusing) Write(c *book.Changes) error {
	for _, r := range c.Trail.Rows {
		if r.Kind == string(trail.Settled) && s.times > 0 {
			s.times--
			return s.why
		}
	}
	return s.Backend.Write(c)
}

func (s *refusing) open(dir string, o book.Options) (*book.Book, error) {
	backend, err := sqlite.Open(dir)
	if err != nil {
		return nil, err
	}
	s.Backend, o.Dir = backend, dir
	return book.Open(s, o)
}

const often = 1000

// Whatever fails while a message is being settled, it is no fault of the message: it is never put into quarantine for
// that, its sender is not told that it was, and the next start settles it. People are told of what does not pass by
// itself.
func TestWhatIsNotSettledWaits(t *testing.T) {
	fault := func(r *reading.Reading, _ **way.Ahead) { r.System = nil }
	for name, tc := range map[string]struct {
		store   refusing
		routes  string
		spoil   func(*reading.Reading, **way.Ahead)
		stopped bool // the daemon stops meanwhile
		alarm   string
		settled bool // in this run
	}{
		"the disk fails once, and it was to be released too": {refusing{why: errDisk, times: 1}, forwarding, nil, false, "",
			true},
		"a step is impossible once, and it was to be released too": {refusing{why: &book.ImpossibleStep{Kind: book.OfDecision},
			times: 1}, forwarding, nil, false, "impossible-step", true},
		"the disk fails": {refusing{why: errDisk, times: often}, forwarding, nil, false, "step-failed", false},
		"the disk fails, and somebody is asked": {refusing{why: errDisk, times: 1}, holding, nil, false, "step-failed",
			false},
		"a step is impossible": {refusing{why: &book.ImpossibleStep{Kind: book.OfSighting, From: book.Quarantined,
			To: book.Settled}, times: often}, forwarding, nil, false, "impossible-step", false},
		"the gateway has a fault": {refusing{}, forwarding, fault, false, "step-failed", false},
		"it stops":                {refusing{why: errDisk, times: often}, forwarding, nil, true, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir, clock := t.TempDir(), &manual{now: noon}
			b := openTestGatewayOn(t, benchConfig+tc.routes, dir, clock, tc.store.open)
			b.spoil = func(r *reading.Reading, drafted **way.Ahead) {
				if tc.spoil != nil {
					tc.spoil(r, drafted)
				}
				if tc.stopped {
					b.stop()
				}
			}
			b.settleOnly("mema", message{id: "a", expires: 600}.String())
			b.rest()
			var alarms []string
			for _, a := range b.gw.alarms.Open() {
				alarms = append(alarms, a.Code)
			}
			if tc.alarm != "" && !slices.Equal(alarms, []string{tc.alarm}) || tc.alarm == "" && len(alarms) > 0 {
				t.Errorf("people are told %v, want %q", alarms, tc.alarm)
			}
			if b.gw.db.Err() != nil {
				t.Errorf("the store gave up: %v", b.gw.db.Err())
			}
			if told := b.gw.receipts.Box.Take(100); len(told) > 0 && !tc.settled {
				t.Errorf("its sender was told %q", told[0].Receipt.State)
			}
			if waits := b.waiting(); waits == tc.settled {
				t.Errorf("it waits: %v", waits)
			}
			b.close()

			b = openTestGateway(t, benchConfig+tc.routes, dir, clock)
			if err := b.gw.way.Resume(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.settleWaiting()
			b.rest()
			if tc.routes == holding {
				b.rule("a", "approve", "duty2", "public-ca")
			}
			b.deliver()
			b.crossedOnce(1)
		})
	}
}

// A commit that fails but is stored ends the process at once: nobody is told anything of it that might not be true.
func TestSettlingFailsButIsStored(t *testing.T) {
	dir, clock := t.TempDir(), &manual{now: noon}
	store := &breaking{at: trail.Settled}
	b := openTestGatewayOn(t, benchConfig+holding, dir, clock, store.open)
	b.settleOnly("mema", message{id: "a", expires: 600}.String())
	b.gw.chains.Wait()
	if !errors.Is(b.gw.db.Err(), book.ErrUnknownOutcome) || len(b.gw.alarms.Open()) > 0 {
		t.Errorf("the store ended with %v, and people were told %v", b.gw.db.Err(), b.gw.alarms.Open())
	}
	if told := b.gw.receipts.Box.Take(100); len(told) > 0 {
		t.Errorf("its sender was told %q", told[0].Receipt.State)
	}
	b.close()
	b = openTestGateway(t, benchConfig+holding, dir, clock)
	if b.waiting() {
		t.Error("it was stored, and is to be settled again")
	}
	if err := b.gw.way.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.rest()
	if held := b.people.held(); len(held) != 1 {
		t.Errorf("%d questions are open", len(held))
	}
}

// waiting says that something accepted is not settled.
func (b *testGateway) waiting() (waits bool) {
	b.t.Helper()
	err := b.gw.db.View(b.t.Context(), func(tx *book.Tx) error {
		list, err := tx.Sightings.Accepted()
		waits = len(list) > 0
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return waits
}
