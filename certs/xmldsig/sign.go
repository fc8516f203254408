package xmldsig

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/beevik/etree"
)

// Sign appends an enveloped Signature by key as the last child of root, which must be the root of its document and
// hold no Signature yet. cert, where given, must be key's and goes into KeyInfo, alone.
//
// RSA gives the same bytes each time. ECDSA does so when random is nil (RFC 6979), which is what the gateway wants:
// signing again after a crash gives the same derived alert. With a reader, crypto/ecdsa decides what it reads.
//
// The shape is that of IPAWS messages: no prefix, exclusive C14N of SignedInfo, SHA-256 or wider, the leaf
// certificate only. The transforms are enveloped-signature and exclusive C14N, though production IPAWS leaves the
// second out: both verify everywhere the first does, but with it a document cut out of a feed by a tool that copies
// the feed's namespace declarations onto it still verifies (traps us-4), and verifiers that trip over inclusive
// C14N (prefixed attributes and comments in goxmldsig 1.6.1) accept it.
func Sign(root *etree.Element, random io.Reader, key crypto.Signer, cert *x509.Certificate) error {
	if len(Signatures(root)) > 0 {
		return errors.New("the alert already carries a signature: sign it before, or take the old one out")
	}
	if err := writable(root); err != nil {
		return err
	}
	h := crypto.SHA256.New()
	if err := newCanon(form{exclusive: true}, h).document(root, nil); err != nil {
		return err
	}
	signature, err := signatureOver(h.Sum(nil), random, key, cert)
	if err == nil {
		root.AddChild(signature)
	}
	return err
}

// signatureOver makes the Signature of a document with this digest. Its SignedInfo has the same canonical form alone as
// in the document: exclusive C14N takes in nothing of what stands around it but the Signature's own namespace.
func signatureOver(digest []byte, random io.Reader, key crypto.Signer, cert *x509.Certificate) (*etree.Element, error) {
	m, uri, err := methodFor(key.Public())
	if err != nil {
		return nil, err
	}
	if cert != nil && !sameKey(cert.PublicKey, key.Public()) {
		return nil, fmt.Errorf("the certificate of %q does not belong to the signing key", cert.Subject.CommonName)
	}
	signature, info := envelope(uri, digest)
	value, err := signInfo(info, m, random, key)
	if err != nil {
		return nil, err
	}
	child(signature, "SignatureValue").SetText(base64.StdEncoding.EncodeToString(value))
	if cert != nil {
		data := child(child(signature, "KeyInfo"), "X509Data")
		child(data, "X509Certificate").SetText(base64.StdEncoding.EncodeToString(cert.Raw))
	}
	return signature, nil
}

// Bytes writes the document of root with an XML declaration, in a form that reads back as the very tree that was
// signed: carriage returns as references, comments kept.
func Bytes(root *etree.Element) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	if err := newCanon(form{comments: true}, &out).document(root, nil); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// methodFor is the algorithm a key signs with.
func methodFor(key crypto.PublicKey) (method, string, error) {
	uri := ""
	switch key := key.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() < minRSA {
			return method{}, "", fmt.Errorf("the RSA signing key has fewer than %d bits", minRSA)
		}
		uri = more + "rsa-sha256"
	case *ecdsa.PublicKey:
		size, fit := curveSize(key)
		if !fit {
			return method{}, "", errors.New("the ECDSA signing key must be on P-256, P-384 or P-521")
		}
		uri = map[int]string{32: more + "ecdsa-sha256", 48: more + "ecdsa-sha384", 66: more + "ecdsa-sha512"}[size]
	default:
		return method{}, "", fmt.Errorf("a key of kind %T cannot sign alerts: use RSA or ECDSA", key)
	}
	m, _ := methodOf(uri)
	return m, uri, nil
}

func envelope(method string, digest []byte) (signature, info *etree.Element) {
	signature = etree.NewElement("Signature")
	signature.CreateAttr("xmlns", Namespace)
	info = child(signature, "SignedInfo")
	child(info, "CanonicalizationMethod").CreateAttr("Algorithm", exclusive10)
	child(info, "SignatureMethod").CreateAttr("Algorithm", method)
	ref := child(info, "Reference")
	ref.CreateAttr("URI", "")
	transforms := child(ref, "Transforms")
	child(transforms, "Transform").CreateAttr("Algorithm", enveloped)
	child(transforms, "Transform").CreateAttr("Algorithm", exclusive10)
	child(ref, "DigestMethod").CreateAttr("Algorithm", xmlenc+"sha256")
	child(ref, "DigestValue").SetText(base64.StdEncoding.EncodeToString(digest))
	return signature, info
}

func child(of *etree.Element, name string) *etree.Element { return of.CreateElement(name) }

func signInfo(info *etree.Element, m method, random io.Reader, key crypto.Signer) ([]byte, error) {
	h := m.hash.New()
	if err := newCanon(form{exclusive: true}, h).subset(info); err != nil {
		return nil, err
	}
	value, err := key.Sign(random, h.Sum(nil), m.hash)
	if err != nil {
		return nil, fmt.Errorf("the signing key could not be used: %w", err)
	}
	if ec, is := key.Public().(*ecdsa.PublicKey); is {
		return rawECDSA(ec, value)
	}
	return value, nil
}

// rawECDSA turns the ASN.1 that Go makes into the two fixed halves that XMLDSig wants.
func rawECDSA(key *ecdsa.PublicKey, der []byte) ([]byte, error) {
	var v struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(der, &v); err != nil || len(rest) > 0 {
		return nil, errors.New("the signing key gave a signature that is not ECDSA")
	}
	size, _ := curveSize(key)
	raw := make([]byte, 2*size)
	v.R.FillBytes(raw[:size])
	v.S.FillBytes(raw[size:])
	return raw, nil
}

// writable refuses characters that XML cannot carry: signed, they could never be read back.
func writable(e *etree.Element) error {
	for i := range e.Attr {
		if !xmlText(e.Attr[i].Value) {
			return fmt.Errorf("attribute %s of <%s> holds a character that XML cannot carry", e.Attr[i].Key, e.Tag)
		}
	}
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			if !xmlText(t.Data) {
				return fmt.Errorf("<%s> holds a character that XML cannot carry", e.Tag)
			}
		case *etree.Element:
			if err := writable(t); err != nil {
				return err
			}
		}
	}
	return nil
}
