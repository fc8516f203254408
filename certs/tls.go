package certs

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
)

// ServerTLS configures a listener. With ca every client must show a certificate by it; without, clients are not
// asked for one.
func ServerTLS(cert, key, ca string) (*tls.Config, error) {
	if cert == "" || key == "" {
		return nil, errors.New("a TLS listener needs a certificate and a key: name both files")
	}
	cfg, err := pair(cert, key)
	if err != nil {
		return nil, err
	}
	if ca != "" {
		if cfg.ClientCAs, err = pool(ca); err != nil {
			return nil, err
		}
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return cfg, nil
}

// ClientTLS configures a connection. Without ca the system's own roots are used; cert and key may both be empty.
func ClientTLS(cert, key, ca string) (*tls.Config, error) {
	if (cert == "") != (key == "") {
		return nil, errors.New("a client certificate needs its key and the key its certificate: name both files, or neither")
	}
	cfg, err := pair(cert, key)
	if err == nil && ca != "" {
		cfg.RootCAs, err = pool(ca)
	}
	if err != nil {
		return nil, err
	}
	return cfg, nil
}

func pair(cert, key string) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if cert == "" {
		return cfg, nil
	}
	if _, err := loadKey(key); err != nil {
		return nil, err
	}
	both, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("cannot use %s with %s: %w", cert, key, err)
	}
	cfg.Certificates = []tls.Certificate{both}
	return cfg, nil
}

func pool(file string) (*x509.CertPool, error) {
	b, err := readSmall(file)
	if err != nil {
		return nil, err
	}
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("%s: there is no PEM certificate in it", file)
	}
	return p, nil
}
