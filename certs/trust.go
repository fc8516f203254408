package certs

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// TrustConfig says whose signatures count for one system. All of it may be empty: then nothing is Valid, but what
// is damaged is still found Invalid.
type TrustConfig struct {
	// Keys are PEM files, each with certificates or public keys. Their keys are trusted for good, whatever their
	// certificates say of dates: ECCC has signed with an expired certificate for years (traps ca-12).
	Keys []string
	// Issuers are PEM files of CA certificates, roots or intermediates; each ends a chain. A certificate by one of
	// them counts when its CN matches Subject (and its O is Organization, where that is given), at the time of sent.
	Issuers      []string
	Subject      string // regular expression that must match the whole CN, e.g. IPAWSOPEN_?\d+
	Organization string // e.g. FEMA IPAWS
	// AlwaysSigns makes an unsigned alert Invalid.
	AlwaysSigns bool
	// Signer is a regular expression for the whole name of the signer that must have signed: the CN of its
	// certificate, or the name of the key's file. "" takes any trusted one.
	Signer string
}

// Trust judges alerts of one system. It does not change once made and may be used from several goroutines.
type Trust struct {
	pins         []pin
	keys         []crypto.PublicKey // of pins, in their order
	issuers      *x509.CertPool     // nil: none
	subject      *regexp.Regexp
	organization string
	signer       *regexp.Regexp
	alwaysSigns  bool
}

// pin is a key trusted by itself. name comes from our own file, never from the message: anybody can put a pinned
// key into a certificate with another name on it.
type pin struct {
	name string
	key  crypto.PublicKey
	cert *x509.Certificate // nil when the file held a bare key
}

// NewTrust reads the files. An error names the file or the setting to correct.
func NewTrust(cfg TrustConfig) (*Trust, error) {
	t := &Trust{organization: cfg.Organization, alwaysSigns: cfg.AlwaysSigns}
	var err error
	if t.subject, err = whole("subject", cfg.Subject); err != nil {
		return nil, err
	}
	if t.signer, err = whole("signer", cfg.Signer); err != nil {
		return nil, err
	}
	if len(cfg.Issuers) > 0 && t.subject == nil {
		return nil, errors.New("trust: issuers are named but no subject: give a pattern for the signers' names, or every customer of that issuer is trusted")
	}
	for _, file := range cfg.Keys {
		if err := t.pinFile(file); err != nil {
			return nil, err
		}
	}
	for _, file := range cfg.Issuers {
		if err := t.issuerFile(file); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Trust) pinFile(file string) error {
	found, err := readPublic(file)
	if err != nil {
		return err
	}
	for _, p := range found {
		if p.name == "" {
			p.name = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		}
		t.pins = append(t.pins, p)
		t.keys = append(t.keys, p.key)
	}
	return nil
}

func (t *Trust) issuerFile(file string) error {
	found, err := readPublic(file)
	if err != nil {
		return err
	}
	for _, p := range found {
		if p.cert == nil {
			return fmt.Errorf("%s: an issuer must be a certificate, not a bare public key", file)
		}
		if !p.cert.IsCA {
			return fmt.Errorf("%s: the certificate of %q is not a CA's: list it under keys instead", file, p.name)
		}
		if t.issuers == nil {
			t.issuers = x509.NewCertPool()
		}
		t.issuers.AddCert(p.cert)
	}
	return nil
}

// whole compiles a pattern that must match a whole name: half of one is somebody else's.
func whole(setting, pattern string) (*regexp.Regexp, error) {
	if pattern == "" {
		return nil, nil
	}
	re, err := regexp.Compile(`^(?:` + pattern + `)$`)
	if err != nil {
		return nil, fmt.Errorf("trust: %s %q is not a regular expression: %w", setting, pattern, err)
	}
	return re, nil
}
