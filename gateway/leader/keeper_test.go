package leader

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// watch fails the test when two of the processes lead the same tree at the same instant.
func watch(t *testing.T, all func() []*process) (stop func()) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			led := map[string]string{}
			for _, p := range all() {
				if !p.leads() {
					continue
				}
				for _, tree := range p.trees() {
					if led[tree] != "" {
						t.Errorf("at %s %s and %s lead %s at the same time", time.Now().Format("04:05.000"), led[tree], p.k.o.Instance,
							tree)
						return
					}
					led[tree] = p.k.o.Instance
				}
			}
			select {
			case <-time.After(10 * time.Millisecond):
			case <-quit:
				return
			}
		}
	}()
	return func() { close(quit); <-ended }
}

// leaders are those of the processes that lead now.
func leaders(all ...*process) string {
	synctest.Wait()
	var who []string
	for _, p := range all {
		if p.leads() {
			who = append(who, p.k.o.Instance)
		}
	}
	return strings.Join(who, " ")
}

// in runs a test in a bubble where time is the test's, and ends all processes.
func in(t *testing.T, test func(t *testing.T, h *hub, start func(made) *process)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		var all []*process
		stop := watch(t, func() []*process { h.mu.Lock(); defer h.mu.Unlock(); return slices.Clone(all) })
		test(t, h, func(m made) *process {
			p := h.start(t, m)
			h.mu.Lock()
			all = append(all, p)
			h.mu.Unlock()
			return p
		})
		stop()
		for _, p := range all {
			p.stop()
		}
		h.cut("")
		time.Sleep(time.Minute) // whatever is under way ends
	})
}

func want(t *testing.T, what, got, wanted string) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: %q, want %q", what, got, wanted)
	}
}

// within is how long it takes until a process leads.
func within(t *testing.T, p *process, limit time.Duration) time.Duration {
	t.Helper()
	began := time.Now()
	for time.Since(began) <= limit {
		synctest.Wait()
		if p.leads() {
			return time.Since(began)
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%s does not lead within %s", p.k.o.Instance, limit)
	return limit
}

func TestTheFirstLeadsAtOnce(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		a := start(made{instance: "a", delay: 10 * time.Millisecond})
		within(t, a, 200*time.Millisecond)
		time.Sleep(time.Minute)
		want(t, "who leads", leaders(a), "a")
		seat := h.seat("nb-me")
		if seat.Epoch != 1 || seat.Beat < 29 || seat.State != Up || seat.Instance != "a" ||
			!slices.Equal(seat.Trees, []string{"alerts/v1/actual/us"}) {
			t.Errorf("the seat says %+v", seat)
		}
		if len(a.terms) != 1 || a.count(Second) != 0 {
			t.Errorf("%d terms, %d others", len(a.terms), a.count(Second))
		}
	})
}

// Two that start within ten milliseconds, in many orders and on lines of many speeds.
func TestTwins(t *testing.T) {
	for seed := range uint64(25) {
		in(t, func(t *testing.T, h *hub, start func(made) *process) {
			chance := rand.New(rand.NewPCG(seed, 1))
			ms := func(n int) time.Duration { return time.Duration(chance.IntN(n*1000)) * time.Microsecond }
			names := []string{"a", "b", "c"}[:2+seed%2]
			chance.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			var all []*process
			for _, name := range names {
				all = append(all, start(made{instance: name, delay: ms(1 + chance.IntN(300))}))
				time.Sleep(ms(10))
			}
			time.Sleep(5 * beat)
			who := leaders(all...)
			if len(who) != 1 {
				t.Fatalf("seed %d: %q lead", seed, who)
			}
			terms := 0
			for _, p := range all {
				terms += len(p.terms)
			}
			time.Sleep(30 * beat)
			want(t, "a minute later", leaders(all...), who)
			for _, p := range all {
				terms -= len(p.terms)
				led := p.k.o.Instance == who
				if led && p.count(Second) < len(all)-1 || !led && p.count(Behind) == 0 {
					t.Errorf("seed %d: %s noticed %v", seed, p.k.o.Instance, p.events)
				}
			}
			if terms != 0 {
				t.Errorf("seed %d: the lead went on changing", seed)
			}
		})
	}
}

