package certs

import (
	"crypto/rand"
	"crypto/tls"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var plan = Plan{Gateway: "nb-me", Agencies: []string{"mema", "nb-emo"}, Responders: []string{"fire-calais"},
	Hosts: []string{"broker.invalid", "192.0.2.7"}}

func initialise(t testing.TB, p Plan) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "certs")
	if _, err := Init(dir, p, rand.Reader, time.Now()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestInit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "certs")
	wrote, err := Init(dir, plan, rand.Reader, sent)
	if err != nil {
		t.Fatal(err)
	}
	if len(wrote) != 2*(2+4+2)+2 { // CA and broker, four clients, two signers, each key and certificate; conf and acl
		t.Errorf("%d files: %v", len(wrote), wrote)
	}
	for _, file := range wrote {
		want := os.FileMode(0o644)
		if strings.HasSuffix(file, ".key") {
			want = 0o600
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// Keys are not replaced unless asked for, and a folder that holds one is left alone altogether.
func TestInitTwice(t *testing.T) {
	dir := initialise(t, plan)
	before := contents(t, dir)
	more := plan
	more.Agencies = append([]string{"aaa"}, plan.Agencies...)
	if wrote, err := Init(dir, more, rand.Reader, sent); err == nil || len(wrote) > 0 || !strings.Contains(err.Error(),
		"already") {
		t.Errorf("%v %v", wrote, err)
	}
	if contents(t, dir) != before {
		t.Error("something was changed")
	}
	more.Overwrite = true
	if _, err := Init(dir, more, rand.Reader, sent); err != nil || contents(t, dir) == before {
		t.Errorf("asked to, it did not replace: %v", err)
	}
}

func contents(t *testing.T, dir string) string {
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all.WriteString(path + "\n" + string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestNames(t *testing.T) {
	for _, bad := range []string{"", "a/b", "+", "#", "A", "a b", "-a", "a\nuser x", "..", strings.Repeat("a", 64), "é"} {
		if _, err := Init(t.TempDir(), Plan{Gateway: "g", Agencies: []string{bad}}, rand.Reader, sent); err == nil {
			t.Errorf("%q passed for a name", bad)
		}
	}
	if _, err := Init(t.TempDir(), Plan{Gateway: "g", Agencies: []string{"x"}, Responders: []string{"x"}}, rand.Reader,
		sent); err == nil {
		t.Error("one name for two")
	}
}

func TestIssue(t *testing.T) {
	dir := initialise(t, plan)
	if _, err := Issue(dir, "rcmp", RoleAgency, nil, rand.Reader, time.Now()); err != nil {
		t.Fatal(err)
	}
	acl, err := os.ReadFile(filepath.Join(dir, "acl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"user rcmp\ntopic write bordercast/v1/in/rcmp\ntopic read bordercast/v1/receipt/rcmp\ntopic read parties/v1/+/rcmp/#\n",
		"user mema\n", "user fire-calais\ntopic read alerts/#\n", "user nb-me\n",
	} {
		if !strings.Contains(string(acl), want) {
			t.Errorf("the acl has no\n%s\nbut\n%s", want, acl)
		}
	}
	wrote, err := Issue(dir, "naads", RoleSigner, nil, rand.Reader, time.Now())
	if err != nil || len(wrote) != 2 || filepath.Dir(wrote[0]) != filepath.Join(dir, "signing") {
		t.Errorf("a signer alone: %v %v", wrote, err)
	}
	if wrote, err = Issue(dir, "second-broker", RoleBroker, []string{"b2.invalid"}, rand.Reader, time.Now()); err != nil ||
		len(wrote) != 2 {
		t.Errorf("a second broker: %v %v", wrote, err)
	}
	for name, do := range map[string]func() error{
		"issued already": func() error { _, err := Issue(dir, "rcmp", RoleAgency, nil, rand.Reader, sent); return err },
		"no such role":   func() error { _, err := Issue(dir, "x", "king", nil, rand.Reader, sent); return err },
		"no CA":          func() error { _, err := Issue(t.TempDir(), "x", RoleAgency, nil, rand.Reader, sent); return err },
		"bad name":       func() error { _, err := Issue(dir, "x/y", RoleAgency, nil, rand.Reader, sent); return err },
	} {
		if err := do(); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An agency's alert, signed with its second key, is Valid where that is pinned, and where the CA is an issuer.
func TestSigningKeys(t *testing.T) {
	dir := initialise(t, plan)
	key, err := loadKey(filepath.Join(dir, "signing", "mema.key"))
	if err != nil {
		t.Fatal(err)
	}
	found, err := readPublic(filepath.Join(dir, "signing", "mema.pem"))
	if err != nil {
		t.Fatal(err)
	}
	doc := read(t, signedBy(t, &identity{Key{key, found[0].cert}, nil}))
	for _, cfg := range []TrustConfig{
		{Keys: []string{filepath.Join(dir, "signing", "mema.pem")}},
		{Issuers: []string{filepath.Join(dir, "ca.pem")}, Subject: "mema"},
	} {
		if j := trust(t, cfg).Judge(doc, time.Now()); j.Verdict != Valid || j.Signer != "mema" {
			t.Errorf("%+v", j)
		}
	}
	if j := trust(t, TrustConfig{Keys: []string{filepath.Join(dir, "clients", "mema.pem")}}).Judge(doc,
		time.Now()); j.Verdict == Valid {
		t.Error("the key for the link is also the one for alerts")
	}
}

func TestShow(t *testing.T) {
	dir := initialise(t, plan)
	shown, err := Show(dir, time.Now())
	if err != nil || len(shown) != 8 {
		t.Fatalf("%d shown, %v", len(shown), err)
	}
	for _, s := range shown {
		if !strings.HasPrefix(s.Fingerprint, "SHA256:") || len(s.Certificate) != 64 || s.Kind != "ECDSA P-256" ||
			s.CA != (s.Issuer == "") {
			t.Errorf("%+v", s)
		}
		if !s.CA && s.Days != 729 && s.Days != 730 {
			t.Errorf("%s: %d days", s.File, s.Days)
		}
	}
	later, err := Show(filepath.Join(dir, "broker.pem"), time.Now().AddDate(3, 0, 0))
	if err != nil || len(later) != 1 || later[0].Days >= 0 {
		t.Errorf("%+v %v", later, err)
	}
	if _, err := Show(filepath.Join(dir, "acl"), sent); err == nil {
		t.Error("shown from a file without any certificate")
	}
}

// TLS both ways: who has no certificate of the CA is not let in, and a server with another CA's is not believed.
func TestTLS(t *testing.T) {
	dir, other := initialise(t, plan), initialise(t, plan)
	at := func(dir, name string) string { return filepath.Join(dir, name) }
	server, err := ServerTLS(at(dir, "broker.pem"), at(dir, "broker.key"), at(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go serve(l)
	for _, c := range []struct {
		name          string
		cert, key, ca string
		in            bool
	}{
		{"own", at(dir, "clients/mema.pem"), at(dir, "clients/mema.key"), at(dir, "ca.pem"), true},
		{"none", "", "", at(dir, "ca.pem"), false},
		{"another CA's", at(other, "clients/mema.pem"), at(other, "clients/mema.key"), at(dir, "ca.pem"), false},
		{"server not believed", at(dir, "clients/mema.pem"), at(dir, "clients/mema.key"), at(other, "ca.pem"), false},
		{"system roots", at(dir, "clients/mema.pem"), at(dir, "clients/mema.key"), "", false},
		{"the signing key", at(dir, "signing/mema.pem"), at(dir, "signing/mema.key"), at(dir, "ca.pem"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, err := ClientTLS(c.cert, c.key, c.ca)
			if err != nil {
				t.Fatal(err)
			}
			if got := greeted(l.Addr().String(), client); got != c.in {
				t.Errorf("in: %v", got)
			}
		})
	}
}

// A mistake with the files is one sentence, and no configuration that half works.
func TestTLSFiles(t *testing.T) {
	dir := initialise(t, plan)
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, do := range map[string]func() (*tls.Config, error){
		"no server key": func() (*tls.Config, error) { return ServerTLS(at("broker.pem"), "", "") },
		"half a pair":   func() (*tls.Config, error) { return ClientTLS(at("broker.pem"), "", "") },
		"wrong pair":    func() (*tls.Config, error) { return ClientTLS(at("broker.pem"), at("ca.key"), "") },
		"no CA in file": func() (*tls.Config, error) { return ClientTLS("", "", at("acl")) },
		"absent":        func() (*tls.Config, error) { return ClientTLS("", "", "absent.pem") },
	} {
		if cfg, err := do(); err == nil || cfg != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, "hello")
		c.Close()
	}
}

func greeted(addr string, cfg *tls.Config) bool {
	c, err := tls.Dial("tcp", addr, cfg)
	if err != nil {
		return false
	}
	defer c.Close()
	b, _ := io.ReadAll(c)
	return string(b) == "hello"
}
