package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

const maxPEM = 1 << 20

// readPublic reads the certificates and public keys of a PEM file, and nothing else from it.
func readPublic(file string) ([]pin, error) {
	b, err := readSmall(file)
	if err != nil {
		return nil, err
	}
	var found []pin
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		p, err := public(block)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		found = append(found, p)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: there is no PEM certificate or public key in it", file)
	}
	return found, nil
}

func public(block *pem.Block) (pin, error) {
	var p pin
	switch block.Type {
	case "CERTIFICATE":
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return p, fmt.Errorf("a certificate in it cannot be read: %w", err)
		}
		p = pin{name: cert.Subject.CommonName, key: cert.PublicKey, cert: cert}
	case "PUBLIC KEY":
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return p, fmt.Errorf("a public key in it cannot be read: %w", err)
		}
		p.key = key
	default:
		return p, fmt.Errorf("it holds a %q where a certificate or public key belongs", block.Type)
	}
	return p, usable(p.key)
}

// usable refuses keys that no accepted signature could be made with.
func usable(key crypto.PublicKey) error {
	switch key := key.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() < 2048 {
			return fmt.Errorf("its RSA key has %d bits: fewer than 2048 prove nothing", key.N.BitLen())
		}
		return nil
	case *ecdsa.PublicKey:
		return nil
	}
	return fmt.Errorf("its key is of kind %T: alerts are signed with RSA or ECDSA", key)
}

func readSmall(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", file, pathless(err))
	}
	if !info.Mode().IsRegular() || info.Size() > maxPEM {
		return nil, fmt.Errorf("cannot read %s: it is not a PEM file", file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", file, pathless(err))
	}
	return b, nil
}

func kind(key crypto.PublicKey) string {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Params().Name
	}
	return fmt.Sprintf("%T", key)
}
