package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/store"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// heard is what everybody has had so far. Whoever looks holds mu, but for take.
type heard struct {
	mu       sync.Mutex
	receipts []topics.Receipt
	standing map[string]string   // topic → payload
	notices  map[string][]string // topic → endings said there
}

// take takes what is published.
func (h *heard) take(m adapters.Message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var r topics.Receipt
	var end topics.EndNotice
	switch {
	case strings.HasPrefix(m.Topic, "bordercast/") && json.Unmarshal(m.Payload, &r) == nil:
		h.receipts = append(h.receipts, r)
	case strings.HasSuffix(m.Topic, "/end") && json.Unmarshal(m.Payload, &end) == nil:
		h.notices[m.Topic] = append(h.notices[m.Topic], string(end.End))
	default:
		h.standing[m.Topic] = string(m.Payload)
	}
}

// send puts a letter in as a system, and does not wait.
func (s *story) send(system string, doc []byte) {
	s.t.Helper()
	if err := s.wire.Publish(s.t.Context(), adapters.Message{Topic: topics.In(system), Payload: doc}); err != nil {
		s.t.Fatal(err)
	}
}

// gets waits for a receipt: about an alert (its identifier, or "" for bytes without one), at a destination or "" for
// the first, in a state, for a reason ("*" for whatever reason).
func (s *story) gets(identifier, destination string, state topics.State, reason string) {
	s.t.Helper()
	s.until(fmt.Sprintf("receipt %q of %q at %q for %q", state, identifier, destination, reason), func() bool {
		return slices.ContainsFunc(s.heard.receipts, func(r topics.Receipt) bool {
			name := ""
			if r.Identity != nil {
				name = r.Identity.Identifier
			}
			return name == identifier && r.Destination == destination && r.State == state && (reason == "*" ||
				r.Reason == reason)
		})
	})
}

// reads waits until a side's readers have exactly these alerts, by a word of their headlines.
func (s *story) reads(side string, words ...string) {
	s.t.Helper()
	slices.Sort(words)
	s.until(fmt.Sprintf("the readers of %s have %q", side, words), func() bool {
		return slices.Equal(s.heard.has(side), words)
	})
}

// finds waits until a reader who was not there before finds exactly these alerts.
func (s *story) finds(side string, words ...string) {
	s.t.Helper()
	for range 20 {
		s.listen()
		time.Sleep(100 * time.Millisecond) // there is no sign of the last retained message
		s.heard.mu.Lock()
		has := s.heard.has(side)
		s.heard.mu.Unlock()
		if slices.Equal(has, words) {
			return
		}
	}
	s.t.Errorf("no new reader of %s finds %q alone:\n%s", side, words, s.heard.seen())
}

// has are the alerts that stand before a side's readers.
func (h *heard) has(side string) (words []string) {
	for topic, payload := range h.standing {
		if strings.HasPrefix(topic, "alerts/v1/exercise/"+side+"/") && payload != "" {
			words = append(words, headline(payload))
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func headline(payload string) string {
	_, rest, _ := strings.Cut(payload, "plume ")
	word, _, _ := strings.Cut(rest, ".")
	return word
}

// seesEnd waits for an end notice before a side's readers.
func (s *story) seesEnd(side, ending string) {
	s.t.Helper()
	s.until("the readers of "+side+" are told "+ending, func() bool {
		for topic, endings := range s.heard.notices {
			if strings.HasPrefix(topic, "alerts/v1/exercise/"+side+"/") && slices.Contains(endings, ending) {
				return true
			}
		}
		return false
	})
}

func (s *story) until(what string, ok func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		s.heard.mu.Lock()
		done, late := ok(), time.Now().After(deadline)
		if late && !done {
			s.t.Error(s.heard.seen())
		}
		s.heard.mu.Unlock()
		if done {
			return
		}
		if late {
			s.t.Fatalf("never: %s", what)
		}
	}
}

// seen is what everybody has had so far, in few words.
func (h *heard) seen() string {
	var b strings.Builder
	for _, r := range h.receipts {
		fmt.Fprintf(&b, "receipt %s %s %s %v\n", r.State, r.Destination, r.Reason, r.Identity)
	}
	for topic, payload := range h.standing {
		if payload != "" {
			fmt.Fprintf(&b, "%s: %s\n", topic, headline(payload))
		}
	}
	fmt.Fprintln(&b, h.notices)
	return b.String()
}

// trail wants these kinds of entries about an alert, in this order, others between.
func (s *story) trail(identifier string, kinds ...trail.Kind) {
	s.t.Helper()
	s.until(fmt.Sprintf("trail of %q: %v", identifier, kinds), func() bool {
		left := kinds
		for _, kind := range s.entries(identifier) {
			if len(left) > 0 && string(left[0]) == kind {
				left = left[1:]
			}
		}
		return len(left) == 0
	})
}

func (s *story) entries(identifier string) (kinds []string) {
	s.t.Helper()
	db, err := store.ReadOnly(s.data)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = db.CloseReadOnly() }()
	err = db.View(context.Background(), func(tx *book.Tx) error {
		return tx.Trail.EachRow(0, "", func(r trail.Row) error {
			if strings.Contains(r.Alert, identifier) {
				kinds = append(kinds, r.Kind)
			}
			return nil
		})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return kinds
}
