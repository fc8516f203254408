package intake_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"

	"bordercast/gateway/book"
	"bordercast/gateway/intake"
)

const (
	extreme int64 = 10
	minor   int64 = 43
)

func item(source string, id, priority int64) intake.Item {
	return intake.Item{Sighting: book.Sighting{ID: id, Link: source}, Priority: priority}
}

func pop(t *testing.T, q *intake.Queue) intake.Item {
	t.Helper()
	i, err := q.Pop(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestAFloodDelaysNoOtherSourcesExtreme(t *testing.T) {
	q := intake.New()
	for i := range int64(10000) {
		q.Push(item("flood", i, minor))
	}
	q.Push(item("county", 1, extreme))
	if got := pop(t, q); got.Sighting.Link != "county" {
		t.Errorf("first served was number %d of the flood", got.Sighting.ID)
	}
}

// An Extreme behind a source's own flood pulls that source forward, for order of arrival holds within it.
func TestASourceIsAsUrgentAsItsMostUrgent(t *testing.T) {
	q := intake.New()
	q.Push(item("calm", 1, minor))
	for i := range int64(5) {
		q.Push(item("mixed", i, minor))
	}
	q.Push(item("mixed", 5, extreme))
	for want := range int64(6) {
		if got := pop(t, q).Sighting; got.Link != "mixed" || got.ID != want {
			t.Errorf("served %s %d, want mixed %d", got.Link, got.ID, want)
		}
	}
	if got := pop(t, q).Sighting.Link; got != "calm" {
		t.Errorf("then %s", got)
	}
}

func TestEqualsTakeTurns(t *testing.T) {
	q := intake.New()
	for i := range int64(30) {
		for _, source := range []string{"a", "b", "c"} {
			q.Push(item(source, i, minor))
		}
	}
	for round := range 30 {
		served := map[string]bool{}
		for range 3 {
			served[pop(t, q).Sighting.Link] = true
		}
		if len(served) != 3 {
			t.Fatalf("round %d served only %v", round, served)
		}
	}
}

// Whatever is pushed and popped in whatever order: a source's items come in order of arrival, nothing is lost or
// served twice, and nobody is served while another source holds something more urgent.
func TestQueueAgainstAPlainModel(t *testing.T) {
	for seed := range uint64(200) {
		chance := rand.New(rand.NewPCG(seed, 1))
		q, waiting := intake.New(), map[string][]intake.Item{}
		for id := range int64(200) {
			if chance.IntN(3) > 0 {
				i := item(fmt.Sprint(chance.IntN(5)), id, int64(chance.IntN(4)))
				i.Bytes = make([]byte, chance.IntN(3))
				q.Push(i)
				waiting[i.Sighting.Link] = append(waiting[i.Sighting.Link], i)
			} else if q.Len() > 0 {
				serve(t, q, waiting)
			}
		}
		for q.Len() > 0 {
			serve(t, q, waiting)
		}
		if len(waiting) != 0 {
			t.Fatalf("seed %d: left behind %v", seed, waiting)
		}
	}
}

func serve(t *testing.T, q *intake.Queue, waiting map[string][]intake.Item) {
	t.Helper()
	urgency := func(list []intake.Item) int64 {
		return slices.MinFunc(list, func(a, b intake.Item) int { return int(a.Priority - b.Priority) }).Priority
	}
	got := pop(t, q)
	own := waiting[got.Sighting.Link]
	if len(own) == 0 || own[0].Sighting.ID != got.Sighting.ID {
		t.Fatalf("%s %d was served, waiting was %v", got.Sighting.Link, got.Sighting.ID, own)
	}
	for source, list := range waiting {
		if urgency(list) < urgency(own) {
			t.Fatalf("%s was served while %s held something more urgent", got.Sighting.Link, source)
		}
	}
	if waiting[got.Sighting.Link] = own[1:]; len(own) == 1 {
		delete(waiting, got.Sighting.Link)
	}
}

// Documents beyond what the queue may hold in memory are let go: they are in the store.
func TestMemoryIsBounded(t *testing.T) {
	q := intake.New()
	doc := make([]byte, 1<<20)
	for i := range int64(100) {
		big := item("a", i, minor)
		big.Bytes = doc
		q.Push(big)
	}
	kept := 0
	for range 100 {
		if pop(t, q).Bytes != nil {
			kept++
		}
	}
	if kept != 24 {
		t.Errorf("%d documents of 1 MB were kept in memory, want 24", kept)
	}
	again := item("a", 1, minor)
	again.Bytes = doc
	q.Push(again)
	if pop(t, q).Bytes == nil {
		t.Error("memory that was freed is not used again")
	}
}

func TestPopWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := intake.New()
		ctx, cancel := context.WithCancel(t.Context())
		got, ended := make(chan int64), make(chan error)
		go func() {
			for {
				i, err := q.Pop(ctx)
				if err != nil {
					ended <- err
					return
				}
				got <- i.Sighting.ID
			}
		}()
		synctest.Wait() // it waits, for nothing is there
		for id := range int64(3) {
			q.Push(item("a", id, minor))
		}
		for id := range int64(3) {
			if g := <-got; g != id {
				t.Errorf("popped %d, want %d", g, id)
			}
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the end of the context gave %v", err)
		}
	})
}
