package command_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/api"
	"bordercast/gateway/command"
	"bordercast/gateway/exercise/writer"
	"bordercast/gateway/store"
	"bordercast/gateway/trial/binary"
)

func TestMain(m *testing.M) {
	// A program with the race detector waits a second at its end for reports that are being written.
	if os.Getenv("GORACE") == "" {
		_ = os.Setenv("GORACE", "atexit_sleep_ms=50")
	}
	// Most of a test's time goes by in waiting for other processes. A -parallel on the command line comes after this.
	if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){
		"bordercast": func() { os.Exit(command.Main(os.Args[1:])) },
	})
}

// TestScripts drives the program as a person would. Each script in testdata/script is one story.
func TestScripts(t *testing.T) {
	t.Parallel()
	path := os.Getenv("PATH")
	if raced {
		path = quickly(t) + string(filepath.ListSeparator) + path
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "America/Moncton")
			e.Setenv("PATH", path)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"ready":    ready,
			"taken":    taken,
			"hangup":   hangup,
			"reload":   reload,
			"get":      get,
			"alter":    alter,
			"sign":     sign,
			"desk":     desk,
			"replace":  replace,
			"mangle":   mangle,
			"approved": approved,
			"unpack":   unpack,
		},
	})
}

// quickly is a folder with a bordercast that is this test binary, race detector and all, where a command does things at
// once, and else the program without it.
func quickly(t *testing.T) string {
	t.Helper()
	raced, err := exec.LookPath("bordercast") // as TestMain put it there
	if err != nil {
		t.Fatal(err)
	}
	plain, err := binary.Build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := fmt.Sprintf("#!/bin/sh\ncase $1 in %s) exec %s \"$@\" ;; *) exec %s \"$@\" ;; esac\n",
		strings.Join(binary.Concurrent(), "|"), raced, plain)
	if err := binary.Write(filepath.Join(dir, "bordercast"), strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// exits CODE PROGRAM ARGS… runs a program and wants exactly this exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// sign DIR NAME IN OUT signs an alert with the key NAME in DIR, making it if need be.
func sign(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: sign DIR NAME IN OUT")
	}
	alert, _, err := cap.Read([]byte(ts.ReadFile(args[2])))
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o700))
	key, _, err := certs.LoadOrCreateKey(ts.MkAbs(args[0]), args[1], rand.Reader, alert.Sent.At.AddDate(-1, 0, 0))
	ts.Check(err)
	document, err := writer.Sign(alert, key)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), document, 0o644))
}

// desk DIR answers on the socket of DIR, as a daemon would, until the script ends.
func desk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: desk DIR")
	}
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o700))
	server, err := api.Listen(api.Place{Data: ts.MkAbs(args[0])}, fakeCalls(), zap.NewNop())
	ts.Check(err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	ts.Defer(func() {
		cancel()
		ts.Check(<-done)
	})
}

// replace IN OUT OLD NEW copies a file with the first OLD replaced; there must be one.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: replace IN OUT OLD NEW")
	}
	before := ts.ReadFile(args[0])
	after := strings.Replace(before, args[2], args[3], 1)
	if before == after {
		ts.Fatalf("%s does not hold %q", args[0], args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(after), 0o644))
}

// ready DIR waits until the gateway on DIR is.
func ready(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ready DIR")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	client := api.Dial(ts.MkAbs(args[0]))
	defer client.Close()
	ts.Check(client.WaitReady(ctx))
}

// taken writes two configurations whose ports another program has until the script ends: port.yaml and http.yaml.
func taken(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: taken")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	good, port := ts.ReadFile("good.yaml"), listener.Addr().String()
	for _, name := range []string{"port", "http"} {
		text := strings.Replace(good, map[string]string{"port": `listen: "127.0.0.1:0"}}`,
			"http": `http: {listen: "127.0.0.1:0"}`}[name],
			map[string]string{"port": `listen: "` + port + `"}}`, "http": `http: {listen: "` + port + `"}`}[name], 1)
		ts.Check(os.WriteFile(ts.MkAbs(name+".yaml"), []byte(text), 0o644))
	}
}

// alter DIR SQL changes the store behind the gateway's back.
func alter(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: alter DIR SQL")
	}
	db, err := sql.Open("sqlite", store.File(ts.MkAbs(args[0])))
	ts.Check(err)
	defer func() { _ = db.Close() }()
	result, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		ts.Fatalf("%d rows were altered: %v", n, err)
	}
}

// hangup DIR sends SIGHUP to the gateway on DIR.
func hangup(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hangup DIR")
	}
	client := api.Dial(ts.MkAbs(args[0]))
	defer client.Close()
	status, err := client.Status(context.Background())
	ts.Check(err)
	ts.Check(syscall.Kill(status.PID, syscall.SIGHUP))
}

// reload DIR sends SIGHUP to the gateway on DIR and waits until it has taken another configuration.
func reload(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: reload DIR")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	client := api.Dial(ts.MkAbs(args[0]))
	defer client.Close()
	before, err := client.Status(ctx)
	ts.Check(err)
	hangup(ts, neg, args)
	for now := before; !now.Ready || now.Configured.Equal(before.Configured); {
		ts.Check(ctx.Err())
		time.Sleep(20 * time.Millisecond)
		if now, err = client.Status(ctx); err != nil { // between the two nobody answers
			now = before
		}
	}
}

// get DIR PATH asks the loopback port of the gateway on DIR; what it answers is the script's standard output.
func get(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: get DIR PATH")
	}
	client := api.Dial(ts.MkAbs(args[0]))
	defer client.Close()
	status, err := client.Status(context.Background())
	ts.Check(err)
	resp, err := http.Get("http://" + status.HTTP + args[1])
	ts.Check(err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	_, _ = fmt.Fprintf(ts.Stdout(), "%s\n%s", resp.Status, body)
}
