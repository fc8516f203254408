package broker_test

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"testing"

	"bordercast/adapters/mqtt/mqtttest"
)

func serverTLS(t *testing.T, ca *mqtttest.Authority) *tls.Config {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(ca.Issue("broker"))
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(ca.CA)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
		MinVersion: tls.VersionTLS12}
}
