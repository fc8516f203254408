package xmldsig

import (
	"crypto"
	_ "crypto/sha1" // only to tell a damaged old message from an undamaged one
	_ "crypto/sha256"
	_ "crypto/sha512"
)

// Namespace is that of XML-Signature elements.
const Namespace = "http://www.w3.org/2000/09/xmldsig#"

// The identifiers that are written, and looked for. XMLDSig 1.1 §6, RFC 9231.
const (
	dsig11      = "http://www.w3.org/2009/xmldsig11#"
	enveloped   = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	inclusive10 = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	inclusive11 = "http://www.w3.org/2006/12/xml-c14n11"
	exclusive10 = "http://www.w3.org/2001/10/xml-exc-c14n#"
	more        = "http://www.w3.org/2001/04/xmldsig-more#"
	xmlenc      = "http://www.w3.org/2001/04/xmlenc#"
)

type family string

const (
	familyRSA   family = "RSA"
	familyECDSA family = "ECDSA"
	familyDSA   family = "DSA"
)

// method is a signature algorithm: the kind of key and the hash. A weak one is understood but never trusted.
type method struct {
	family family
	hash   crypto.Hash
	weak   bool
}

// methodOf is the allow-list of SignatureMethod. HMAC is absent on purpose: with it a public key could be passed
// off as a shared secret.
func methodOf(uri string) (method, bool) {
	switch uri {
	case more + "rsa-sha256":
		return method{familyRSA, crypto.SHA256, false}, true
	case more + "rsa-sha384":
		return method{familyRSA, crypto.SHA384, false}, true
	case more + "rsa-sha512":
		return method{familyRSA, crypto.SHA512, false}, true
	case more + "ecdsa-sha256":
		return method{familyECDSA, crypto.SHA256, false}, true
	case more + "ecdsa-sha384":
		return method{familyECDSA, crypto.SHA384, false}, true
	case more + "ecdsa-sha512":
		return method{familyECDSA, crypto.SHA512, false}, true
	case Namespace + "rsa-sha1":
		return method{familyRSA, crypto.SHA1, true}, true
	case more + "ecdsa-sha1":
		return method{familyECDSA, crypto.SHA1, true}, true
	case Namespace + "dsa-sha1":
		return method{familyDSA, crypto.SHA1, true}, true
	}
	return method{}, false
}

// digestOf is the allow-list of DigestMethod.
func digestOf(uri string) (hash crypto.Hash, weak, known bool) {
	switch uri {
	case xmlenc + "sha256":
		return crypto.SHA256, false, true
	case more + "sha384":
		return crypto.SHA384, false, true
	case xmlenc + "sha512":
		return crypto.SHA512, false, true
	case Namespace + "sha1":
		return crypto.SHA1, true, true
	}
	return 0, false, false
}

// formOf is the allow-list of canonicalisations.
func formOf(uri string) (form, bool) {
	switch uri {
	case inclusive10:
		return form{}, true
	case inclusive10 + "#WithComments":
		return form{comments: true}, true
	case inclusive11:
		return form{eleven: true}, true
	case inclusive11 + "#WithComments":
		return form{eleven: true, comments: true}, true
	case exclusive10:
		return form{exclusive: true}, true
	case exclusive10 + "WithComments":
		return form{exclusive: true, comments: true}, true
	}
	return form{}, false
}
