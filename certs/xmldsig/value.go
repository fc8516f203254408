package xmldsig

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"math/big"
)

const minRSA = 2048

// outcome of trying one key on one SignatureValue.
type outcome int

const (
	unfit   outcome = iota // the key is not of the algorithm's kind
	feeble                 // the key is too small to prove anything
	differs                // the key did not make this value
	matches
)

// try checks the value over the hash of SignedInfo with one key. The algorithm decides which kind of key may be
// used, never the other way round.
func (m method) try(key crypto.PublicKey, sum, value []byte) outcome {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return m.tryRSA(key, sum, value)
	case *ecdsa.PublicKey:
		return m.tryECDSA(key, sum, value)
	}
	return unfit
}

func (m method) tryRSA(key *rsa.PublicKey, sum, value []byte) outcome {
	switch {
	case m.family != familyRSA || key.N == nil:
		return unfit
	case key.N.BitLen() < minRSA || key.E < 3:
		return feeble
	case rsa.VerifyPKCS1v15(key, m.hash, sum, value) != nil:
		return differs
	}
	return matches
}

// tryECDSA reads r and s as two halves of equal, fixed length (XMLDSig 1.1 §6.4.3), not as the ASN.1 that TLS uses.
func (m method) tryECDSA(key *ecdsa.PublicKey, sum, value []byte) outcome {
	size, fit := curveSize(key)
	switch {
	case m.family != familyECDSA || !fit:
		return unfit
	case len(value) != 2*size:
		return differs
	}
	r, s := new(big.Int).SetBytes(value[:size]), new(big.Int).SetBytes(value[size:])
	if !ecdsa.Verify(key, sum, r, s) {
		return differs
	}
	return matches
}

// curveSize is the length of r and of s on the curves that are accepted.
func curveSize(key *ecdsa.PublicKey) (int, bool) {
	switch key.Curve {
	case elliptic.P256():
		return 32, true
	case elliptic.P384():
		return 48, true
	case elliptic.P521():
		return 66, true
	}
	return 0, false
}