func TestAnotherThatComesLaterStandsBy(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		a := start(made{instance: "a", host: "one"})
		time.Sleep(time.Minute)
		b := start(made{instance: "b", host: "two"})
		time.Sleep(time.Minute)
		want(t, "who leads", leaders(a, b), "a")
		if v := b.k.View(); !v.Alive || v.Leader.Host != "one" || v.Leader.Epoch != 1 || v.Leads {
			t.Errorf("the one that stands by sees %+v", v)
		}
		if v := a.k.View(); len(v.Others) != 1 || v.Others[0].Host != "two" || !v.Sure {
			t.Errorf("the leader sees %+v", v)
		}
		if a.count(Second) != 1 || b.count(Behind) != 1 {
			t.Errorf("events %v and %v", a.events, b.events)
		}
		b.stop()
		time.Sleep(beat)
		synctest.Wait()
		if a.count(Left) != 1 || h.seat("nb-me").Instance != "a" || h.seat("nb-me").State != Up {
			t.Errorf("after its end: %v, seat %+v", a.events, h.seat("nb-me"))
		}
	})
}

func TestTakingOver(t *testing.T) {
	for name, tc := range map[string]struct {
		go_    func(a *process)
		within time.Duration
		silent bool
	}{
		"a clean stop": {func(a *process) { a.stop() }, 100 * time.Millisecond, false},
		"a kill":       {func(a *process) { a.kill() }, 4*beat + 100*time.Millisecond, true},
		"a cut line":   {func(a *process) { a.delay.freeze() }, 4*beat + 100*time.Millisecond, true},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, h *hub, start func(made) *process) {
				a := start(made{instance: "b"})
				time.Sleep(20 * time.Second)
				b := start(made{instance: "a", delay: time.Millisecond})
				time.Sleep(21 * time.Second)
				tc.go_(a)
				within(t, b, tc.within)
				if term := b.terms[0]; term.Epoch != 2 || term.After.Instance != "b" || term.Silent != tc.silent {
					t.Errorf("the term: %+v", term)
				}
				want(t, "the seat", h.seat("nb-me").Instance, "a")
				if name == "a cut line" {
					a.delay.mu.Lock()
					close(a.delay.held)
					a.delay.held = nil
					a.delay.mu.Unlock()
					time.Sleep(20 * time.Second)
					want(t, "who leads when the line is back", leaders(a, b), "a")
				}
			})
		})
	}
}

// Of two that stand by, one takes over after a clean stop.
func TestTwoStandBy(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		a := start(made{instance: "a"})
		time.Sleep(time.Second)
		b, c := start(made{instance: "b"}), start(made{instance: "c", delay: 30 * time.Millisecond})
		time.Sleep(20 * time.Second)
		a.stop()
		time.Sleep(3 * beat)
		if who := leaders(b, c); len(who) != 1 {
			t.Errorf("%q lead", who)
		}
	})
}

// The next process in the same folder need not wait: the lock it holds says that the last one is dead.
func TestTheSameFolder(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		a := start(made{instance: "z", host: "one", lock: "1234"})
		time.Sleep(time.Second)
		a.kill()
		b := start(made{instance: "y", host: "one", lock: "1234", epoch: 1})
		within(t, b, 100*time.Millisecond)
		want(t, "the seat", h.seat("nb-me").Instance, "y")
		b.kill()
		c := start(made{instance: "x", host: "other", lock: "1234", epoch: 2}) // a copied disk on another host
		time.Sleep(2 * beat)
		want(t, "a copy of it", leaders(c), "")
		d := start(made{instance: "w", host: "one", lock: "1234", epoch: 2})
		within(t, d, beat)
		time.Sleep(10 * beat)
		want(t, "who leads", leaders(c, d), "w")
	})
}

