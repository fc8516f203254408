package webhook

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"bordercast/adapters"
)

// sender is how the one sender of a source is known. It is not changed once it is made.
type sender struct {
	way    Way
	secret []byte         // of ByHMAC and ByBearer
	roots  *x509.CertPool // of ByCertificate, as name
	name   string
	timer  adapters.Clock // certificates and signatures are of the machine's time, also where the gateway's is scaled
}

func newSender(in In, timer adapters.Clock) (s sender, err error) {
	s = sender{way: in.Way(), name: in.ClientName, timer: timer}
	switch s.way {
	case ByHMAC:
		s.secret, err = readSecret(in.HMACFile)
	case ByBearer:
		s.secret, err = readSecret(in.BearerFile)
	case ByCertificate:
		s.roots, err = readPool(in.ClientCA)
	}
	return s, err
}

const maxPEM = 1 << 20

func readPool(file string) (*x509.CertPool, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the certificates %s: %w; name another file or put this one right", file,
			pathless(err))
	}
	pool := x509.NewCertPool()
	if len(b) > maxPEM || !pool.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("%s: there is no PEM certificate in it; name the file of the authority's certificate", file)
	}
	return pool, nil
}

// known judges what comes ahead of a body: who it is, or that it is nobody. Not for ByHMAC.
func (s sender) known(r *http.Request) (who string, ok bool) {
	if s.way == ByBearer {
		return "with the token", s.bearer(r.Header)
	}
	leaf := s.certificate(r)
	if leaf == nil {
		return "", false
	}
	return "with the certificate of " + leaf.Subject.String(), true
}

// bearer compares digests, so that neither the token nor its length shows in the time (RFC 6750 §2.1).
func (s sender) bearer(h http.Header) bool {
	values := h.Values("Authorization")
	if len(values) != 1 {
		return false
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	got, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256(s.secret)
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}

// certificate is the client's, where it is the one expected. The server only asks for one; that its key is the client's
// own was shown in the handshake, and everything else is judged here.
func (s sender) certificate(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	leaf, between := r.TLS.PeerCertificates[0], x509.NewCertPool()
	for _, c := range r.TLS.PeerCertificates[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: s.roots, Intermediates: between, CurrentTime: s.timer.Now(),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil || leaf.Subject.CommonName != s.name && !slices.Contains(leaf.DNSNames, s.name) {
		return nil
	}
	return leaf
}

// challenge is the WWW-Authenticate that a 401 must have (RFC 9110 §11.6.1).
func (s sender) challenge() string {
	switch s.way {
	case ByHMAC:
		return "Bordercast-Signature"
	case ByBearer:
		return "Bearer"
	}
	return "Client-Certificate"
}
