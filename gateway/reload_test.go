package gateway_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/store"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// reload gives the running gateway its configuration with some of the text replaced, and wants it taken.
func (s *story) reload(pairs ...string) []config.Change {
	s.t.Helper()
	text := strings.NewReplacer(pairs...).Replace(s.text)
	changes, err := s.daemon.Reload(s.t.Context(), s.parse(text), "the test")
	if err != nil {
		s.t.Fatalf("it was not taken: %v", err)
	}
	return changes
}

func (s *story) agency(id string) *mqtt.Session {
	s.t.Helper()
	wire, err := mqtt.Dial(s.t.Context(), mqtt.Config{Name: id, URL: s.url, ClientID: id})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(wire.Close)
	return wire
}

// crossed is how many letters have crossed to both sides. h.mu is held.
func (h *heard) crossed() int {
	crossed, both := map[string]bool{}, 0
	for _, r := range h.receipts {
		if r.State == topics.Crossed && !crossed[r.Identity.Identifier+" "+r.Destination] {
			crossed[r.Identity.Identifier+" "+r.Destination] = true
			if crossed[r.Identity.Identifier+" readers-us"] && crossed[r.Identity.Identifier+" readers-ca"] {
				both++
			}
		}
	}
	return both
}

// A hundred reloads under a hundred alerts a second: nothing is lost, nothing is said twice, and nobody who reads or
// writes is disconnected.
func TestAHundredReloads(t *testing.T) {
	s := tell(t, forwarded, nil)
	agency := s.agency("agency")
	stop, sent := make(chan struct{}), 0
	var sending sync.WaitGroup
	sending.Go(func() {
		for tick := time.Tick(10 * time.Millisecond); ; sent++ {
			select {
			case <-stop:
				return
			case <-tick:
			}
			s.heard.mu.Lock()
			behind := sent - s.heard.crossed()
			s.heard.mu.Unlock()
			if behind > 50 { // a machine that is too slow for so many gets fewer
				sent--
				continue
			}
			doc := s.desk.letter(message{id: fmt.Sprint("ALERT-", sent), sender: "emo@nb.invalid"})
			if err := agency.Publish(context.Background(), adapters.Message{Topic: topics.In("nb"), Payload: doc}); err != nil {
				t.Errorf("letter %d: %v", sent, err)
				return
			}
		}
	})
	source := "  - {name: third, party: nb, side: ca, kind: mqtt, senders: [third@nb.invalid], in: {lanes: [exercise], unsigned: accept}}\n"
	desk := "  - {name: desk-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [exercise]}}\n"
	variants := [][]string{
		{"agreement:", source + "agreement:"},
		{"agreement:", desk + "agreement:"},
		{"[luc]", "[luc, marie]", "agreement:", source + desk + "agreement:"},
		{"http:", "alarms: {repeat: 7m}\nlimits: {districts: 300}\nhttp:"},
		{},
	}
	began := time.Now()
	for n := range reloads {
		if changes := s.reload(variants[n%len(variants)]...); len(changes) == 0 {
			t.Errorf("reload %d found nothing changed", n)
		}
	}
	took := time.Since(began)
	close(stop)
	sending.Wait()
	if sent < reloads {
		t.Errorf("%d letters were sent: too few to tell", sent)
	}
	s.until("every letter has crossed to both sides", func() bool { return s.heard.crossed() == sent })
	s.heard.mu.Lock()
	standing := map[string]bool{}
	for topic := range s.heard.standing {
		if parsed, ours := topics.Parse(topic); ours && strings.HasSuffix(topic, "/"+topics.CAP) {
			standing[string(parsed.Key.Reader)+" "+parsed.Key.Chain] = true
		}
	}
	s.heard.mu.Unlock()
	if len(standing) != 2*sent {
		t.Errorf("%d chains stand for %d letters on two sides", len(standing), sent)
	}
	for name, wire := range map[string]*mqtt.Session{"the reader": s.wire, "the agency": agency} {
		select {
		case <-wire.Lost():
			t.Errorf("%s was disconnected", name)
		default:
		}
	}
	t.Logf("%d letters over %d reloads in %s", sent, reloads, took.Round(time.Millisecond))
}

// What is new begins, what is gone ends, and what the others do goes on.
func TestAReloadGivesAndTakes(t *testing.T) {
	s := tell(t, forwarded, nil)
	source := "  - {name: third, party: nb, side: ca, kind: mqtt, senders: [emo@nb.invalid], in: {lanes: [exercise], unsigned: accept}}\n"
	changes := s.reload("agreement:", source+"agreement:", "from: [maine, nb]", "from: [maine, nb, third]")
	want := []config.Change{{Key: "systems.third", What: config.Added}, {Key: "agreement", What: config.Changed}}
	if !slices.Equal(changes, want) {
		t.Errorf("it found %+v, want %+v", changes, want)
	}
	s.send("third", s.desk.letter(message{id: "a", sender: "emo@nb.invalid"}))
	s.gets("a", "readers-us", "crossed", "")
	s.reads("us", "a")
	s.reload()
	s.until("it is a source no more", func() bool {
		status, err := s.client.Status(t.Context())
		return err == nil && !strings.Contains(fmt.Sprint(status.Links), "third")
	})
	s.send("nb", s.desk.letter(message{id: "b", sender: "emo@nb.invalid"}))
	s.gets("b", "readers-us", "crossed", "")
	s.reads("us", "a", "b")
}

