package trial

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
)

// idle waits until the gateway has nothing left to deliver.
func (h *house) idle() {
	h.t.Helper()
	client := api.Dial(h.dir)
	defer client.Close()
	left := -1
	until(h.t, 30*time.Second, func() string { return fmt.Sprintf("an empty outbox; %d deliveries are left", left) },
		func() bool {
			ctx, cancel := context.WithTimeout(h.t.Context(), 5*time.Second)
			defer cancel()
			status, err := client.Status(ctx)
			if err == nil {
				left = status.Undelivered
			}
			return err == nil && left == 0
		})
}

// judgeActive compares the store's active alerts with the letters' own arithmetic. The gateway may be running.
func (h *house) judgeActive(chains []*chain) {
	h.t.Helper()
	var want, got []string
	for _, c := range chains {
		if c.active() {
			want = append(want, c.last().identity.Identifier)
		}
	}
	h.read(func(tx *book.Tx) error {
		list, err := tx.Alerts.Active("exercise")
		for _, a := range list {
			got = append(got, a.Identifier)
		}
		return err
	})
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		h.t.Errorf("%d alerts are active by the store, %d by the letters", len(got), len(want))
	}
}

// judgeRetained lets a reader come who was never there, first after whatever happened: it gets exactly what is active.
func judgeRetained(t *testing.T, broker string, chains []*chain) {
	t.Helper()
	want := retained(chains)
	got, end := standing(t, broker, len(want))
	for _, topic := range slices.Sorted(maps.Keys(want)) {
		if got[topic] != want[topic] {
			t.Errorf("on %s a new reader finds %q, want %q", topic, got[topic], want[topic])
		}
		delete(got, topic)
	}
	for topic, is := range got {
		t.Errorf("on %s a new reader finds %q, and nothing should stand there", topic, is)
	}
	t.Logf("a new reader finds %d retained topics %s after subscribing", len(want), end.Round(time.Millisecond))
}

// standing subscribes as a new client and collects what is retained, until as much is there as is wanted and nothing
// more comes for a while.
func standing(t *testing.T, broker string, atLeast int) (map[string]string, time.Duration) {
	t.Helper()
	var mu sync.Mutex
	found, origin := map[string]word{}, map[string]string{}
	began := time.Now()
	last := began
	c := client(t, broker, fmt.Sprintf("reader-%d", began.UnixNano()), false, []string{"alerts/#"}, func(topic string,
		payload []byte, retained bool) {
		w, err := read(topic, payload)
		mu.Lock()
		defer mu.Unlock()
		if err != nil || !retained {
			w = word{step: fmt.Sprintf("%v retained=%v", err, retained)}
		}
		if w.kind == "cap" {
			origin[w.identifier] = w.step
		}
		found[topic], last = w, time.Now()
	})
	defer c.Disconnect(50)
	quiet := func() bool {
		mu.Lock()
		defer mu.Unlock()
		since := time.Since(last)
		return since > 500*time.Millisecond && len(found) >= atLeast || since > 5*time.Second
	}
	until(t, time.Minute, said("the retained tree at rest"), quiet)
	mu.Lock()
	defer mu.Unlock()
	stands := map[string]string{}
	for topic, w := range found {
		_ = w.resolve(origin)
		stands[topic] = w.step
	}
	return stands, last.Sub(began)
}
