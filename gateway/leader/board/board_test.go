package board_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/gateway/leader"
	"bordercast/gateway/leader/board"
)

// side is one instance at the board.
type side struct {
	leader.Board
	hangUp context.CancelFunc
	mu     sync.Mutex
	heard  []string
}

func words(n leader.Note) string {
	text := n.Gateway + " " + n.Instance + " " + string(n.State)
	if n.Presence {
		text = "there: " + text
	}
	if n.Gone {
		text += " gone"
	}
	return text
}

func dial(t *testing.T, url, gateway, instance string) *side {
	t.Helper()
	s := &side{}
	ctx, cancel := context.WithCancel(t.Context())
	s.hangUp = cancel
	b, err := board.Dial(ctx, mqtt.Config{Name: instance, URL: url, ProbeTopic: "gateway/v1/" + gateway + "/probe"},
		gateway, instance, func(n leader.Note) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.heard = append(s.heard, words(n))
		})
	if err != nil {
		t.Fatal(err)
	}
	s.Board = b
	return s
}

func (s *side) write(t *testing.T, n leader.Note) {
	t.Helper()
	if err := s.Write(t.Context(), n); err != nil {
		t.Fatal(err)
	}
}

func (s *side) reads(t *testing.T, want ...string) {
	t.Helper()
	notes, err := s.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range notes {
		got = append(got, words(n))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
}

func (s *side) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.heard, "\n")
}

func status(gateway, instance string, state leader.State, beat int64) leader.Status {
	return leader.Status{Gateway: gateway, Instance: instance, State: state, Epoch: 1, Beat: beat}
}

// What is written is read and heard; what was published before a reading has been heard when it ends.
func TestWriteReadAndHear(t *testing.T) {
	m := mqtttest.StartMosquitto(t)
	a, b := dial(t, m.URL(), "nb-me", "a"), dial(t, m.URL(), "nb-me", "b")
	a.reads(t)
	a.write(t, leader.Note{Presence: true, Status: status("nb-me", "a", leader.Standby, 0)})
	for beat := range int64(20) {
		a.write(t, leader.Note{Status: status("nb-me", "a", leader.Up, beat)})
	}
	b.reads(t, "nb-me a up", "there: nb-me a standby")
	if said := b.said(); strings.Count(said, "nb-me a up") != 20 || !strings.HasPrefix(said, "there: nb-me a standby\n") {
		t.Errorf("heard %q", said)
	}
	other := dial(t, m.URL(), "other", "o")
	other.write(t, leader.Note{Status: status("other", "o", leader.Up, 1)})
	other.write(t, leader.Note{Presence: true, Status: status("other", "o", leader.Up, 1)})
	b.reads(t, "nb-me a up", "other o up", "there: nb-me a standby")
	a.write(t, leader.Note{Presence: true, Gone: true, Status: status("nb-me", "a", "", 0)})
	b.reads(t, "nb-me a up", "other o up")
}

// The last will of an instance clears that it is there, and nothing else.
func TestTheLastWill(t *testing.T) {
	m := mqtttest.StartMosquitto(t)
	proxy := mqtttest.StartProxy(t, m.Addr)
	a, b := dial(t, proxy.URL(), "nb-me", "a"), dial(t, m.URL(), "nb-me", "b")
	a.write(t, leader.Note{Presence: true, Status: status("nb-me", "a", leader.Standby, 0)})
	b.write(t, leader.Note{Status: status("nb-me", "b", leader.Up, 1)})
	proxy.Cut()
	select {
	case <-a.Lost():
	case <-time.After(10 * time.Second):
		t.Fatal("a lost line is not noticed")
	}
	mqtttest.Until(t, "it is gone", func() bool { return strings.HasSuffix(b.said(), "there: nb-me a  gone") })
	b.reads(t, "nb-me b up")
	if err := a.Write(t.Context(), leader.Note{}); err == nil {
		t.Error("a lost line took something")
	}
}

// Rubbish on the seat is somebody's, and less than any claim.
func TestRubbishOnTheSeat(t *testing.T) {
	m := mqtttest.StartMosquitto(t)
	a := dial(t, m.URL(), "nb-me", "a")
	s, err := mqtt.Dial(t.Context(), mqtt.Config{Name: "x", URL: m.URL(), ClientID: "x"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Publish(t.Context(), adapters.Message{Topic: "gateway/v1/nb-me/status", Payload: []byte(`{"epoch": -1`),
		Retain: true}); err != nil {
		t.Fatal(err)
	}
	a.reads(t, "nb-me  ")
	if !strings.Contains(a.said(), "nb-me  ") {
		t.Errorf("heard %q", a.said())
	}
	a.hangUp()
}