// A process that was stopped for a while finds that it leads no longer, before it says or does anything.
func TestStoppedAndContinued(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		a, b := start(made{instance: "z"}), start(made{instance: "y"})
		time.Sleep(20 * time.Second)
		who := leaders(a, b)
		old, next := a, b
		if who == "y" {
			old, next = b, a
		}
		cont := old.sigstop()
		within(t, next, 5*beat)
		beats := h.seat("nb-me").Beat
		cont()
		for range 100 {
			synctest.Wait()
			want(t, "the one that was stopped", leaders(old), "")
			if s := h.seat("nb-me"); s.Instance != next.k.o.Instance || s.Beat < beats {
				t.Fatalf("it overwrote the seat: %+v", s)
			}
			time.Sleep(100 * time.Millisecond)
		}
		want(t, "who leads", leaders(a, b), next.k.o.Instance)
		if old.terms[0].Cause() != ErrLost {
			t.Errorf("its term ended by %v", old.terms[0].Cause())
		}
	})
}

// Stopped for less than anybody's patience nothing changes.
func TestStoppedForAMoment(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		a := start(made{instance: "a"})
		time.Sleep(time.Second)
		b := start(made{instance: "b"})
		time.Sleep(20 * time.Second)
		cont := a.sigstop()
		time.Sleep(2 * beat)
		cont()
		time.Sleep(10 * beat)
		want(t, "who leads", leaders(a, b), "a")
		if len(a.terms) != 1 {
			t.Errorf("%d terms", len(a.terms))
		}
	})
}

func TestTheBrokerRestarts(t *testing.T) {
	for _, forgets := range []bool{false, true} {
		for _, down := range []time.Duration{time.Second, 30 * time.Second} {
			t.Run(fmt.Sprintf("down %s, forgets %t", down, forgets), func(t *testing.T) {
				in(t, func(t *testing.T, h *hub, start func(made) *process) {
					a := start(made{instance: "a", delay: 20 * time.Millisecond})
					time.Sleep(time.Second)
					b := start(made{instance: "b"})
					time.Sleep(20 * time.Second)
					h.mu.Lock()
					h.refuses = true
					h.mu.Unlock()
					h.cut("")
					if forgets {
						h.mu.Lock()
						clear(h.retained)
						h.mu.Unlock()
					}
					time.Sleep(down)
					if down > 4*beat {
						want(t, "while it is down", leaders(a, b), "")
					}
					h.mu.Lock()
					h.refuses = false
					h.mu.Unlock()
					within(t, a, beat)
					time.Sleep(10 * beat)
					want(t, "who leads", leaders(a, b), "a")
					if len(a.terms) != 1 {
						t.Errorf("%d terms", len(a.terms))
					}
				})
			})
		}
	}
}

// Nobody reads the times in messages: clocks an hour apart change nothing.
func TestClocksAnHourApart(t *testing.T) {
	var first string
	for _, off := range []time.Duration{0, time.Hour, -time.Hour} {
		in(t, func(t *testing.T, h *hub, start func(made) *process) {
			began := time.Now()
			var story []string
			note := func(what string, all ...*process) {
				story = append(story, fmt.Sprintf("%s %s %s", time.Since(began), what, leaders(all...)))
			}
			a := start(made{instance: "a", now: func() time.Time { return time.Now().Add(off) }})
			time.Sleep(time.Second)
			b := start(made{instance: "b", now: func() time.Time { return time.Now().Add(-off) }})
			time.Sleep(20 * time.Second)
			note("both", a, b)
			a.kill()
			within(t, b, 5*beat)
			note("killed", b)
			a = start(made{instance: "aa", epoch: 1, now: func() time.Time { return time.Now().Add(off) }})
			time.Sleep(20 * time.Second)
			note("back", a, b)
			b.stop()
			within(t, a, 5*beat)
			note("stopped", a)
			if first == "" {
				first = strings.Join(story, "\n")
			}
			want(t, "with clocks "+off.String()+" off", strings.Join(story, "\n"), first)
		})
	}
}

// A reload keeps the seat, however long it takes.
func TestAReload(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		a := start(made{instance: "a"})
		time.Sleep(time.Second)
		b := start(made{instance: "b"})
		time.Sleep(20 * time.Second)
		a.k.Rest()
		time.Sleep(time.Minute)
		want(t, "meanwhile", leaders(b), "")
		term, err := a.k.Lead(t.Context(), Want{Trees: []string{"alerts/v1/test/ca"}, Now: time.Now, Epoch: 1})
		if err != nil || term.Epoch != 1 || !term.Leads("alerts/v1/test/ca") {
			t.Errorf("after it: %+v, %v", term, err)
		}
		time.Sleep(beat)
		if s := h.seat("nb-me"); s.Instance != "a" || !slices.Equal(s.Trees, term.Trees) {
			t.Errorf("the seat: %+v", s)
		}
	})
}

