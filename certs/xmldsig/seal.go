package xmldsig

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// Seal is Sign for an element that is at hand as text in its canonical form, as cap.Alert.Canonical has it: it saves
// building a tree and walking it twice. It returns the whole document, byte for byte what Sign and cap.Bytes make of
// the element's tree. canonical must be exclusive C14N of an element that holds no Signature; Seal looks only for what
// shows at once that it is not, and with anything else the signature would not verify.
func Seal(canonical []byte, random io.Reader, key crypto.Signer, cert *x509.Certificate) ([]byte, error) {
	if bytes.Contains(canonical, []byte("<Signature")) {
		return nil, errors.New("the alert already carries a signature: sign it before, or take the old one out")
	}
	end := bytes.LastIndex(canonical, []byte("</"))
	if end < 1 || canonical[0] != '<' || canonical[len(canonical)-1] != '>' || !utf8.Valid(canonical) {
		return nil, errors.New("what is to be signed is no element in canonical form")
	}
	h := crypto.SHA256.New()
	h.Write(canonical)
	signature, err := signatureOver(h.Sum(nil), random, key, cert)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Grow(len(canonical) + 4<<10)
	out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	out.Write(canonical[:end])
	signature.WriteTo(&out, &etree.WriteSettings{CanonicalText: true})
	out.Write(canonical[end:])
	out.WriteByte('\n')
	return out.Bytes(), nil
}
