package trouble

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/certs"
	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// take connects under a ClientID with a session that lasts, subscribes what agencies send, and keeps what comes.
func (w *wire) take(id string) (c paho.Client, stolen chan string) {
	w.t.Helper()
	stolen = make(chan string, 100)
	c = paho.NewClient(paho.NewClientOptions().AddBroker(strings.Replace(w.mosquitto.URL(), "mqtt://", "tcp://",
		1)).SetClientID(id).
		SetCleanSession(false).SetAutoReconnect(false).SetDefaultPublishHandler(func(_ paho.Client,
		m paho.Message) {
		stolen <- string(m.Payload())
	}))
	if token := c.Connect(); !token.WaitTimeout(20*time.Second) || token.Error() != nil {
		w.t.Fatal(token.Error())
	}
	w.t.Cleanup(func() { c.Disconnect(0) })
	return c, stolen
}

// Another agency that knows how the names of a gateway's clients begin takes none of them: not the session, nor what
// waits there while the gateway is down.
func TestAThiefOfTheClientName(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.wire.take("bordercast-trouble-in")
	w.wire.take("bordercast-trouble-in-maine")
	w.wire.take("bordercast-trouble-look")
	w.wire.take("bordercast-trouble-out-public-ca")
	w.wire.take("bordercast-trouble-office")
	w.post("maine", us("WHILE-IT-RUNS"), "public-ca")
	d.kill()
	w.wire.publish("bordercast/v1/in/maine", us("WHILE-IT-IS-DOWN").bytes(t), false)
	_, stolen := w.wire.take("bordercast-trouble-in-maine")
	select {
	case text := <-stolen:
		t.Errorf("a thief has\n%s", text)
	case <-time.After(300 * time.Millisecond):
	}
	w.up("data")
	w.until("what was sent while it was down crosses", func() bool { return len(w.wire.public("actual", "ca")) > 3 })
	said := d.words()
	if secret := w.clientSecret("data"); len(secret) != 26 || strings.Contains(said, secret) {
		t.Errorf("the secret %q: 26 letters, and in no log", secret)
	}
}

// The same with what `certs init` writes: an agency's certificate lets it connect under any name, and gives it nothing.
func TestAThiefWithACertificate(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.does("certs", "init", "--dir", "certs", "--agency", "maine", "--agency", "nb", "--broker-user", "root")
	addr := mqtttest.FreeAddress(t)
	text, err := os.ReadFile(filepath.Join(w.dir, "certs", "mosquitto.conf"))
	must(t, err)
	w.write("certs/mosquitto.conf", []byte(strings.Replace(string(text), "listener 8883", "listener "+strings.Replace(addr,
		"127.0.0.1:", "", 1)+" 127.0.0.1", 1)))
	w.broker("certs/mosquitto.conf", addr)
	w.configure(strings.Replace(twoSides, `{url: "BROKER", open: true}`,
		`{url: "ssl://`+addr+`", ca: certs/ca.pem, cert: certs/clients/gateway.pem, key: certs/clients/gateway.key}`, 1))
	d := w.up("data")
	conf, err := certs.ClientTLS(w.dir+"/certs/clients/nb.pem", w.dir+"/certs/clients/nb.key", w.dir+"/certs/ca.pem")
	must(t, err)
	thief := func(o *paho.ClientOptions) {
		o.Servers = nil
		o.AddBroker("ssl://" + addr).SetTLSConfig(conf).SetCleanSession(false)
	}
	for _, role := range []string{"in", "in-maine", "look", "office", "out-public-ca", "out-public-us"} {
		w.wire.dial(func(o *paho.ClientOptions) { thief(o); o.SetClientID("bordercast-trouble-" + role) })
	}
	args := []string{"send", "--as", "maine", "--broker", "mqtts://" + addr, "--ca", "certs/ca.pem", "--cert",
		"certs/clients/maine.pem", "--key", "certs/clients/maine.key", "--until", "settled"}
	w.does(append(args, w.file(us("PLUME")))...)
	for _, l := range d.status().Links {
		if !l.Up {
			t.Errorf("the link %s is down: %s", l.Name, l.Text)
		}
	}
	if alarms := d.alarms(); len(alarms) > 0 {
		t.Errorf("alarms: %s", alarms)
	}
}

// broker runs one more Mosquitto on a configuration of this world's folder.
func (w *world) broker(conf, addr string) {
	w.t.Helper()
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto" // Debian keeps it out of the usual path
	}
	cmd := exec.Command(path, "-c", conf)
	cmd.Dir = w.dir
	must(w.t, cmd.Start())
	w.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	w.until("a broker listens on "+addr, func() bool {
		c, err := net.Dial("tcp", addr)
		return err == nil && c.Close() == nil
	})
}

// clientSecret is what ends the names of a gateway's clients.
func (w *world) clientSecret(data string) (secret string) {
	w.t.Helper()
	db, err := store.ReadOnly(filepath.Join(w.dir, data))
	must(w.t, err)
	defer db.CloseReadOnly()
	must(w.t, db.View(w.t.Context(), func(tx *book.Tx) (err error) {
		secret, err = tx.Notes.Get("client")
		return err
	}))
	return secret
}

// What waits under the name that the client had in an earlier version is taken at the first start, once, and the
// session is closed.
func TestTheSessionOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", us("FIRST"), "public-ca")
	d.stop()
	w.makeOld("data")
	old, _ := w.wire.take("bordercast-trouble-in")
	old.Subscribe("bordercast/v1/in/+", 1, nil).Wait()
	old.Disconnect(100)
	for _, id := range []string{"WAITS-1", "WAITS-2", "WAITS-3"} {
		w.wire.publish("bordercast/v1/in/maine", us(id).bytes(t), false)
	}
	d = w.up("data")
	w.until("all that waited is taken", func() bool { return d.active() == 4 })
	for _, a := range d.alarms() {
		if a == "session-lost" {
			t.Error("it says that a session was lost")
		}
	}
	d.stop()
	w.wire.publish("bordercast/v1/in/maine", us("AFTER").bytes(t), false)
	_, queued := w.wire.take("bordercast-trouble-in")
	select {
	case text := <-queued:
		t.Errorf("the old session still queues:\n%s", text)
	case <-time.After(300 * time.Millisecond):
	}
	d = w.up("data")
	w.until("what was sent afterwards crosses", func() bool { return d.active() == 5 })
	if strings.Contains(d.words(), "earlier version") {
		t.Error("the old session is looked for again")
	}
}

// makeOld takes from a store what an earlier version did not keep in it: the secret in the names of its clients.
func (w *world) makeOld(data string) {
	w.t.Helper()
	dir := filepath.Join(w.dir, data)
	key, _, err := trail.LoadOrCreateKey(filepath.Join(dir, "keys"), "bordercast/trouble", nil)
	must(w.t, err)
	db, err := store.Open(dir, book.Options{Clock: clock.Real{}, Key: key})
	must(w.t, err)
	must(w.t, db.Update(w.t.Context(), func(tx *book.Tx) error {
		return errors.Join(tx.Notes.Drop("client"), tx.Notes.Drop("session maine"), tx.Notes.Drop("session nb"),
			tx.Notes.Put("session", w.wire.mosquitto.URL()))
	}))
	must(w.t, db.Close())
}

// active is how many alerts a gateway counts as active.
func (d *daemon) active() (n int) {
	for _, lane := range d.status().Lanes {
		n += lane.Active
	}
	return n
}
