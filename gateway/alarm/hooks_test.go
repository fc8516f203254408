package alarm

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestCommandGetsThePayload(t *testing.T) {
	out := filepath.Join(t.TempDir(), "heard")
	hook := Command{Argv: []string{"/bin/sh", "-c", `cat > "$0"`, out}}
	if err := hook.Call(t.Context(), []byte(`{"id":"x"}`)); err != nil {
		t.Fatal(err)
	}
	if heard, err := os.ReadFile(out); err != nil || string(heard) != `{"id":"x"}` {
		t.Errorf("the program heard %q, %v", heard, err)
	}
}

func TestCommandFailuresSayWhy(t *testing.T) {
	for name, tc := range map[string]struct {
		argv []string
		want string
	}{
		"exit code": {[]string{"/bin/sh", "-c", "echo 'no  such' pager >&2; exit 3"}, "exit status 3: no such pager"},
		"not there": {[]string{"/nonexistent/pager"}, "no such file"},
		"endless":   {[]string{"/bin/sh", "-c", "sleep 60"}, "stopped after 100ms"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Command{Argv: tc.argv, Timeout: 100 * time.Millisecond}.Call(t.Context(), nil)
			if name == "exit code" { // a loaded machine may need longer to start a shell
				err = Command{Argv: tc.argv}.Call(t.Context(), nil)
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q in it", err, tc.want)
			}
		})
	}
}

func TestCommandKillsWhatItStarted(t *testing.T) {
	note := filepath.Join(t.TempDir(), "pid")
	started := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(started)
		for ctx.Err() == nil {
			if b, _ := os.ReadFile(note); strings.HasSuffix(string(b), "\n") {
				cancel()
			}
		}
	}()
	err := Command{Argv: []string{"/bin/sh", "-c", `sleep 60 & echo $! > "$0"; wait`, note}}.Call(ctx, nil)
	<-started
	if err == nil {
		t.Error("a program that was stopped is no success")
	}
	pid, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for alive(strings.TrimSpace(string(pid))) {
		if time.Now().After(deadline) {
			t.Fatalf("the child %s outlived its parent", pid)
		}
	}
}

// alive is whether a process runs; a zombie that nobody has collected yet does not.
func alive(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}

func TestWebhookPostsJSON(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprint(r.Method, " ", r.Header.Get("Content-Type"), " ", string(body))
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	defer server.Client().CloseIdleConnections()
	if err := (Webhook{URL: server.URL, Client: server.Client()}).Call(t.Context(), []byte(`{"id":"x"}`)); err != nil {
		t.Fatal(err)
	}
	if got != `POST application/json {"id":"x"}` {
		t.Errorf("posted %q", got)
	}
}

func TestWebhookFailuresKeepTheSecret(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		_ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
	}))
	defer refusing.Close()
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer hanging.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, tc := range map[string]struct{ url, want string }{
		"refused":  {refusing.URL, "403"},
		"hanging":  {hanging.URL, "deadline"},
		"gone":     {gone.URL, "refused"},
		"nonsense": {"http://\x00", "cannot be used"},
	} {
		t.Run(name, func(t *testing.T) {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			err := Webhook{URL: tc.url + "/token-s3cret", Client: client, Timeout: 2 * time.Second}.Call(t.Context(), nil)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q in it", err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the address is in the error: %v", err)
			}
		})
	}
}
