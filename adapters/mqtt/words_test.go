package mqtt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		filter, topic string
		want          bool
	}{
		{"a/b", "a/b", true}, {"a/b", "a", false}, {"a", "a/b", false}, {"a/+", "a/b", true}, {"a/+", "a", false},
		{"a/+/c", "a/b/c", true}, {"+", "a", true}, {"+", "a/b", false}, {"#", "a/b", true}, {"a/#", "a/b/c", true},
		{"a/#", "a", true}, {"a/#", "ab", false}, {"a/+/#", "a", false}, {"a/+/#", "a/b", true}, {"a/b/#", "a", false},
		{"#", "$SYS/x", false}, {"+/x", "$SYS/x", false}, {"$SYS/#", "$SYS/x", true}, {"a//b", "a//b", true},
		{"a/+", "a/", true},
		{"alerts/v1/actual/us/+/+/_/+/+/+/cap", "alerts/v1/actual/us/us/me/_/met/severe/x/cap", true},
	} {
		if got := Matches(c.filter, c.topic); got != c.want {
			t.Errorf("Matches(%q, %q) = %t", c.filter, c.topic, got)
		}
	}
}

func FuzzMatches(f *testing.F) {
	f.Add("a/+/#", "a/b")
	f.Fuzz(func(t *testing.T, filter, topic string) {
		got := Matches(filter, topic)
		if !strings.ContainsAny(filter, "+#") && got != (filter == topic) {
			t.Errorf("Matches(%q, %q) = %t without a wildcard", filter, topic, got)
		}
	})
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		url, want string
		encrypted bool
	}{
		{"mqtt://localhost", "localhost:1883", false}, {"tcp://127.0.0.1:2883", "127.0.0.1:2883", false},
		{"mqtts://b.invalid", "b.invalid:8883", true}, {"ssl://b.invalid:1", "b.invalid:1", true},
		{"tls://[::1]", "[::1]:8883", true},
	} {
		got, encrypted, err := Config{URL: c.url}.address()
		if err != nil || got != c.want || encrypted != c.encrypted {
			t.Errorf("%s: %s %t %v", c.url, got, encrypted, err)
		}
	}
	for _, bad := range []string{"", "localhost:1883", "http://x", "mqtt://", "mqtt://user:secret@x", "mqtt://x:\x7f"} {
		_, _, err := Config{URL: bad}.address()
		if err == nil || classify(err) != BadConfig || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, want a refusal that tells no password", bad, err)
		}
	}
}

func TestPasswordFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	for content, want := range map[string]string{"pass word\n": "pass word", "pass\r\nnext": "pass", "pass": "pass",
		"": ""} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := (Config{PasswordFile: path, Password: "other"}).password(); err != nil || got != want {
			t.Errorf("file %q: %q, %v", content, got, err)
		}
	}
	if _, err := (Config{PasswordFile: path + "x"}).password(); classify(err) != BadConfig {
		t.Errorf("a missing file: %v", err)
	}
}
