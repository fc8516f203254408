package broker_test

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"bordercast/adapters/mqtt"
)

// A responder on a thin link, who takes longer for what is active than a client may take nothing, gets all of it.
func TestAThinLinkGetsAllThatIsActive(t *testing.T) {
	leaks(t)
	o := options(t)
	// Linux lets a full connection be written to again once a third of its buffer, of up to 4 MB, is free: at the pace
	// below that takes 0.4 s.
	o.WriteDeadline = 1500 * time.Millisecond
	b := start(t, o)
	b.Open()
	const n, size = 300, 40_000
	out := target{config: mqtt.Config{URL: b.URL(), User: o.Gateway.User, Password: o.Gateway.Password}}
	publish(t, dial(t, out.as("bordercast-out")), numbered("alerts/v1/exercise", n, size, true)...)

	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(b.URL(), "mqtt://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.(*net.TCPConn).SetReadBuffer(64 << 10)
	for _, packet := range []string{"\x10\x10\x00\x04MQTT\x04\x02\x00\x00\x00\x04thin",
		"\x82\x0d\x00\x01\x00\x08alerts/#\x00"} {
		if _, err := io.WriteString(c, packet); err != nil {
			t.Fatal(err)
		}
	}
	const pace = 20 * time.Millisecond // for as much as fits into the buffer
	end := time.Now().Add(2 * time.Minute)
	for got, buffer := 0, make([]byte, 64<<10); got < n*size; {
		_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
		m, err := c.Read(buffer)
		if errors.Is(err, os.ErrDeadlineExceeded) && time.Now().Before(end) {
			// On a busy machine a write may time out, and the server goes on with the next thing it has to say: like any
			// client this one asks whether it is still there.
			_, err = io.WriteString(c, "\xc0\x00")
		}
		if err != nil {
			t.Fatalf("it was cut off after %d of %d bytes: %v", got, n*size, err)
		}
		got += m
		time.Sleep(pace * time.Duration(m) / time.Duration(len(buffer)))
	}
}
