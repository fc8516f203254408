package xmldsig

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"strings"

	"github.com/beevik/etree"
)

// claims is what a KeyInfo offers. None of it is signed: it says whose signature this claims to be, no more.
type claims struct {
	certificates []*x509.Certificate
	keys         []crypto.PublicKey // of KeyValue
}

// readClaims reads certificates and key values. What it cannot read it passes over, since KeyInfo is optional and
// NAAD and IPAWS put decoration there; nothing is fetched (RetrievalMethod, AIA: traps us-25).
func readClaims(keyInfo *etree.Element) claims {
	var c claims
	if keyInfo == nil {
		return c
	}
	for _, e := range keyInfo.ChildElements() {
		switch {
		case isDsig(e, "X509Data"):
			c.addCertificates(e)
		case isDsig(e, "KeyValue") && len(c.keys) < maxCerts:
			if key := keyValue(e); key != nil {
				c.keys = append(c.keys, key)
			}
		}
	}
	return c
}

func (c *claims) addCertificates(data *etree.Element) {
	for _, e := range data.ChildElements() {
		if len(c.certificates) == maxCerts || !isDsig(e, "X509Certificate") {
			continue
		}
		der, err := decode(e, maxCert)
		if err != nil {
			continue
		}
		if cert, err := x509.ParseCertificate(der); err == nil {
			c.certificates = append(c.certificates, cert)
		}
	}
}

// certificateOf is the offered certificate that holds key, and the others, which may be its issuers.
func (c claims) certificateOf(key crypto.PublicKey) (leaf *x509.Certificate, others []*x509.Certificate) {
	for _, cert := range c.certificates {
		if leaf == nil && sameKey(cert.PublicKey, key) {
			leaf = cert
			continue
		}
		others = append(others, cert)
	}
	return leaf, others
}

func (c claims) all() []crypto.PublicKey {
	keys := make([]crypto.PublicKey, 0, len(c.certificates)+len(c.keys))
	for _, cert := range c.certificates {
		keys = append(keys, cert.PublicKey)
	}
	return append(keys, c.keys...)
}

func sameKey(a, b crypto.PublicKey) bool {
	switch a := a.(type) {
	case *rsa.PublicKey:
		return a.Equal(b)
	case *ecdsa.PublicKey:
		return a.Equal(b)
	}
	return false
}

func keyValue(e *etree.Element) crypto.PublicKey {
	for _, child := range e.ChildElements() {
		switch {
		case isDsig(child, "RSAKeyValue"):
			return rsaKeyValue(child)
		case child.Tag == "ECKeyValue" && child.NamespaceURI() == dsig11:
			return ecKeyValue(child)
		}
	}
	return nil
}

func rsaKeyValue(e *etree.Element) crypto.PublicKey {
	parts := e.ChildElements()
	if len(parts) != 2 || !isDsig(parts[0], "Modulus") || !isDsig(parts[1], "Exponent") {
		return nil
	}
	modulus, err1 := decode(parts[0], maxValue)
	exponent, err2 := decode(parts[1], 4)
	if err1 != nil || err2 != nil {
		return nil
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: int(new(big.Int).SetBytes(exponent).Int64())}
}

func ecKeyValue(e *etree.Element) crypto.PublicKey {
	parts := e.ChildElements()
	if len(parts) != 2 || parts[0].Tag != "NamedCurve" || parts[1].Tag != "PublicKey" {
		return nil
	}
	point, err := decode(parts[1], 256)
	if err != nil {
		return nil
	}
	var curve elliptic.Curve
	switch strings.TrimPrefix(parts[0].SelectAttrValue("URI", ""), "urn:oid:") {
	case "1.2.840.10045.3.1.7":
		curve = elliptic.P256()
	case "1.3.132.0.34":
		curve = elliptic.P384()
	case "1.3.132.0.35":
		curve = elliptic.P521()
	default:
		return nil
	}
	key, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	if err != nil {
		return nil
	}
	return key
}
