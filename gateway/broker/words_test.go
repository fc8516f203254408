package broker

import (
	"errors"
	"strings"
	"testing"
)

func TestSubjectAndBack(t *testing.T) {
	for filter, want := range map[string]string{
		"alerts/#": "alerts.>", "+/v1": "*.v1", "#": ">", "a.b/c": "a//b.c",
		"alerts/v1/actual/us/us/me/029": "alerts.v1.actual.us.us.me.029",
	} {
		got, err := subject(filter)
		if err != nil || got != want {
			t.Errorf("subject(%q) = %q, %v, want %q", filter, got, err, want)
		}
		if !strings.ContainsAny(filter, "+#") && topic(got) != filter {
			t.Errorf("topic(%q) = %q, want %q", got, topic(got), filter)
		}
	}
	for _, bad := range []string{"", "a//b", "/a", "a/", "a/#/b", "a+/b", "a b", "a/*", "a/>", "a\nb", "a\x7f"} {
		if got, err := subject(bad); err == nil {
			t.Errorf("subject(%q) = %q, want a refusal", bad, got)
		}
	}
}

func FuzzSubject(f *testing.F) {
	f.Add("alerts/v1/+/x.y/#")
	f.Fuzz(func(t *testing.T, filter string) {
		got, err := subject(filter)
		if err == nil && !strings.ContainsAny(filter, "+#") && topic(got) != filter {
			t.Errorf("topic(subject(%q)) = %q", filter, topic(got))
		}
	})
}

func TestPasswordsAreMosquittos(t *testing.T) {
	made, err := hashPassword(strings.NewReader("sixteen bytes of salt"), "correct horse", 10)
	if err != nil {
		t.Fatal(err)
	}
	if !checkPassword(made, "correct horse") || checkPassword(made, "wrong") || checkPassword(made, "") {
		t.Error("a hash does not take its own password and no other")
	}
	if _, err := HashPassword(strings.NewReader("short"), "x"); err == nil {
		t.Error("made a hash without salt")
	}
	for _, bad := range []string{"", "plain", "$6$x$y", "$7$0$c2FsdA==$aGFzaA==", "$7$9999999999$c2FsdA==$aGFzaA==",
		"$7$101$!$!", "$7$101$c2FsdA==$aGFzaA=="} {
		if _, err := parseHash(bad); !errors.Is(err, errHash) {
			t.Errorf("parseHash(%q) = %v, want a refusal", bad, err)
		}
	}
}

func TestJournal(t *testing.T) {
	var got []string
	j := newJournal(Options{Violation: func(user, topic string) { got = append(got, user+" "+topic) }})
	j.user = func(id uint64) string { return map[uint64]string{12: "mema"}[id] }
	j.Errorf(`127.0.0.1:4242 - mid:12 - "cli - Publish Violation - Subject \"x\"" - Publish Violation - Subject %q`,
		"alerts.v1.a//b")
	j.Errorf("127.0.0.1:4242 - mid:13 - \"cli\" - Subscription Violation - Subject %q, SID x", "bordercast.>")
	j.Errorf("127.0.0.1:4242 - mid:14 - \"gone\" - Publish Violation - Subject %q", "x")
	if len(got) != 2 || got[0] != "mema alerts/v1/a.b" || got[1] != " x" {
		t.Errorf("violations %q", got)
	}
	j.Fatalf("first %d", 1)
	j.Fatalf("second")
	if err := j.failed(); err == nil || err.Error() != "first 1" {
		t.Errorf("failed() = %v, want the first cause", err)
	}
}
