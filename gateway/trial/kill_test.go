package trial

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bordercast/adapters/mqtt/mqtttest"
)

// patience is how long any one thing may take on a machine that has much else to do.
const patience = 8 * time.Minute

// setting reads a number of the environment.
func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := cmp.Or(os.Getenv(name), strconv.Itoa(otherwise))
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s=%s is no number", name, text)
	}
	return n
}

// seeded is the chance of a trial: the same seed gives the same letters, and kills after the same number of receipts.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(setting(t, "BORDERCAST_SEED", 2026))
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// killer kills a gateway when so many letters were receipted, and brings it back. Every fourth kill meets a gateway
// that has hardly begun to recover from the one before.
type killer struct {
	house    *house
	chance   *rand.Rand
	at       []int
	inFlight map[string]int
	down     []time.Duration
}

func newKiller(h *house, chance *rand.Rand, kills, letters int) *killer {
	k := &killer{house: h, chance: chance, inFlight: map[string]int{}}
	for range kills {
		k.at = append(k.at, letters/50+chance.IntN(letters*9/10))
	}
	slices.Sort(k.at)
	return k
}

func (k *killer) run(p *post) {
	for i, at := range k.at {
		if i%4 == 3 {
			k.again()
			continue
		}
		until(k.house.t, patience, func() string {
			return fmt.Sprintf("receipt %d for kill %d; there are %d", at, i+1,
				p.receipted())
		},
			func() bool { return p.receipted() >= at })
		<-after(time.Duration(k.chance.IntN(40)) * time.Millisecond)
		k.kill()
		began := time.Now()
		k.house.start()
		if (i+1)%4 != 3 || i+1 == len(k.at) {
			k.house.ready()
			k.down = append(k.down, time.Since(began))
		}
	}
}

// again kills a gateway that is starting, and waits for the next one.
func (k *killer) again() {
	<-after(time.Duration(k.chance.IntN(600)) * time.Millisecond)
	k.kill()
	k.house.start()
	k.house.ready()
}

func (k *killer) kill() {
	k.house.kill()
	for destination, n := range k.house.inFlight() {
		k.inFlight[strings.TrimPrefix(destination, "readers-")] += n
	}
}

// TestKilledAgainAndAgain is the promise of the store-and-forward path: whatever happens to the gateway, every alert
// that an agency got a receipt for reaches every destination it should, in order, with the same bytes, and what stands
// in the end is what is active.
func TestKilledAgainAndAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("needs half a minute: it was left out by -short")
	}
	alerts, kills := setting(t, "BORDERCAST_ALERTS", 6000), setting(t, "BORDERCAST_KILLS", 15)
	chance, began := seeded(t), time.Now()
	chains := plan(chance, alerts, began)
	letters := lettersOf(chains)
	mosquitto := mqtttest.StartMosquitto(t, "max_inflight_messages 0")
	house := newHouse(t, fmt.Sprintf("{url: %q}", "tcp://"+mosquitto.Addr))
	raw, mail := newRawlog(t), newPost()
	client(t, "tcp://"+mosquitto.Addr, "observer", true, []string{"alerts/#"}, raw.take)
	house.start()
	house.ready()
	killer := newKiller(house, chance, kills, letters)
	correspond(t, "tcp://"+mosquitto.Addr, chains, mail, raw.mayEnd, func() { killer.run(mail) })

	want := expected(chains)
	until(t, time.Minute, func() string {
		some, n := raw.missing(want)
		return fmt.Sprintf("%d publications, such as %q", n, some)
	},
		func() bool { _, n := raw.missing(want); return n == 0 })
	took := time.Since(began)
	house.idle()
	repeats := raw.judgeSet(t, want)
	for _, reader := range readers {
		if repeats[reader] > killer.inFlight[reader] {
			t.Errorf("%d publications to %s were repeated; %d were in flight at the kills", repeats[reader], reader,
				killer.inFlight[reader])
		}
	}
	raw.judgeBytes(t, chains)
	raw.judgeOrder(t, chains, kills)
	mail.judge(t, letters)
	judgeRetained(t, "tcp://"+mosquitto.Addr, chains)
	house.judgeActive(chains)
	house.soundTrail()
	t.Logf("%d alerts in %d chains, %d kills, %s; %d publications, %d repeats (us %d of %d in flight, ca %d of %d), %d letters sent again, ready after a kill within %s",
		letters, len(chains), kills, took.Round(100*time.Millisecond), raw.len(), repeats["us"]+repeats["ca"], repeats["us"],
		killer.inFlight["us"],
		repeats["ca"], killer.inFlight["ca"], mail.resent, slices.Max(killer.down).Round(10*time.Millisecond))
	quietRestart(t, house, raw)
	judgeRetained(t, "tcp://"+mosquitto.Addr, chains)
}

// correspond lets every agency send its chains while trouble is made, and returns when all is answered.
func correspond(t *testing.T, broker string, chains []*chain, mail *post, mayEnd func(*step) bool, trouble func()) {
	t.Helper()
	quit := make(chan struct{})
	t.Cleanup(sync.OnceFunc(func() { close(quit) }))
	var all sync.WaitGroup
	for name := range agencies {
		a := newAgency(t, broker, name, mail, mayEnd)
		all.Go(func() { a.run(of(name, chains), quit) })
	}
	trouble()
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-after(patience):
		t.Fatalf("the agencies still wait: %d letters are answered", mail.receipted())
	}
}

// mayEnd lets a Cancel go once what it cancels has reached everybody.
func (l *rawlog) mayEnd(cancel *step) bool {
	return l.crossed(cancel.chain.steps[cancel.n-1].identity.Identifier)
}

// quietRestart starts the gateway once more: nothing is left to do, so nothing is published.
func quietRestart(t *testing.T, h *house, raw *rawlog) {
	t.Helper()
	before := raw.len()
	h.stop()
	h.start()
	h.ready()
	h.idle()
	<-after(300 * time.Millisecond)
	if extra := raw.len() - before; extra > 0 {
		t.Errorf("a restart with nothing left to do published %d messages, such as %s", extra, raw.entries[before].key())
	}
}

func lettersOf(chains []*chain) (n int) {
	for _, c := range chains {
		n += len(c.steps)
	}
	return n
}

func of(agency string, chains []*chain) (own []*chain) {
	for _, c := range chains {
		if c.agency == agency {
			own = append(own, c)
		}
	}
	return own
}

// judge wants every letter answered, and well.
func (p *post) judge(t *testing.T, letters int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.answered) != letters {
		t.Errorf("%d letters were answered, %d were sent", len(p.answered), letters)
	}
	for i, bad := range p.bad {
		if i < 5 {
			t.Errorf("a receipt says: %s", bad)
		}
	}
}
