package gateway_test

import (
	"bytes"
	"net/url"
	"testing"
	"time"

	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/clock"
	"bordercast/gateway/trail"
)

func TestAForgedCopyFirstTheGenuineSecond(t *testing.T) {
	t.Run("signed by a stranger", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.send("maine", s.desk.signed(s.desk.letter(message{id: "a", word: "forged"}), s.desk.stranger()))
		s.gets("a", "readers-ca", "held", "unverified")
		s.send("maine", s.desk.signed(s.desk.letter(message{id: "a", word: "genuine"}), s.desk.key))
		s.gets("a", "readers-ca", "crossed", "")
		s.reads("ca", "genuine")
		s.reads("us", "genuine")
		s.trail("a", trail.Settled, trail.Held, trail.Settled, trail.Released, trail.Delivered)
	})
	t.Run("altered on the way", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		genuine := s.desk.signed(s.desk.letter(message{id: "a", word: "genuine"}), s.desk.key)
		s.send("maine", bytes.ReplaceAll(genuine, []byte("genuine"), []byte("altered")))
		s.gets("a", "", "quarantined", "invalid-signature")
		s.send("maine", genuine)
		s.reads("ca", "genuine")
		s.trail("a", trail.Quarantined, trail.Settled, trail.Released)
	})
	t.Run("the other way round", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.send("maine", s.desk.signed(s.desk.letter(message{id: "a", word: "genuine"}), s.desk.key))
		s.reads("ca", "genuine")
		s.send("maine", s.desk.letter(message{id: "a", word: "forged"}))
		s.gets("a", "", "quarantined", "conflicting-copy")
		s.reads("ca", "genuine")
	})
}

func TestAnUpdateDuringAHoldTakesItsPlace(t *testing.T) {
	s := tell(t, asked, nil)
	a := s.says(message{id: "a"})
	s.gets("a", "readers-ca", "held", "*")
	s.says(message{id: "b", kind: cap.MsgUpdate, names: []message{a}, after: time.Minute, severity: "Extreme"})
	s.gets("a", "readers-ca", "stayed", "updated")
	s.gets("b", "readers-ca", "held", "*")
	s.trail("a", trail.Held, trail.Withdrawn)
	s.reads("us", "b")
	s.reads("ca")
	if _, err := s.client.Approve(t.Context(), api.Ruling{Actor: api.Actor{As: "luc"}, Alert: "a",
		Draft: "0123456789abcdef"}); err == nil {
		t.Error("the alert that was updated could still be approved")
	}
	view, err := s.client.Show(t.Context(), api.ShowRequest{Alert: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.Approve(t.Context(), api.Ruling{Actor: api.Actor{As: "luc"}, Alert: "b",
		Draft: view.Draft}); err != nil {
		t.Fatal(err)
	}
	s.reads("ca", "b")
	s.trail("b", trail.Held, trail.Approved, trail.Released, trail.Delivered)
}

func TestConflictingCopies(t *testing.T) {
	s := tell(t, forwarded, nil)
	s.says(message{id: "a", word: "first"})
	s.send("maine", s.desk.letter(message{id: "a", word: "second"}))
	s.gets("a", "", "quarantined", "conflicting-copy")
	s.send("maine", s.desk.letter(message{id: "a", word: "first"}))
	s.gets("a", "", "duplicate", "")
	s.reads("ca", "first")
	s.trail("a", trail.Settled, trail.Quarantined, trail.Duplicate)
}

func TestWhoMayNotSpeak(t *testing.T) {
	s := tell(t, forwarded, nil)
	s.send("nobody", s.desk.letter(message{id: "from-nobody"}))
	for reason, n := range map[string]message{
		"sender-not-listed": {id: "pretends", sender: "emo@nb.invalid"},
		"lane-not-allowed":  {id: "for-real", status: "Actual"},
		"unknown-status":    {id: "nonsense", status: "Whatever"},
		"loop":              {id: "came-back", path: "elsewhere story"},
	} {
		s.send("maine", s.desk.letter(n))
		s.gets(n.id, "", "quarantined", reason)
	}
	s.send("maine", []byte("no XML at all"))
	s.gets("", "", "quarantined", "*")
	s.says(message{id: "a"})
	s.reads("ca", "a")
	s.trail("came-back", trail.Loop)
	s.trail("pretends", trail.Quarantined)
	if kinds := s.entries("from-nobody"); len(kinds) > 0 {
		t.Errorf("an unknown system left %v in the trail", kinds)
	}
}

func TestOutOfOrder(t *testing.T) {
	a := message{id: "a"}
	b := message{id: "b", kind: cap.MsgUpdate, names: []message{a}, after: time.Minute}
	c := message{id: "c", kind: cap.MsgUpdate, names: []message{a, b}, after: 2 * time.Minute}
	end := message{id: "end", kind: cap.MsgCancel, names: []message{a, b, c}, after: 3 * time.Minute}
	t.Run("an update before its alert", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.says(b)
		s.reads("ca", "b")
		s.says(a)
		s.gets("a", "readers-ca", "stayed", "late")
		s.trail("a", trail.Late)
		s.reads("ca", "b")
	})
	t.Run("an update that comes late", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.says(a)
		s.says(c)
		s.reads("ca", "c")
		s.says(b)
		s.gets("b", "readers-ca", "stayed", "late")
		s.reads("ca", "c")
		s.says(end)
		s.seesEnd("ca", "cancelled")
		s.reads("ca")
	})
	t.Run("a cancel before its alert", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.says(end)
		s.says(a)
		s.gets("a", "readers-ca", "stayed", "already-cancelled")
		s.reads("ca")
	})
}

