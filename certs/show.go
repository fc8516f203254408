package certs

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// Shown is one certificate or public key as `bordercast certs show` prints it.
type Shown struct {
	File        string `json:"file"`
	Subject     string `json:"subject"`     // "" for a bare public key
	Issuer      string `json:"issuer"`      // "" when signed by itself
	Kind        string `json:"kind"`        // ECDSA P-256, RSA 2048 …
	Fingerprint string `json:"fingerprint"` // of the key: see Fingerprint
	// SHA-256 of the certificate in hex, as openssl x509 -fingerprint -sha256 has it, without colons
	Certificate string    `json:"certificate"`
	NotBefore   time.Time `json:"not_before,omitzero"`
	NotAfter    time.Time `json:"not_after,omitzero"`
	Days        int       `json:"days"` // until NotAfter, counted down; negative once past
	CA          bool      `json:"ca"`
}

// Show describes the certificates and public keys of a PEM file, or of every .pem file below a folder. Private keys
// are never read. Files that hold nothing of the kind are an error for a file, and passed over in a folder.
func Show(path string, now time.Time) ([]Shown, error) {
	var shown []Shown
	err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("cannot read %s: %w", file, pathless(err))
		}
		if d.IsDir() || file != path && !strings.HasSuffix(file, ".pem") {
			return nil
		}
		found, err := readPublic(file)
		if err != nil && file == path {
			return err
		}
		for _, p := range found {
			shown = append(shown, show(file, p, now))
		}
		return nil
	})
	return shown, err
}

func show(file string, p pin, now time.Time) Shown {
	s := Shown{File: file, Kind: kind(p.key), Fingerprint: Fingerprint(p.key)}
	if p.cert == nil {
		return s
	}
	s.describe(p.cert, now)
	return s
}

func (s *Shown) describe(c *x509.Certificate, now time.Time) {
	sum := sha256.Sum256(c.Raw)
	s.Certificate = hex.EncodeToString(sum[:])
	s.Subject = c.Subject.String()
	if issuer := c.Issuer.String(); issuer != s.Subject {
		s.Issuer = issuer
	}
	s.NotBefore, s.NotAfter, s.CA = c.NotBefore, c.NotAfter, c.IsCA
	left := c.NotAfter.Sub(now)
	s.Days = int(left / (24 * time.Hour))
	if left < 0 {
		s.Days--
	}
}
