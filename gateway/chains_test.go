package gateway

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"bordercast/gateway/chainqueue"
)

// occupy keeps every worker busy until released, so that what is given meanwhile waits.
func occupy(c *chainqueue.Queue, workers int) (release func()) {
	wait := make(chan struct{})
	var busy sync.WaitGroup
	for i := range workers {
		busy.Add(1)
		c.Do("a", int64(-100-i), 0, func() { busy.Done(); <-wait })
	}
	busy.Wait()
	return func() { close(wait) }
}

func TestTheMostUrgentChainGoesFirst(t *testing.T) {
	c := chainqueue.New(1) // which makes two
	release := occupy(c, 2)
	var mu sync.Mutex
	var order []int64
	note := func(n int64) func() { return func() { mu.Lock(); order = append(order, n); mu.Unlock() } }
	wait := make(chan struct{})
	c.Do("a", 99, 1, func() { <-wait }) // one of the two workers is kept, so that the other shows the order
	for n := range int64(20) {
		c.Do("a", n, 50, note(n))
	}
	c.Do("a", 7, 10, note(70)) // an urgent task pulls its whole chain forward, and not past what came before it there
	c.Do("a", 30, 10, note(30))
	release()
	c.Do("a", 31, 1000, func() { close(wait) })
	c.Wait()
	want := []int64{7, 70, 30, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}
	if !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
}

// Whatever is given to whichever chain from wherever: each task runs once, those of a chain one after the other and
// in order, and no more at once than there are workers.
func TestChainsKeepOrderAndLoseNothing(t *testing.T) {
	const givers, tasks, workers = 4, 300, 3
	c := chainqueue.New(workers)
	var mu sync.Mutex
	done := map[int64][]int{} // by chain: which of its tasks have run
	given := map[int64]int{}
	running, most := map[int64]bool{}, 0
	give := func(chain, priority int64) {
		mu.Lock()
		defer mu.Unlock() // so that the number and the place in the queue are one
		n := given[chain]
		given[chain]++
		c.Do("a", chain, priority, func() {
			mu.Lock()
			if running[chain] {
				t.Errorf("two tasks of chain %d run at once", chain)
			}
			running[chain] = true
			most = max(most, len(running))
			mu.Unlock()
			mu.Lock()
			done[chain] = append(done[chain], n)
			delete(running, chain)
			mu.Unlock()
		})
	}
	var all sync.WaitGroup
	for g := range uint64(givers) {
		all.Go(func() {
			chance := rand.New(rand.NewPCG(g, 3))
			for range tasks {
				give(chance.Int64N(17), chance.Int64N(5))
			}
		})
	}
	all.Wait()
	c.Wait()
	total := 0
	for chain, ran := range done {
		total += len(ran)
		if !slices.IsSorted(ran) || len(ran) != given[chain] {
			t.Errorf("chain %d ran %v of %d", chain, ran, given[chain])
		}
	}
	if total != givers*tasks || most > workers {
		t.Errorf("%d of %d tasks ran, %d chains at once by %d workers", total, givers*tasks, most, workers)
	}
}

// A task may give more work, to its own chain too: that is how a stale draft is made again.
func TestATaskMayGiveMore(t *testing.T) {
	c := chainqueue.New(2)
	var order []int
	c.Do("a", 1, 1, func() {
		c.Do("a", 1, 0, func() { order = append(order, 2) })
		order = append(order, 1)
	})
	c.Wait()
	if !slices.Equal(order, []int{1, 2}) {
		t.Errorf("order %v", order)
	}
}

// However much one source has under way and waiting, what is as urgent of another is begun at once.
func TestAFloodLeavesRoomForOthers(t *testing.T) {
	c := chainqueue.New(4)
	block, calm := make(chan struct{}), make(chan struct{})
	for n := range int64(100) {
		c.Do("flood", n, 10, func() { <-block })
	}
	c.Do("calm", 1000, 10, func() { close(calm) })
	<-calm
	c.Mu.Lock()
	if c.Running["flood"] > 4 {
		t.Errorf("%d tasks of the flood run", c.Running["flood"])
	}
	c.Mu.Unlock()
	close(block)
	c.Wait()
}