func TestExpiryWhileDown(t *testing.T) {
	s := tell(t, forwarded, nil)
	s.says(message{id: "short", lasts: time.Hour})
	s.says(message{id: "long", lasts: 9 * time.Hour})
	for _, id := range []string{"short", "long"} {
		s.gets(id, "readers-ca", "crossed", "")
		s.gets(id, "readers-us", "crossed", "")
	}
	s.reads("ca", "short", "long")
	s.stop()
	s.clock = clock.NewScaled(s.clock.Now().Add(2*time.Hour), 1)
	s.begin()
	// The embedded broker acknowledges a clearing a moment before it forgets the topic: whoever subscribes in that moment
	// is given it, and misses that it went. So the gateway is let finish, and readers come until one finds it right.
	s.trail("short", trail.Delivered, trail.Delivered, trail.Ended, trail.Ended, trail.Expired, trail.Delivered,
		trail.Delivered)
	s.finds("ca", "long")
	s.finds("us", "long")
}

// A destination is cut off while updates and a Cancel come: what stood there ends there once it can be reached.
func TestACancelOvertakesUpdatesThatWait(t *testing.T) {
	for name, last := range map[string]cap.MsgType{"cancelled": cap.MsgCancel, "expired": ""} {
		t.Run(name, func(t *testing.T) {
			var line *mqtttest.Proxy
			s := tell(t, forwarded, func(s *story) {
				line = mqtttest.StartProxy(t, s.config.Broker.Embedded.Listen)
				u, _ := url.Parse(line.URL())
				for i := range s.config.Systems {
					if s.config.Systems[i].Name == "readers-ca" {
						s.config.Systems[i].Out.BrokerURL = "tcp://" + u.Host
					}
				}
			})
			a := s.says(message{id: "a"})
			s.reads("ca", "a")
			line.Close()
			line.Cut()
			b := s.says(message{id: "b", kind: cap.MsgUpdate, names: []message{a},
				after: time.Minute, severity: "Extreme"})
			c := s.says(message{id: "c", kind: cap.MsgUpdate, names: []message{a, b}, after: 2 * time.Minute,
				severity: "Extreme"})
			s.reads("us", "c")
			if last != "" {
				s.says(message{id: "end", kind: last, names: []message{a, b, c}, after: 3 * time.Minute})
			} else {
				s.clock.Jump(s.clock.Now().Add(2 * time.Hour))
				s.gets("c", "readers-ca", "stayed", "expired")
			}
			s.reads("us")
			line.Open()
			s.seesEnd("ca", name)
			s.reads("ca")
		})
	}
}
