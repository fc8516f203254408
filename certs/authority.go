package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"
)

// documentSigning is id-kp-documentSigning of RFC 9336.
var documentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}

const (
	lifeOfAuthority = 10 * 365 * 24 * time.Hour
	lifeOfLeaf      = 2 * 365 * 24 * time.Hour
)

// Init makes a development CA in dir and, from it, all that a broker outside the gateway's process needs:
//
//	ca.pem ca.key              the CA
//	broker.pem broker.key      the broker's server certificate
//	clients/NAME.pem .key      one per agency, responder, and the gateway: to connect with
//	signing/NAME.pem .key      one per agency: to sign alerts with
//	mosquitto.conf acl         TLS on 8883, a client certificate required, its CN is the user
//
// It is for trials and exercises: the CA's key lies unencrypted beside the rest. It returns the files it wrote.
// Nothing is written when any key is there already, unless plan.Overwrite says so.
func Init(dir string, plan Plan, random io.Reader, now time.Time) ([]string, error) {
	if err := plan.check(); err != nil {
		return nil, err
	}
	if !plan.Overwrite {
		for _, file := range plan.files(dir) {
			if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("%s is there already: choose an empty folder, or ask for its keys to be replaced", file)
			}
		}
	}
	a := authority{dir: dir, random: random, now: now, overwrite: plan.Overwrite}
	if err := a.create(plan.Gateway); err != nil {
		return a.wrote, err
	}
	if err := a.leaf("broker", RoleBroker, broker(plan.Hosts)); err != nil {
		return a.wrote, err
	}
	for _, m := range plan.members() {
		if err := a.member(m.name, m.role); err != nil {
			return a.wrote, err
		}
	}
	err := a.configure(plan.Broker)
	return a.wrote, err
}

// Issue makes the certificates of one more client from the CA in dir, and lists it in the broker's acl. hosts are
// only for RoleBroker; RoleSigner makes a signing key alone, for somebody who does not connect.
func Issue(dir, name string, role Role, hosts []string, random io.Reader, now time.Time) ([]string, error) {
	if !safeName.MatchString(name) {
		return nil, badName(name)
	}
	a := authority{dir: dir, random: random, now: now}
	err := a.open()
	if err != nil {
		return nil, err
	}
	switch role {
	case RoleBroker:
		err = a.leaf(name, role, broker(hosts))
	case RoleSigner:
		err = a.signer(name)
	case RoleAgency, RoleResponder, RoleGateway:
		if err = a.member(name, role); err == nil {
			err = a.allow()
		}
	default:
		err = fmt.Errorf("there is no role %q: agency, responder, gateway, broker or signer", role)
	}
	return a.wrote, err
}

// authority is one run of Init or Issue.
type authority struct {
	dir       string
	random    io.Reader
	now       time.Time
	overwrite bool
	ca        Key
	wrote     []string
}

func (a *authority) create(name string) error {
	for _, d := range []string{a.dir, filepath.Join(a.dir, "clients"), filepath.Join(a.dir, "signing")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return fmt.Errorf("cannot make the folder %s: %w", d, pathless(err))
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.random)
	if err != nil {
		return err
	}
	t, err := template(a.random, a.now, lifeOfAuthority, pkix.Name{CommonName: name + " development CA"})
	if err != nil {
		return err
	}
	t.IsCA, t.MaxPathLenZero, t.KeyUsage = true, true, x509.KeyUsageCertSign
	cert, err := issue(a.random, t, t, key.Public(), key)
	if err != nil {
		return err
	}
	a.ca = Key{key, cert}
	return a.save("ca", a.ca)
}

func (a *authority) open() error {
	found, err := readPublic(filepath.Join(a.dir, "ca.pem"))
	if err != nil {
		return fmt.Errorf("there is no development CA in %s (`bordercast certs init` makes one): %w", a.dir, err)
	}
	key, err := loadKey(filepath.Join(a.dir, "ca.key"))
	if err != nil {
		return err
	}
	if found[0].cert == nil || !equal(found[0].key, key.Public()) {
		return fmt.Errorf("ca.pem and ca.key in %s do not belong together: put the right pair back", a.dir)
	}
	a.ca = Key{key, found[0].cert}
	return nil
}

func (a *authority) member(name string, role Role) error {
	client := func(t *x509.Certificate) { t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }
	if err := a.leaf(filepath.Join("clients", name), role, client); err != nil || role != RoleAgency {
		return err
	}
	return a.signer(name)
}

func (a *authority) signer(name string) error {
	return a.leaf(filepath.Join("signing", name), RoleSigner, func(t *x509.Certificate) {
		t.UnknownExtKeyUsage = []asn1.ObjectIdentifier{documentSigning} // so that nobody connects with it
	})
}

// leaf makes a key and its certificate at path, whose last element is the CN.
func (a *authority) leaf(path string, role Role, shape func(*x509.Certificate)) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.random)
	if err != nil {
		return err
	}
	subject := pkix.Name{CommonName: filepath.Base(path), OrganizationalUnit: []string{string(role)}}
	t, err := template(a.random, a.now, lifeOfLeaf, subject)
	if err != nil {
		return err
	}
	shape(t)
	cert, err := issue(a.random, t, a.ca.Certificate, key.Public(), a.ca.Signer)
	if err != nil {
		return err
	}
	return a.save(path, Key{key, cert})
}

func broker(hosts []string) func(*x509.Certificate) {
	return func(t *x509.Certificate) {
		t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		for _, h := range append([]string{"localhost", "mosquitto", "127.0.0.1", "::1"}, hosts...) {
			if ip := net.ParseIP(h); ip != nil {
				t.IPAddresses = append(t.IPAddresses, ip)
			} else {
				t.DNSNames = append(t.DNSNames, h)
			}
		}
	}
}

func (a *authority) save(path string, k Key) error {
	key, cert := filepath.Join(a.dir, path+".key"), filepath.Join(a.dir, path+".pem")
	if err := saveKey(key, k.Signer, a.overwrite); err != nil {
		return err
	}
	a.wrote = append(a.wrote, key)
	if err := saveFile(cert, pemOf(k.Certificate), 0o644, a.overwrite); err != nil {
		return err
	}
	a.wrote = append(a.wrote, cert)
	return nil
}