// New keys that wait are taken by a reload: what is derived from then on is signed by the new one, the trail goes on
// under its own, and nobody who reads or writes is disconnected. Until then nothing is otherwise, whatever is refused.
func TestAReloadTakesNewKeys(t *testing.T) {
	s := tell(t, forwarded, nil)
	agency := s.agency("agency")
	signedBy := func(word string) (by string) {
		s.heard.mu.Lock()
		defer s.heard.mu.Unlock()
		for _, payload := range s.heard.standing {
			if _, doc, err := cap.Read([]byte(payload)); err == nil && headline(payload) == word {
				if r := xmldsig.Verify(doc); len(r) == 1 && r[0].State == xmldsig.Good {
					by = certs.Fingerprint(r[0].Key)
				}
			}
		}
		return by
	}
	crosses := func(id string) string {
		s.send("maine", s.desk.letter(message{id: id}))
		s.gets(id, "readers-ca", "crossed", "")
		s.until(id+" stands", func() bool { return slices.Contains(s.heard.has("ca"), id) })
		return signedBy(id)
	}
	old := crosses("a")
	keys, err := s.client.Keeper().NewKeys(t.Context(), api.Order{Actor: api.Actor{As: "operator"}})
	if err != nil || keys.SigningWas != old {
		t.Fatalf("%+v, and what stands is signed by %s: %v", keys, old, err)
	}
	if _, err := s.daemon.Reload(t.Context(), s.parse(strings.Replace(s.text, "name: story", "name: other", 1)),
		"the test"); err == nil {
		t.Error("another name was taken")
	}
	if by := crosses("b"); by != old {
		t.Errorf("before they are taken it signs by %s", by)
	}
	s.reload()
	if by := crosses("c"); by != keys.Signing {
		t.Errorf("it signs by %s, want %s", by, keys.Signing)
	}
	s.reload() // there is nothing left to be taken
	if by := crosses("d"); by != keys.Signing {
		t.Errorf("after another reload it signs by %s", by)
	}
	for name, wire := range map[string]*mqtt.Session{"the reader": s.wire, "the agency": agency} {
		select {
		case <-wire.Lost():
			t.Errorf("%s was disconnected", name)
		default:
		}
	}
	s.stop()
	s.begin()
	if by := crosses("e"); by != keys.Signing {
		t.Errorf("after a start it signs by %s", by)
	}
}

// Keys are replaced while many write: each checkpoint of the trail is signed by the key whose time it was, and nothing
// is lost.
func TestNewKeysUnderAlerts(t *testing.T) {
	s := tell(t, forwarded, nil)
	agency, sent := s.agency("agency"), 0
	for range 4 {
		for range 12 {
			doc := s.desk.letter(message{id: fmt.Sprint("ALERT-", sent), sender: "emo@nb.invalid"})
			if err := agency.Publish(t.Context(), adapters.Message{Topic: topics.In("nb"), Payload: doc}); err != nil {
				t.Fatal(err)
			}
			sent++
		}
		if _, err := s.client.Keeper().NewKeys(t.Context(), api.Order{Actor: api.Actor{As: "operator"}}); err != nil {
			t.Fatal(err)
		}
		s.reload()
	}
	s.until("every letter has crossed to both sides", func() bool { return s.heard.crossed() == sent })
	s.stop()
	public, err := os.ReadFile(filepath.Join(s.data, "keys", trail.PublicFile))
	if err != nil {
		t.Fatal(err)
	}
	key, err := trail.ParsePublic(string(public))
	if err != nil || strings.Count(string(public), "\n") != 5 {
		t.Fatalf("five keys have signed it: %q %v", public, err)
	}
	db, err := store.ReadOnly(s.data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.CloseReadOnly() }()
	file, err := os.ReadFile(filepath.Join(s.data, book.CheckpointFile))
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx *book.Tx) error {
		report, err := trail.Verify(book.Audit(tx), trail.Options{Key: key,
			File: io.NewSectionReader(bytes.NewReader(file), 0, int64(len(file)))})
		if len(report.Faults) > 0 {
			t.Errorf("%s: %v", report.Sentence(), report.Faults)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// What a running gateway stands on is refused by name, and nothing has changed.
func TestAReloadThatNeedsAStart(t *testing.T) {
	s := tell(t, forwarded, nil)
	for key, pair := range map[string][2]string{
		"gateway.name": {"name: story", "name: another"}, "http.listen": {`listen: ""`, `listen: "127.0.0.1:0"`},
		"broker.embedded.sync_always": {"embedded: {", "embedded: {sync_always: true, "},
	} {
		c := s.parse(strings.Replace(s.text, pair[0], pair[1], 1))
		_, err := s.daemon.Reload(t.Context(), c, "the test")
		if err == nil || !strings.Contains(err.Error(), key+" cannot change while the gateway runs") {
			t.Errorf("%s: %v", key, err)
		}
	}
	s.send("nb", s.desk.letter(message{id: "a", sender: "emo@nb.invalid"}))
	s.gets("a", "readers-us", "crossed", "")
}
