package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// daemon is a running gateway with centres that speak, of one party, and one public tree that it fills.
type daemon struct {
	process
	http string
	data string
}

const shape = `gateway: {name: bench, sender: gateway@bench.invalid, data: data}
broker: {url: "tcp://%s"}
parties: [{name: centre, side: ca}, {name: readers, side: us}]
systems:
%sagreement: {until: 2099-12-31, routes: [{name: all, from: ca, to: us, lane: exercise, do: forward}]}
http: {listen: "%s"}
`

// public is the line of the public tree.
const public = "  - {name: readers, party: readers, side: us, kind: mqtt, out: {lanes: [exercise], tree: public}}\n"

// centre is one system that speaks, and the key that it signs with.
type centre struct {
	name string
	key  *ecdsa.PublicKey
}

func (c centre) inbox() string { return "bordercast/v1/in/" + c.name }

const centreShape = "  - {name: %[1]s, party: centre, side: ca, kind: mqtt, " + signed + "}\n"

// signed is how a centre's alerts are taken: by its signature alone.
const signed = "in: {lanes: [exercise], unsigned: invalid, trust: {keys: [%[1]s.pem]}}"

// newDaemon starts the program in a fresh folder, with centres that speak MQTT, and waits until it is ready.
func newDaemon(s settings, name, broker string, key *rsa.PrivateKey, centres ...centre) (*daemon, error) {
	systems, files := "", map[string][]byte{}
	for _, c := range centres {
		text, err := c.pem()
		if err != nil {
			return nil, err
		}
		files[c.name+".pem"] = text
		systems += fmt.Sprintf(centreShape, c.name)
	}
	if key != nil {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, err
		}
		files["data/keys/bench.key"] = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	}
	return launch(s, name, broker, systems+public, files)
}

// pem is the file with a centre's key.
func (c centre) pem() ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(c.key)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), err
}

// launch starts the program in a fresh folder, with files by their names in it, and waits until it is ready.
func launch(s settings, name, broker, systems string, files map[string][]byte) (*daemon, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	home := filepath.Join(s.dir, name)
	d := &daemon{http: address, data: filepath.Join(home, "data")}
	if err := os.MkdirAll(filepath.Join(d.data, "keys"), 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(home, "bordercast.yaml")
	files["bordercast.yaml"] = fmt.Appendf(nil, shape, broker, systems, address)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(home, name), text, 0o600); err != nil {
			return nil, err
		}
	}
	d.process = process{exec.Command(s.program, "serve", "--config", file, "--log-level", "info"), name}
	if s.profile != "" {
		d.cmd = exec.Command(os.Args[0], "-serve", file, "-profile", filepath.Join(s.profile, name))
	}
	return d, d.start()
}

// start waits for the line that says it is ready; what it logs after that is thrown away.
func (d *daemon) start() error {
	log, err := d.cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := d.cmd.Start(); err != nil {
		return fmt.Errorf("the daemon: %w; `make build` makes it", err)
	}
	lines := bufio.NewScanner(log)
	var seen []string
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"msg":"ready"`) {
			go io.Copy(io.Discard, log)
			return nil
		}
		seen = append(seen, lines.Text())
	}
	return fmt.Errorf("the daemon ended before it was ready:\n%s", strings.Join(seen, "\n"))
}

// count reads one counter of /metrics; labels narrow nothing, the first line of that name counts.
func (d *daemon) count(name string) (float64, error) {
	answer, err := http.Get("http://" + d.http + "/metrics")
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), name+" "); found {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("/metrics has no %s", name)
}

// untilCount waits until a counter has reached n, and says when it had.
func (d *daemon) untilCount(name string, n int) (time.Time, error) {
	for range 6000 {
		have, err := d.count(name)
		if err != nil || int(have) >= n {
			return time.Now(), err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Time{}, fmt.Errorf("%s did not reach %d in two minutes", name, n)
}

func newRSA() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) }
