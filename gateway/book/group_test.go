package book_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

var errWanted = errors.New("this command fails")

// held keeps the book busy until the returned function is called, so that what is submitted meanwhile is one group.
func held(t *testing.T, db *DB) (release func()) {
	t.Helper()
	began, wait := make(chan struct{}), make(chan struct{})
	db.Submit(0, func(*Tx) error { close(began); <-wait; return nil }, func(error) {})
	<-began
	return sync.OnceFunc(func() { close(wait) })
}

func TestAGroupWakesItsWaitersInOrder(t *testing.T) { both(t, testAGroupWakesItsWaitersInOrder) }

func testAGroupWakesItsWaitersInOrder(t *testing.T) {
	dir := t.TempDir()
	db, f := openFaulty(t, dir)
	db.GroupTime(time.Minute)
	commits := 0
	f.after = func() error { commits++; return nil }
	release := held(t, db)
	const n = 600 // more than two groups
	var woken, want []string
	done := make(chan struct{})
	for i := range n {
		token := fmt.Sprint(i)
		want = append(want, token)
		db.Submit(10, booktest.ChainNamed(token), func(err error) {
			if err != nil {
				t.Error(err)
			}
			if woken = append(woken, token); len(woken) == n {
				close(done)
			}
		})
	}
	release()
	<-done
	if !slices.Equal(woken, want) {
		t.Error("the waiters did not wake in the order of their commands")
	}
	if got := chains(t, db); !slices.Equal(got, want) {
		t.Error("the commands were not carried out in order")
	}
	if least := 1 + (n+book.MaxGroup-1)/book.MaxGroup; commits != least {
		t.Errorf("%d commands that waited together took %d commits, want %d", n, commits-1, least-1)
	}
	sound(t, db, dir, n)
}

func TestAGroupEndsAtItsWeight(t *testing.T) { both(t, testAGroupEndsAtItsWeight) }

func testAGroupEndsAtItsWeight(t *testing.T) {
	db, f := openFaulty(t, t.TempDir())
	db.GroupTime(time.Minute)
	commits := 0
	f.after = func() error { commits++; return nil }
	release := held(t, db)
	var all sync.WaitGroup
	all.Add(4)
	for i := range 4 {
		db.Submit(book.MaxGroupBytes/2, booktest.ChainNamed(fmt.Sprint(i)), func(error) { all.Done() })
	}
	release()
	all.Wait()
	if commits != 3 {
		t.Errorf("four commands of half a group's bytes took %d commits, want 2", commits-1)
	}
}

// Whoever sends by the thousand takes turns with everybody else, and what is more urgent goes before.
func TestTheBookIsFair(t *testing.T) { both(t, testTheBookIsFair) }

func testTheBookIsFair(t *testing.T) {
	db := open(t, t.TempDir())
	db.GroupTime(time.Minute)
	release := held(t, db)
	var all sync.WaitGroup
	submit := func(name string, class int64, n int) {
		for i := range n {
			all.Add(1)
			db.For(name, class).Submit(0, booktest.ChainNamed(fmt.Sprintf("%s%d", name, i)), func(error) { all.Done() })
		}
	}
	submit("flood", 10, 50)
	submit("calm", 10, 2)
	submit("urgent", 1, 2)
	release()
	all.Wait()
	if got, want := strings.Join(chains(t, db)[:8], " "),
		"urgent0 urgent1 flood0 calm0 flood1 calm1 flood2 flood3"; got != want {
		t.Errorf("carried out: %s, want %s", got, want)
	}
}

// A full line makes its own submitters wait, and nobody else's.
func TestAFullLineWaits(t *testing.T) { both(t, testAFullLineWaits) }

