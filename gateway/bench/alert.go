package main

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/beevik/etree"
	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/sys/unix"

	"bordercast/cap"
	"bordercast/cap/validate"
	"bordercast/cap/xmltree"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/trail"
)

// oneAlert is what one alert costs on one core, step by step, beside what others need for the same.
func oneAlert(s settings) error {
	c, err := newCosts(s)
	if err != nil {
		return err
	}
	t := newTable(fmt.Sprintf("one alert of %.1f KB, one core", c.kb()), "µs of processor", "allocations", "beside it")
	defer t.end()
	for _, row := range []func(*costs, table) error{(*costs).reading, (*costs).translating, (*costs).signing,
		(*costs).trail} {
		if err := row(c, t); err != nil {
			return err
		}
	}
	return nil
}

// costs has the documents that are measured: each side's alert as its centre sends it, and one signed with RSA.
type costs struct {
	dir    string
	doc    []byte              // Canada's, what etree's time is told of
	docs   map[cap.Side][]byte // as each side's centre sends it
	alerts map[cap.Side]*cap.Alert
	signed map[string]*xmltree.Document
	keys   map[string]crypto.Signer
	cert   map[string]*x509.Certificate
}

func newCosts(s settings) (*costs, error) {
	c := &costs{dir: s.dir, docs: map[cap.Side][]byte{}, alerts: map[cap.Side]*cap.Alert{},
		signed: map[string]*xmltree.Document{}, keys: map[string]crypto.Signer{}, cert: map[string]*x509.Certificate{}}
	for _, side := range []cap.Side{cap.US, cap.CA} {
		l, err := newLetters(side, "alert", 1)
		if err != nil {
			return nil, err
		}
		doc, _ := l.letter(1)
		a, parsed, err := cap.Read(doc)
		if err != nil {
			return nil, err
		}
		if got := xmldsig.Verify(parsed, l.key.Public()); len(got) != 1 || got[0].State != xmldsig.Good {
			return nil, fmt.Errorf("the bench signs wrongly: %v", got)
		}
		c.doc, c.docs[side], c.alerts[side], c.keys["ECDSA P-256"] = doc, doc, a, l.key
	}
	rsa, err := newRSA()
	if err != nil {
		return nil, err
	}
	c.keys["RSA-2048"] = rsa
	for name, key := range c.keys {
		if err := c.sign(name, key); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// sign makes the documents that are verified, with a certificate in each, and writes what xmlsec1 reads.
func (c *costs) sign(name string, key crypto.Signer) error {
	own := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "EXERCISE"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, own, own, key.Public(), key)
	if err != nil {
		return err
	}
	if c.cert[name], err = x509.ParseCertificate(der); err != nil {
		return err
	}
	root := c.alerts[cap.CA].Element()
	if err := xmldsig.Sign(root, rand.Reader, key, c.cert[name]); err != nil {
		return err
	}
	text, err := xmldsig.Bytes(root)
	if err != nil {
		return err
	}
	if c.signed[name], err = xmltree.Read(text, xmltree.DefaultLimits()); err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for file, content := range map[string][]byte{
		".xml": text, ".pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		".key": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	} {
		if err := os.WriteFile(c.file(name, file), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (c *costs) file(key, kind string) string {
	return filepath.Join(c.dir, strings.Fields(key)[0]+kind)
}
func (c *costs) kb() float64 { return float64(len(c.doc)) / 1024 }

// cost is a step measured: processor time, so that others at work on the machine count for less.
type cost struct {
	each   time.Duration
	allocs int
}

// measure repeats a step until it has worked for half a second.
func measure(step func() error) (cost, error) {
	const enough = 500 * time.Millisecond
	for n := 1; ; n *= 2 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := worked()
		for range n {
			if err := step(); err != nil {
				return cost{}, err
			}
		}
		took := worked() - start
		runtime.ReadMemStats(&after)
		if took >= enough {
			return cost{took / time.Duration(n), int(after.Mallocs-before.Mallocs) / n}, nil
		}
	}
}

// worked is the processor time of this process so far, collecting garbage included.
func worked() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (c cost) micros() float64 { return float64(c.each.Nanoseconds()) / 1e3 }

func (c cost) row(t table, name, beside string) {
	t.row(name, fmt.Sprintf("%.0f", c.micros()), fmt.Sprint(c.allocs), beside)
}

func (c *costs) reading(t table) error {
	yard, err := measure(func() error { return etree.NewDocument().ReadFromBytes(c.doc) })
	if err != nil {
		return err
	}
	read, err := measure(func() error { _, _, err := cap.Read(c.doc); return err })
	if err != nil {
		return err
	}
	valid, err := measure(func() error {
		a, doc, err := cap.Read(c.doc)
		if err == nil {
			validate.Alert(doc, a)
		}
		return err
	})
	if err != nil {
		return err
	}
	write, err := measure(func() error { c.alerts[cap.CA].Encode(); return nil })
	beyond := max(0, float64(valid.allocs-yard.allocs)/c.kb())
	yard.row(t, "etree.ReadFromBytes, the yardstick", "")
	read.row(t, "read", fmt.Sprintf("%.2f times etree", read.micros()/yard.micros()))
	valid.row(t, "read and validate", fmt.Sprintf("%.2f times etree; %.0f allocations per KB beyond it, %s",
		valid.micros()/yard.micros(), beyond, aim(beyond <= 30, "≤ 30")))
	write.row(t, "write", "")
	return err
}

// nodes are a trail's stored hashes in memory.
type nodes []tlog.Hash

// ReadHashes is for trail.Resume.
func (n nodes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(at))
	for i, ix := range at {
		list[i] = n[ix]
	}
	return list, nil
}

func (c *costs) trail(t table) error {
	key, _, err := trail.LoadOrCreateKey(c.dir, "bench", rand.Reader)
	if err != nil {
		return err
	}
	log, err := trail.Resume(0, nodes{}, key)
	if err != nil {
		return err
	}
	for _, size := range []int{1, 64} {
		entries := make([]trail.Entry, size)
		for i := range entries {
			entries[i] = trail.Entry{At: time.Now(), Alert: c.alerts[cap.CA].Identity().Key(), Kind: trail.Attempted,
				Body: map[string]any{"delivery": i, "destination": "readers", "attempt": 1}}
		}
		took, err := measure(func() error { _, err := log.Append(entries); return err })
		if err != nil {
			return err
		}
		t.row(fmt.Sprintf("trail: an entry in a commit of %d", size), fmt.Sprintf("%.1f", took.micros()/float64(size)),
			fmt.Sprint(took.allocs/size), "canonical JSON, hashes, one Ed25519 signature")
	}
	return nil
}
