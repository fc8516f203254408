package trial

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/adapters/mqtt/mqtttest"
)

// TestKilledWithItsBroker is the same on the embedded broker, which dies with the gateway: agencies and readers are cut
// off too, what agencies sent may come again and out of order, and no reader sees every message. What must hold is
// that every letter is answered in the end, and that whoever subscribes first after a kill finds exactly what is
// active.
func TestKilledWithItsBroker(t *testing.T) {
	if testing.Short() {
		t.Skip("needs half a minute: it was left out by -short")
	}
	alerts, kills := max(setting(t, "BORDERCAST_ALERTS", 6000)/4, 50), max(setting(t, "BORDERCAST_KILLS", 15)/4+1, 1)
	chance, began := seeded(t), time.Now()
	chains := plan(chance, alerts, began)
	letters := lettersOf(chains)
	address := mqtttest.FreeAddress(t)
	house := newHouse(t, fmt.Sprintf("{embedded: {listen: %q}}", address))
	house.start()
	house.ready()
	killer, mail := newKiller(house, chance, kills, letters), newPost()
	anyTime := func(*step) bool { return true }
	correspond(t, "tcp://"+address, chains, mail, anyTime, func() { killer.run(mail) })
	house.idle()
	took := time.Since(began)
	mail.judge(t, letters)
	house.judgeActive(chains)
	house.kill()
	house.start() // and nobody waits until it is ready: the gate is what makes a reader wait
	judgeAnywhere(t, "tcp://"+address, chains)
	house.ready()
	house.soundTrail()
	t.Logf("%d alerts in %d chains, %d kills of gateway and broker, %s; %d letters sent again, ready after a kill within %s",
		letters, len(chains), kills, took.Round(100*time.Millisecond), mail.resent,
		slices.Max(killer.down).Round(10*time.Millisecond))
}

// judgeAnywhere is judgeRetained for chains whose letters came out of order: a chain's token is that of the alert
// settled first, whichever that was.
func judgeAnywhere(t *testing.T, broker string, chains []*chain) {
	t.Helper()
	want := retained(chains)
	got, took := standing(t, broker, len(want))
	missing, strange := map[string]int{}, 0
	for topic, identifier := range want {
		missing[withoutToken(topic)+" "+identifier]++
	}
	for topic, identifier := range got {
		if missing[withoutToken(topic)+" "+identifier]--; missing[withoutToken(topic)+" "+identifier] < 0 {
			if strange++; strange <= 10 {
				t.Errorf("on %s a new reader finds %q, and nothing should stand there", topic, identifier)
			}
		}
	}
	maps.DeleteFunc(missing, func(_ string, n int) bool { return n <= 0 })
	for i, key := range slices.Sorted(maps.Keys(missing)) {
		if i < 10 {
			t.Errorf("a new reader does not find %s", key)
		}
	}
	if len(missing)+strange > 0 {
		t.Errorf("%d retained topics are missing, %d are too many; %d are right", len(missing), strange, len(got)-strange)
	}
	t.Logf("the first reader after a kill finds %d retained topics %s after it began to call", len(got),
		took.Round(time.Millisecond))
}

func withoutToken(topic string) string {
	levels := strings.Split(topic, "/")
	levels[len(levels)-2] = "+"
	return strings.Join(levels, "/")
}
