package certs

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// startMosquitto runs the real broker on what Init wrote, nothing added.
func startMosquitto(t *testing.T) (dir, url string) {
	t.Helper()
	program := "/usr/sbin/mosquitto" // where Debian puts it, which is not on everybody's path
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("mosquitto"); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal("mosquitto is missing on CI")
			}
			t.Skip("needs mosquitto (Debian package of that name)")
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := plan
	p.Broker.Port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	if os.Geteuid() == 0 {
		p.Broker.User = "root" // or it would change to an account that may not read keys of root
	}
	dir = initialise(t, p)
	var said strings.Builder
	broker := exec.Command(program, "-c", filepath.Join(dir, "mosquitto.conf"))
	broker.Stderr = &said
	if err := broker.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = broker.Process.Kill()
		_ = broker.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	return dir, fmt.Sprintf("ssl://localhost:%d", p.Broker.Port)
}

// attempt publishes on a connection of its own, since Mosquitto may cut it, and does not care what comes of it.
func attempt(t *testing.T, dir, url, name string, topics ...string) {
	t.Helper()
	for i, topic := range topics {
		c := connect(t, dir, url, name, fmt.Sprintf("%s-attempt-%d", name, i))
		c.Publish(topic, 1, false, "x").WaitTimeout(10 * time.Second)
		c.Disconnect(100)
	}
}

// connect gives a client with the certificate of name, retrying while the broker starts.
func connect(t *testing.T, dir, url, name, id string) mqtt.Client {
	t.Helper()
	cfg, err := ClientTLS(filepath.Join(dir, "clients", name+".pem"), filepath.Join(dir, "clients", name+".key"),
		filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	options := mqtt.NewClientOptions().AddBroker(url).SetClientID(id).SetTLSConfig(cfg).SetAutoReconnect(false).SetConnectTimeout(5 * time.Second)
	var last error
	for range 50 {
		c := mqtt.NewClient(options)
		token := c.Connect()
		token.Wait()
		if last = token.Error(); last == nil {
			t.Cleanup(func() { c.Disconnect(0) })
			return c
		}
		time.Sleep(100 * time.Millisecond) // another process comes up in its own time
	}
	t.Fatalf("%s cannot connect: %v", name, last)
	return nil
}

// inbox keeps what a client was sent.
type inbox struct {
	mu   sync.Mutex
	got  []string
	mark chan string
}

func listen(t *testing.T, c mqtt.Client, filters ...string) *inbox {
	t.Helper()
	in := &inbox{mark: make(chan string, 10)}
	for _, f := range filters {
		token := c.Subscribe(f, 1, func(_ mqtt.Client, m mqtt.Message) {
			if string(m.Payload()) == "mark" {
				in.mark <- m.Topic()
				return
			}
			in.mu.Lock()
			defer in.mu.Unlock()
			in.got = append(in.got, m.Topic())
		})
		if token.Wait(); token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	return in
}

// until waits for the mark that comes after everything else.
func (in *inbox) until(t *testing.T, want ...string) {
	t.Helper()
	select {
	case <-in.mark:
	case <-time.After(10 * time.Second):
		t.Fatal("the mark never came")
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	slices.Sort(in.got)
	slices.Sort(want)
	if !slices.Equal(in.got, want) {
		t.Errorf("got  %v\nwant %v", in.got, want)
	}
}

func publish(t *testing.T, c mqtt.Client, payload string, topics ...string) {
	t.Helper()
	for _, topic := range topics {
		token := c.Publish(topic, 1, false, payload)
		if !token.WaitTimeout(10*time.Second) || token.Error() != nil {
			t.Fatalf("%s: %v", topic, token.Error())
		}
	}
}

// A real Mosquitto takes the configuration, and the acl lets everybody do what it should and nothing else.
func TestMosquitto(t *testing.T) {
	dir, url := startMosquitto(t)
	gateway, mema := connect(t, dir, url, "nb-me", "g"), connect(t, dir, url, "mema", "m")
	responder := connect(t, dir, url, "fire-calais", "r")
	everything := listen(t, gateway, "bordercast/v1/in/+", "alerts/v1/#", "parties/v1/#", "gateway/v1/#")
	ofMema := listen(t, mema, "bordercast/v1/receipt/+", "parties/v1/#", "gateway/v1/#", "alerts/#")
	ofResponder := listen(t, responder, "#")

	publish(t, mema, "x", "bordercast/v1/in/mema")
	attempt(t, dir, url, "mema", "bordercast/v1/in/nb-emo", "bordercast/v1/receipt/mema", "alerts/v1/actual/us/us/me/029",
		"parties/v1/exercise/mema/alerts/a", "gateway/v1/nb-me/status")
	attempt(t, dir, url, "fire-calais", "alerts/v1/actual/us/us/me/029", "bordercast/v1/in/fire-calais",
		"bordercast/v1/in/mema")
	publish(t, gateway, "mark", "gateway/v1/nb-me/health")
	everything.until(t, "bordercast/v1/in/mema")

	publish(t, gateway, "y", "bordercast/v1/receipt/mema", "bordercast/v1/receipt/nb-emo",
		"alerts/v1/actual/us/us/me/029/json",
		"parties/v1/exercise/mema/alerts/a", "parties/v1/exercise/nb-emo/alerts/a", "gateway/v1/nb-me/alarms/a")
	publish(t, gateway, "mark", "gateway/v1/nb-me/status")
	ofMema.until(t, "bordercast/v1/receipt/mema", "parties/v1/exercise/mema/alerts/a")
	ofResponder.until(t, "alerts/v1/actual/us/us/me/029/json")
}

// Without a certificate nobody gets as far as MQTT.
func TestMosquittoWantsACertificate(t *testing.T) {
	dir, url := startMosquitto(t)
	connect(t, dir, url, "mema", "m") // it is up
	cfg, err := ClientTLS("", "", filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(url).SetClientID("x").SetTLSConfig(cfg).SetConnectRetry(false))
	if token := c.Connect(); token.Wait() && token.Error() == nil {
		t.Error("connected without a certificate")
	}
}

// A message with resources inside, of the largest size there is, passes.
func TestMosquittoTakesLargeAlerts(t *testing.T) {
	dir, url := startMosquitto(t)
	gateway := connect(t, dir, url, "nb-me", "g")
	in := listen(t, gateway, "bordercast/v1/in/+")
	publish(t, connect(t, dir, url, "mema", "m"), strings.Repeat("x", 5<<20), "bordercast/v1/in/mema")
	publish(t, gateway, "z", "gateway/v1/nb-me/health")
	for range 100 {
		in.mu.Lock()
		n := len(in.got)
		in.mu.Unlock()
		if n == 1 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("5 MB did not come through")
}
