package xmldsig

import (
	"crypto"
	"crypto/ecdsa"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
)

// Which key made it: pinned ones first, whatever the message says of itself.
func TestKeys(t *testing.T) {
	text := signed(t, simpleAlert, p256())
	bare := cut(text, "</SignatureValue>", "</Signature>", "")
	stranger := strings.Replace(text, base64.StdEncoding.EncodeToString(p256().cert.Raw),
		base64.StdEncoding.EncodeToString(p384().cert.Raw), 1)
	for _, c := range []struct {
		name, text string
		pinned     []crypto.PublicKey
		state      State
		reason     string
		isPinned   bool
		cert       string
	}{
		{"own certificate, nothing pinned", text, nil, Good, "", false, "p256.invalid"},
		{"own certificate, pinned", text, keys(p256()), Good, "", true, "p256.invalid"},
		{"own certificate, another pinned", text, keys(rsa2048(), p384()), Good, "", false, "p256.invalid"},
		{"no KeyInfo, nothing pinned", bare, nil, Refused, "no-key", false, ""},
		{"no KeyInfo, another pinned", bare, keys(p384()), Refused, "no-key", false, ""},
		{"no KeyInfo, second pinned", bare, keys(rsa2048(), p256()), Good, "", true, ""},
		{"another's certificate", stranger, nil, Bad, "value-mismatch", false, "p384.invalid"},
		{"another's certificate, pinned", stranger, keys(p384()), Bad, "value-mismatch", false, "p384.invalid"},
		{"another's certificate, the signer pinned", stranger, keys(p256()), Good, "", true, ""},
		{"certificate of another kind", strings.Replace(text, base64.StdEncoding.EncodeToString(p256().cert.Raw),
			base64.StdEncoding.EncodeToString(rsa2048().cert.Raw), 1), nil, Bad, "wrong-key-type", false, "rsa.invalid"},
		{"certificate that is none", strings.Replace(text, base64.StdEncoding.EncodeToString(p256().cert.Raw), "AAAA", 1),
			nil, Refused, "no-key", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := only(t, Verify(parse(t, c.text), c.pinned...))
			name := ""
			if r.Certificate != nil {
				name = r.Certificate.Subject.CommonName
			}
			if r.State != c.state || r.Reason != c.reason || r.Pinned != c.isPinned || name != c.cert {
				t.Errorf("%s %s pinned=%v %q", r.State, r.Reason, r.Pinned, name)
			}
		})
	}
}

func keys(h ...holder) []crypto.PublicKey {
	var all []crypto.PublicKey
	for _, one := range h {
		all = append(all, one.key.Public())
	}
	return all
}

// A bare KeyValue is a key like any other, and so is nobody's until it is pinned.
func TestKeyValue(t *testing.T) {
	e := base64.StdEncoding.EncodeToString
	public := rsa2048().key.Public()
	n := e(modulus(public))
	text := cut(signed(t, simpleAlert, rsa2048()), "<KeyInfo>", "</KeyInfo>",
		"<KeyValue><RSAKeyValue><Modulus>"+n+"</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>")
	r := only(t, Verify(parse(t, text)))
	if r.State != Good || r.Pinned || r.Certificate != nil || !sameKey(r.Key, public) {
		t.Errorf("%s %s %v", r.State, r.Text, r.Pinned)
	}
	if r := only(t, Verify(parse(t, text), public)); !r.Pinned {
		t.Error("the same key is pinned, and that was not seen")
	}
	for _, bad := range []string{"", "AAAA", e(big.NewInt(1).Bytes())} {
		broken := strings.Replace(text, n, bad, 1)
		if r := only(t, Verify(parse(t, broken))); r.State == Good {
			t.Errorf("modulus %q: good", bad)
		}
	}
}

// A small RSA key makes a signature that holds and yet proves nothing.
func TestSmallKey(t *testing.T) {
	root := parseTree(t, simpleAlert)
	if err := Sign(root, nil, rsa1024().key, nil); err == nil {
		t.Error("signed with 1024 bits")
	}
	text := strings.Replace(signed(t, simpleAlert, rsa2048()), e64(rsa2048().cert.Raw), e64(rsa1024().cert.Raw), 1)
	if r := only(t, Verify(parse(t, text))); r.State != Refused || r.Reason != "weak-algorithm" {
		t.Errorf("%s %s", r.State, r.Reason)
	}
}

func e64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// The elliptic form of KeyValue, on a named curve only (XMLDSig 1.1 §4.5.2.3.1).
func TestECKeyValue(t *testing.T) {
	key := p256().key.Public()
	point := must(key.(*ecdsa.PublicKey).Bytes())
	value := func(curve string, point []byte) string {
		return cut(signed(t, simpleAlert, p256()), "<KeyInfo>", "</KeyInfo>", `<KeyValue><ECKeyValue xmlns="`+dsig11+
			`"><NamedCurve URI="`+
			curve+`"></NamedCurve><PublicKey>`+e64(point)+`</PublicKey></ECKeyValue></KeyValue>`)
	}
	if r := only(t, Verify(parse(t, value("urn:oid:1.2.840.10045.3.1.7", point)))); r.State != Good || !sameKey(r.Key,
		key) {
		t.Errorf("%s %s", r.State, r.Text)
	}
	off := append([]byte(nil), point...)
	off[40] ^= 1 // no longer on the curve
	for name, text := range map[string]string{
		"off the curve": value("urn:oid:1.2.840.10045.3.1.7", off), "another curve": value("urn:oid:1.3.132.0.34", point),
		"curve of no name": value("urn:oid:1.3.132.0.10", point), "infinity": value("urn:oid:1.2.840.10045.3.1.7", []byte{0}),
	} {
		if r := only(t, Verify(parse(t, text))); r.State != Refused || r.Reason != "no-key" {
			t.Errorf("%s: %s %s", name, r.State, r.Reason)
		}
	}
}