func TestAnotherNameOnTheSameTree(t *testing.T) {
	us, ca := "alerts/v1/actual/us", "alerts/v1/actual/ca"
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		other := start(made{name: "other", instance: "o", trees: []string{us}})
		time.Sleep(10 * time.Second)
		a := start(made{name: "alone", instance: "a", trees: []string{us, ca}})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		want(t, "the trees of the later", strings.Join(a.trees(), " "), ca)
		if b := a.terms[0].Blocked; len(b) != 1 || b[0].Tree != us || b[0].By.Gateway != "other" {
			t.Errorf("it says %+v", b)
		}
		want(t, "the trees of the first", strings.Join(other.trees(), " "), us)
		if len(other.terms) != 1 || a.terms[0].Cause() != nil {
			t.Error("a term was broken off")
		}
		other.stop()
		time.Sleep(beat)
		want(t, "the trees of the one that is left", strings.Join(a.trees(), " "), ca+" "+us)
		other = start(made{name: "other", instance: "p", epoch: 1, trees: []string{us}})
		time.Sleep(10 * time.Second)
		want(t, "the trees of the one that comes back", strings.Join(other.trees(), " "), "")
		a.kill()
		time.Sleep(4*beat + time.Second)
		want(t, "its trees when the other is killed", strings.Join(other.trees(), " "), us)
	})
}

// Gateways of two names that find each other on the same tree settle it by name.
func TestTwoNamesAtOnce(t *testing.T) {
	tree := "alerts/v1/actual/us"
	for seed := range uint64(25) {
		synctest.Test(t, func(t *testing.T) {
			h, chance := newHub(), rand.New(rand.NewPCG(seed, 2))
			a := h.start(t, made{name: "first", instance: "i", trees: []string{tree},
				delay: time.Duration(chance.IntN(100)) * time.Millisecond})
			b := h.start(t, made{name: "second", instance: "j", trees: []string{tree},
				delay: time.Duration(chance.IntN(100)) * time.Millisecond})
			time.Sleep(10 * beat)
			synctest.Wait()
			if len(a.trees())+len(b.trees()) != 1 {
				t.Errorf("seed %d: %s and %s", seed, a.trees(), b.trees())
			}
			terms := len(a.terms) + len(b.terms)
			time.Sleep(30 * beat)
			synctest.Wait()
			if len(a.terms)+len(b.terms) != terms {
				t.Errorf("seed %d: they go on changing", seed)
			}
			a.stop()
			b.stop()
			h.cut("")
			time.Sleep(time.Minute)
		})
	}
}

func TestABrokerThatKeepsNothing(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		h.forgets = true
		var said []error
		a := start(made{instance: "a", report: func(err error) { said = append(said, err) }})
		time.Sleep(20 * time.Second)
		want(t, "who leads", leaders(a), "")
		if len(said) == 0 || !slices.ContainsFunc(said, func(err error) bool { return errors.Is(err, ErrNotKept) }) {
			t.Errorf("it says %v", said)
		}
	})
}

// A claim that is refused ends the attempt, and nothing was said.
func TestARefusedClaim(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		h.retained["nb-me/status"] = Note{Status: Status{Gateway: "nb-me", Instance: "x", Epoch: 9, State: Down}}
		wanted := errors.New("another store has led since")
		var got Claim
		a := start(made{instance: "a", epoch: 3, claim: func(c Claim) error { got = c; return wanted }})
		time.Sleep(time.Second)
		synctest.Wait()
		if a.refused != wanted || got.Epoch != 10 || got.After.Epoch != 9 || !got.First {
			t.Errorf("refused with %v, claim %+v", a.refused, got)
		}
		want(t, "the seat", h.seat("nb-me").Instance, "x")
	})
}