func testAFullLineWaits(t *testing.T) {
	db := open(t, t.TempDir())
	release := held(t, db)
	started := make(chan int, 1)
	go func() {
		for i := range 3 * book.MostInLine {
			if i == book.MostInLine {
				started <- i
			}
			db.For("flood", 10).Submit(0, booktest.ChainNamed(fmt.Sprint("flood", i)), func(error) {})
		}
		started <- 0
	}()
	<-started
	done := make(chan error, 1)
	db.For("calm", 10).Submit(0, booktest.ChainNamed("calm"), func(err error) { done <- err })
	if n := db.Queued(); n != book.MostInLine+1 {
		t.Errorf("%d wait, want %d", n, book.MostInLine+1)
	}
	release()
	<-started
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A group ends when it has taken its time; what it did not come to is in the next, in order.
func TestAGroupEndsAtItsTime(t *testing.T) { both(t, testAGroupEndsAtItsTime) }

func testAGroupEndsAtItsTime(t *testing.T) {
	db, f := openFaulty(t, t.TempDir())
	commits := 0
	f.after = func() error { commits++; return nil }
	slow := func(token string) func(*Tx) error {
		return func(tx *Tx) error {
			for began := db.Machine(); db.Machine().Sub(began) < book.MostGroupTime+time.Millisecond; {
			}
			return booktest.ChainNamed(token)(tx)
		}
	}
	results := together(t, db, slow("a"), slow("b"), booktest.ChainNamed("c"))
	if got := chains(t, db); !slices.Equal(got, []string{"a", "b", "c"}) || errors.Join(results...) != nil {
		t.Errorf("stored %q: %v", got, results)
	}
	if commits != 4 {
		t.Errorf("two slow commands and a quick one took %d commits, want 3", commits-1)
	}
}

func TestAWaiterWakesOnlyWhenItIsStored(t *testing.T) { both(t, testAWaiterWakesOnlyWhenItIsStored) }

func testAWaiterWakesOnlyWhenItIsStored(t *testing.T) {
	db := open(t, t.TempDir())
	seen := make(chan []string, 1)
	db.Submit(0, booktest.ChainNamed("a"), func(err error) {
		go func() { seen <- chains(t, db) }() // another connection: it sees what is committed, and nothing else
	})
	if got := <-seen; !slices.Equal(got, []string{"a"}) {
		t.Errorf("when the waiter woke a reader saw %q", got)
	}
}

// What a command that fails has done is undone, whatever its neighbours in the group do.
func TestAFailedCommandFailsAlone(t *testing.T) { both(t, testAFailedCommandFailsAlone) }

func testAFailedCommandFailsAlone(t *testing.T) {
	fails := func(*Tx) error { return errWanted }
	for name, bad := range map[string]func(*Tx) error{
		"an error":               fails,
		"an error after writing": func(tx *Tx) error { return errors.Join(booktest.ChainNamed("bad")(tx), errWanted) },
		"a refused row": func(tx *Tx) error {
			_, err := tx.Chains.New("bad", "")
			return errors.Join(err, book.Force(tx, &book.Changes{Chains: []book.ChainChange{{Row: book.Chain{ID: 1,
				Token: "bad"}, New: true}}}))
		},
		"a panic": func(tx *Tx) error { _ = booktest.ChainNamed("bad")(tx); panic("a fault of ours") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := open(t, dir)
			results := together(t, db, booktest.ChainNamed("before"), bad, booktest.ChainNamed("between"), bad,
				booktest.ChainNamed("behind"))
			for i, want := range []bool{false, true, false, true, false} {
				if (results[i] != nil) != want {
					t.Errorf("command %d: %v", i, results[i])
				}
			}
			if name == "a panic" && !strings.Contains(fmt.Sprint(results[1]), "a fault of ours") {
				t.Errorf("the panic is not told: %v", results[1])
			}
			if err := db.Update(t.Context(), bad); err == nil {
				t.Error("alone it did not fail")
			}
			booktest.Must(t, db, booktest.ChainNamed("later"))
			if got, want := chains(t, db), []string{"before", "between", "behind", "later"}; !slices.Equal(got, want) {
				t.Errorf("stored %q, want %q", got, want)
			}
			sound(t, db, dir, 4)
		})
	}
}

// together submits commands as one group and returns their results.
func together(t *testing.T, db *DB, commands ...func(*Tx) error) []error {
	t.Helper()
	release := held(t, db)
	results := make([]error, len(commands))
	var all sync.WaitGroup
	all.Add(len(commands))
	for i, do := range commands {
		db.Submit(0, do, func(err error) { results[i] = err; all.Done() })
	}
	release()
	all.Wait()
	return results
}

func TestCloseFinishesWhatIsQueuedAndRefusesTheRest(t *testing.T) {
	both(t, testCloseFinishesWhatIsQueuedAndRefusesTheRest)
}

func testCloseFinishesWhatIsQueuedAndRefusesTheRest(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	release := held(t, db)
	results := make(chan error, 50)
	for i := range 50 {
		db.Submit(0, booktest.ChainNamed(fmt.Sprint(i)), func(err error) { results <- err })
	}
	closed := make(chan error, 1)
	go func() { closed <- db.Close() }()
	release()
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	answered(t, db, book.ErrClosed)
	if forgets(t) {
		return
	}
	again := open(t, dir)
	if got := len(chains(t, again)); got != 50 {
		t.Errorf("%d of 50 queued commands were stored", got)
	}
}

// answered wants every command refused with an error: a command nobody answers holds up whoever waits for it.
func answered(t *testing.T, db *DB, want error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for i := range 100 {
		if err := db.Update(ctx, booktest.ChainNamed("too late")); !errors.Is(err, want) {
			t.Fatalf("command %d after the end: %v, want %v", i, err, want)
		}
	}
}

// Whoever submits while the book ends is answered too, by whichever of the two sees the other last.
func TestNobodyWaitsForEver(t *testing.T) { both(t, testNobodyWaitsForEver) }

func testNobodyWaitsForEver(t *testing.T) {
	for range 10 {
		db := open(t, t.TempDir())
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
				defer cancel()
				for {
					err := db.Update(ctx, booktest.ChainNamed("x"))
					if errors.Is(err, book.ErrClosed) {
						return
					}
					if err != nil {
						t.Errorf("%v", err)
						return
					}
				}
			})
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		all.Wait()
	}
}
