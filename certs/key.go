package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Key is a private key with the certificate that names its holder. Its Signer goes to xmldsig.Sign.
type Key struct {
	Signer      crypto.Signer
	Certificate *x509.Certificate
}

// Fingerprint is that of the public key: see Fingerprint.
func (k Key) Fingerprint() string { return Fingerprint(k.Signer.Public()) }

// Fingerprint is "SHA256:" and the unpadded base64 SHA-256 of the public key (its SubjectPublicKeyInfo), which
// people compare by telephone. `openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64` agrees.
func Fingerprint(key crypto.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "unknown kind of key"
	}
	sum := sha256.Sum256(der)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}

// LoadOrCreateKey loads {dir}/{name}.key and .pem, or makes an ECDSA P-256 key with a certificate signed by itself,
// valid for ten years from now. created tells which, so that the fingerprint can be shown. A key file that others
// may read is refused. A lost certificate is made again from the key, since the key is what partners have pinned.
func LoadOrCreateKey(dir, name string, random io.Reader, now time.Time) (k Key, created bool, err error) {
	signer, created, err := loadOrCreate(dir, name, random)
	if err != nil {
		return Key{}, false, err
	}
	if k, err = certified(filepath.Join(dir, name+".pem"), name, signer, random, now); err != nil {
		return Key{}, created, err
	}
	return k, created, nil
}

// LoadKey loads a key file, NAME.key, with the certificate beside it, NAME.pem. It makes neither.
func LoadKey(file string) (Key, error) {
	signer, err := loadKey(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("there is no key %s: look at its name", file)
	}
	if err != nil {
		return Key{}, err
	}
	beside := strings.TrimSuffix(file, filepath.Ext(file)) + ".pem"
	found, err := readPublic(beside)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Key{}, fmt.Errorf("there is no certificate %s beside the key %s: put it there", beside, file)
	case err != nil:
		return Key{}, err
	case found[0].cert == nil || !equal(found[0].key, signer.Public()):
		return Key{}, fmt.Errorf("%s is not the certificate of the key beside it: put the right one there", beside)
	}
	return Key{signer, found[0].cert}, nil
}

func loadOrCreate(dir, name string, random io.Reader) (crypto.Signer, bool, error) {
	file := filepath.Join(dir, name+".key")
	signer, err := loadKey(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return signer, false, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("cannot make the folder %s for keys: %w", dir, pathless(err))
	}
	if signer, err = ecdsa.GenerateKey(elliptic.P256(), random); err != nil {
		return nil, false, fmt.Errorf("cannot make the key %s: %w", file, err)
	}
	return signer, true, saveKey(file, signer, false)
}

// certified loads the certificate of signer, or makes it.
func certified(file, name string, signer crypto.Signer, random io.Reader, now time.Time) (Key, error) {
	found, err := readPublic(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return Key{}, err
	case found[0].cert == nil || !equal(found[0].key, signer.Public()):
		return Key{}, fmt.Errorf("%s is not the certificate of the key beside it: put the right one there, or move it away and a new one is made", file)
	default:
		return Key{signer, found[0].cert}, nil
	}
	own, err := template(random, now, 10*365*24*time.Hour, pkix.Name{CommonName: name})
	if err != nil {
		return Key{}, err
	}
	cert, err := issue(random, own, own, signer.Public(), signer)
	if err != nil {
		return Key{}, err
	}
	return Key{signer, cert}, saveFile(file, pemOf(cert), 0o644, false)
}

// template is what every certificate made here has in common. It begins an hour early for clocks that differ.
func template(random io.Reader, now time.Time, life time.Duration, subject pkix.Name) (*x509.Certificate, error) {
	serial := make([]byte, 16)
	if _, err := io.ReadFull(random, serial); err != nil {
		return nil, fmt.Errorf("no randomness for a serial number: %w", err)
	}
	serial[0] &= 0x7f
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial), Subject: subject,
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(life),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}, nil
}

func issue(random io.Reader, t, parent *x509.Certificate, key crypto.PublicKey, by crypto.Signer) (*x509.Certificate,
	error) {
	der, err := x509.CreateCertificate(random, t, parent, key, by)
	if err != nil {
		return nil, fmt.Errorf("cannot make the certificate of %q: %w", t.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

func pemOf(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})
}