// What an earlier version retains has no beat: it is waited for once.
func TestAnEarlierVersion(t *testing.T) {
	in(t, func(t *testing.T, h *hub, start func(made) *process) {
		var s Status
		const earlier = `{"gateway":"nb-me","state":"up","since":"2026-11-28T05:03:33Z","agreement":"x"}`
		if err := s.UnmarshalJSON([]byte(earlier)); err != nil {
			t.Fatal(err)
		}
		h.retained["nb-me/status"] = Note{Status: s}
		a := start(made{instance: "a"})
		time.Sleep(2 * beat)
		want(t, "meanwhile", leaders(a), "")
		within(t, a, 3*beat)
	})
}

// The owner of the broker leads without asking, and says so.
func TestTheOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.retained["nb-me/status"] = Note{Status: Status{Gateway: "nb-me", Instance: "x", Epoch: 9, State: Up, Lock: "l"}}
		k := New(Options{Name: "nb-me", Instance: "a", Beat: beat, Clock: stoppable{p: h.running()}, Owner: true,
			Dial: h.dial("nb-me", "a", &delay{})})
		term, err := k.Lead(t.Context(), Want{Trees: []string{"t"}, Epoch: 4, Now: time.Now, Claim: noClaim})
		if err != nil || term.Epoch != 5 || !term.Leads("t") || !k.Held() {
			t.Fatalf("%+v, %v", term, err)
		}
		ran := make(chan struct{})
		ctx, end := contextOf(t)
		go func() { _ = k.Run(ctx); close(ran) }()
		k.Ready()
		time.Sleep(time.Minute)
		if s := h.seat("nb-me"); s.Instance != "a" || s.State != Up || s.Beat < 29 {
			t.Errorf("the seat: %+v", s)
		}
		end()
		<-ran
		want(t, "the last word", string(h.seat("nb-me").State), string(Down))
		h.cut("")
		time.Sleep(time.Minute)
	})
}

// soak: many processes, and all that can happen to them, at random. Never do two lead; and when it is calm, one does.
func TestWhateverHappens(t *testing.T) {
	for seed := range uint64(25) {
		in(t, func(t *testing.T, h *hub, start func(made) *process) {
			chance := rand.New(rand.NewPCG(seed, 3))
			number := 0
			fresh := func(folder int, epoch int64) *process {
				number++
				return start(made{instance: fmt.Sprintf("%c%d", 'a'+chance.IntN(26), number), host: "h",
					lock: fmt.Sprint("lock", folder), epoch: epoch,
					delay: time.Duration(chance.IntN(400)) * time.Millisecond})
			}
			folders := []*process{fresh(0, 0), fresh(1, 0), fresh(2, 0)}
			running := []bool{true, true, true}
			for range 40 {
				time.Sleep(time.Duration(chance.IntN(8000)) * time.Millisecond)
				synctest.Wait()
				i := chance.IntN(len(folders))
				p := folders[i]
				if !running[i] {
					folders[i], running[i] = fresh(i, p.epoch), true
					continue
				}
				switch chance.IntN(6) {
				case 0:
					p.kill()
					running[i] = false
				case 1:
					p.stop()
					running[i] = false
				case 2:
					cont := p.sigstop()
					time.Sleep(time.Duration(chance.IntN(20000)) * time.Millisecond)
					cont()
				case 3:
					thaw := p.delay.freeze()
					time.Sleep(time.Duration(chance.IntN(20000)) * time.Millisecond)
					thaw()
				case 4:
					h.cut(p.k.o.Instance)
				case 5:
					h.mu.Lock()
					h.refuses = true
					h.mu.Unlock()
					h.cut("")
					time.Sleep(time.Duration(chance.IntN(15000)) * time.Millisecond)
					h.mu.Lock()
					h.refuses = false
					h.mu.Unlock()
				}
				if t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
			if !slices.Contains(running, true) {
				folders[0] = fresh(0, folders[0].epoch)
			}
			time.Sleep(15 * beat)
			if who := leaders(folders...); who == "" || strings.Contains(who, " ") {
				t.Errorf("seed %d: when all is calm %q lead", seed, who)
			}
		})
	}
}
