package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"golang.org/x/sys/unix"

	"bordercast/adapters/webhook"
)

// mqttEnds publish and subscribe at one broker. The reader is a party, as a reader of the other wires is.
type mqttEnds struct {
	broker         string
	centre, reader paho.Client
}

func (e *mqttEnds) systems() string {
	return fmt.Sprintf(centreShape, "centre") +
		"  - {name: readers, party: readers, side: us, kind: mqtt, out: {lanes: [exercise]}}\n"
}

func (e *mqttEnds) prepare(string) error { return nil }

func (e *mqttEnds) open(_ *daemon, arrived func([]byte)) (send func([]byte) error, err error) {
	if e.reader, err = dial(e.broker, "bench-reader", func(m paho.Message) {
		if _, is := ours(m); is {
			arrived(m.Payload())
		}
	}); err != nil {
		return nil, err
	}
	if token := e.reader.Subscribe("parties/v1/exercise/readers/alerts/#", 1, nil); token.Wait() && token.Error() != nil {
		return nil, token.Error()
	}
	if e.centre, err = dial(e.broker, "bench-centre", func(paho.Message) {}); err != nil {
		return nil, err
	}
	return func(doc []byte) error {
		e.centre.Publish(inbox, 1, false, doc)
		return nil
	}, nil
}

func (e *mqttEnds) close() {
	for _, c := range []paho.Client{e.centre, e.reader} {
		if c != nil {
			c.Disconnect(100)
		}
	}
}

// spoolEnds rename files into a folder, and are told by the kernel of those that are renamed into another.
type spoolEnds struct {
	home  string
	told  *os.File // inotify
	count atomic.Int64
}

func (e *spoolEnds) systems() string {
	return "  - {name: centre, party: centre, side: ca, kind: spool, " + fmt.Sprintf(signed, "centre") +
		", spool: {in: in, done: done, bad: bad}}\n" +
		"  - {name: readers, party: readers, side: us, kind: spool, out: {lanes: [exercise]}, spool: {out: out}}\n"
}

func (e *spoolEnds) prepare(home string) error {
	e.home = home
	for _, folder := range []string{"in", "done", "bad", "out"} {
		if err := os.Mkdir(filepath.Join(home, folder), 0o700); err != nil {
			return err
		}
	}
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return err
	}
	e.told = os.NewFile(uintptr(fd), "inotify")
	_, err = unix.InotifyAddWatch(fd, filepath.Join(home, "out"), unix.IN_MOVED_TO)
	return err
}

func (e *spoolEnds) open(_ *daemon, arrived func([]byte)) (func([]byte) error, error) {
	go e.read(arrived)
	return func(doc []byte) error {
		name := fmt.Sprintf("%06d.xml", e.count.Add(1))
		hidden := filepath.Join(e.home, "in", "."+name)
		if err := os.WriteFile(hidden, doc, 0o600); err != nil {
			return err
		}
		return os.Rename(hidden, filepath.Join(e.home, "in", name))
	}, nil
}

// read takes each file that appears, until told is closed.
func (e *spoolEnds) read(arrived func([]byte)) {
	events := make([]byte, 64<<10)
	for {
		n, err := e.told.Read(events)
		if err != nil {
			return
		}
		for at := 0; at < n; {
			end := at + unix.SizeofInotifyEvent + int(binary.NativeEndian.Uint32(events[at+12:]))
			name := string(bytes.TrimRight(events[at+unix.SizeofInotifyEvent:end], "\x00"))
			at = end
			if strings.HasPrefix(name, ".") {
				continue
			}
			file := filepath.Join(e.home, "out", name)
			if doc, err := os.ReadFile(file); err == nil {
				arrived(doc)
				_ = os.Remove(file)
			}
		}
	}
}

func (e *spoolEnds) close() {
	if e.told != nil {
		_ = e.told.Close()
	}
}

// secret signs what is posted, in both directions.
const secret = "fictional-secret-of-the-bench"

// posting is how many posts of the centre are under way at once.
const posting = 8

// hookEnds post, and are posted to.
type hookEnds struct {
	arrived atomic.Pointer[func([]byte)]
	far     *farEnd
	client  *http.Client
}

func (e *hookEnds) systems() string {
	return "  - {name: centre, party: centre, side: ca, kind: webhook, " + fmt.Sprintf(signed, "centre") +
		", webhook: {in: {path: /in/centre, hmac_file: secret, per_second: 1000}}}\n" +
		"  - {name: readers, party: readers, side: us, kind: webhook, out: {lanes: [exercise]}, webhook: {out: {url: \"" +
		e.far.url() + "\", hmac_file: secret}}}\n"
}

func (e *hookEnds) prepare(string) (err error) {
	e.far, err = newFarEnd(func(_ string, doc []byte) {
		if arrived := e.arrived.Load(); arrived != nil {
			(*arrived)(doc)
		}
	})
	return err
}

func (e *hookEnds) open(d *daemon, arrived func([]byte)) (func([]byte) error, error) {
	e.arrived.Store(&arrived)
	e.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: posting}, Timeout: patience}
	return func(doc []byte) error { return e.post("http://"+d.http+"/in/centre", doc) }, nil
}

// post hands an alert over, and waits as long as it is asked to.
func (e *hookEnds) post(url string, doc []byte) error {
	for {
		req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(doc))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/cap+xml")
		webhook.Sign(req.Header, []byte(secret), doc, time.Now())
		resp, err := e.client.Do(req)
		if err != nil {
			return err
		}
		said, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		switch {
		case err != nil:
			return err
		case resp.StatusCode == http.StatusAccepted:
			return nil
		case resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable:
			return fmt.Errorf("a post is answered %d: %s", resp.StatusCode, said)
		}
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		time.Sleep(time.Duration(max(1, seconds)) * time.Second)
	}
}

func (e *hookEnds) close() {
	if e.client != nil {
		e.client.CloseIdleConnections()
	}
	if e.far != nil {
		e.far.close()
	}
}

// farEnd is a server that is posted to. It answers 200 as soon as it has noted what arrived.
type farEnd struct {
	server   http.Server
	listener net.Listener
}

func newFarEnd(arrived func(path string, doc []byte)) (*farEnd, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &farEnd{listener: l}
	f.server.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if doc, err := io.ReadAll(r.Body); err == nil {
			arrived(r.URL.Path, doc)
		}
	})
	go func() { _ = f.server.Serve(l) }()
	return f, nil
}

func (f *farEnd) url() string { return "http://" + f.listener.Addr().String() + "/" }

func (f *farEnd) close() { _ = f.server.Close() }
