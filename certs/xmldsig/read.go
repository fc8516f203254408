package xmldsig

import (
	"crypto"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/beevik/etree"
)

// Budgets of what stands inside one Signature.
const (
	maxSignatures = 4        // NAAD sends two
	maxValue      = 2 << 10  // bytes of a SignatureValue; RSA-8192 needs 1 KB
	maxCert       = 16 << 10 // bytes of one certificate
	maxCerts      = 8
	maxPrefixes   = 16
)

// signature is one Signature element, read in full and found to be of the kind that is judged.
type signature struct {
	element, info, keyInfo *etree.Element

	infoForm form // canonical form of SignedInfo
	docForm  form // canonical form of the document
	method   method
	digest   crypto.Hash
	weak     bool // any algorithm of it is

	// objection is a fault that leaves the digest comparable: a message is first found damaged or not, and only
	// an undamaged one is refused for it.
	objection *refusal

	digestValue, value []byte
}

// read checks one Signature against the allow-list, from the tree alone; no cryptography has happened when it
// returns. Names of algorithms go into r even when they are refused.
func read(e *etree.Element, r *Result) (*signature, error) {
	s := &signature{element: e}
	r.ID = e.SelectAttrValue("Id", "")
	var value *etree.Element
	for _, child := range e.ChildElements() {
		slot := (**etree.Element)(nil)
		switch {
		case isDsig(child, "SignedInfo"):
			slot = &s.info
		case isDsig(child, "SignatureValue"):
			slot = &value
		case isDsig(child, "KeyInfo"):
			slot = &s.keyInfo
		default: // Object and whatever else stands here is never content (traps ca-10)
			continue
		}
		if *slot != nil {
			return nil, refuse("structure", "the signature has more than one %s", child.Tag)
		}
		*slot = child
	}
	if s.info == nil || value == nil {
		return nil, refuse("structure", "the signature has no SignedInfo or no SignatureValue")
	}
	if err := s.readInfo(r); err != nil {
		return nil, err
	}
	var err error
	if s.value, err = decode(value, maxValue); err != nil {
		s.object(err)
	}
	return s, nil
}

func (s *signature) object(err error) {
	if why, is := errors.AsType[*refusal](err); is && s.objection == nil {
		s.objection = why
	}
}

// readInfo takes exactly CanonicalizationMethod, SignatureMethod, Reference, in that order: a second Reference
// would be one that nobody looks at.
func (s *signature) readInfo(r *Result) error {
	parts := s.info.ChildElements()
	if len(parts) != 3 || !isDsig(parts[0], "CanonicalizationMethod") || !isDsig(parts[1], "SignatureMethod") ||
		!isDsig(parts[2], "Reference") {
		return refuse("structure", "SignedInfo must hold one CanonicalizationMethod, one SignatureMethod and one Reference")
	}
	r.C14N, r.Algorithm = algorithm(parts[0]), algorithm(parts[1])
	var err error
	if s.infoForm, err = readForm(parts[0]); err != nil {
		return err
	}
	known := false
	if s.method, known = methodOf(r.Algorithm); !known || len(parts[1].ChildElements()) > 0 {
		return refuse("unknown-algorithm", "signature algorithm %q is not one that is accepted", clip(r.Algorithm))
	}
	s.weak = s.method.weak
	return s.readReference(parts[2], r)
}

func (s *signature) readReference(ref *etree.Element, r *Result) error {
	uri, why := ref.SelectAttr("URI"), refuse("reference",
		`the signature must refer to the whole document by URI="", and to nothing else`)
	switch {
	case uri == nil: // "known to the application" (XMLDSig §4.4.3.1): compared as if whole, never taken
		s.object(why)
	case uri.Space != "" || uri.Value != "":
		return why
	}
	parts := ref.ChildElements()
	if len(parts) != 3 || !isDsig(parts[0], "Transforms") || !isDsig(parts[1], "DigestMethod") || !isDsig(parts[2],
		"DigestValue") {
		return refuse("structure", "Reference must hold one Transforms, one DigestMethod and one DigestValue")
	}
	if err := s.readTransforms(parts[0].ChildElements()); err != nil {
		return err
	}
	r.DigestAlgorithm = algorithm(parts[1])
	hash, weak, known := digestOf(r.DigestAlgorithm)
	if !known || len(parts[1].ChildElements()) > 0 {
		return refuse("unknown-algorithm", "digest algorithm %q is not one that is accepted", clip(r.DigestAlgorithm))
	}
	s.digest, s.weak = hash, s.weak || weak
	text, err := encoded(parts[2], hash.Size())
	if err != nil {
		return err
	}
	s.digestValue, _ = base64.StdEncoding.DecodeString(text) // what is no digest equals none
	return nil
}

// readTransforms takes "enveloped-signature", then at most one canonicalisation. URI="" leaves comments out of the
// node set before any canonicalisation sees it (XMLDSig §4.4.3.3), so WithComments changes nothing here.
func (s *signature) readTransforms(list []*etree.Element) error {
	for _, t := range list {
		if !isDsig(t, "Transform") {
			return refuse("transform", "Transforms holds <%s>", clip(t.Tag))
		}
	}
	if len(list) == 0 || len(list) > 2 || algorithm(list[0]) != enveloped || len(list[0].ChildElements()) > 0 {
		return refuse("transform", "the transforms must be enveloped-signature and at most one canonicalisation after it")
	}
	if len(list) == 1 {
		return nil
	}
	f, err := readForm(list[1])
	f.comments = false
	s.docForm = f
	return err
}

func readForm(e *etree.Element) (form, error) {
	f, known := formOf(algorithm(e))
	if !known {
		return form{}, refuse("transform", "canonicalisation or transform %q is not one that is accepted", clip(algorithm(e)))
	}
	for i, child := range e.ChildElements() {
		if i > 0 || !f.exclusive || child.Tag != "InclusiveNamespaces" || child.NamespaceURI() != exclusive10 {
			return form{}, refuse("transform", "<%s> is not accepted inside %s", clip(child.Tag), e.Tag)
		}
		f.prefixes = strings.Fields(child.SelectAttrValue("PrefixList", ""))
	}
	if len(f.prefixes) > maxPrefixes {
		return form{}, refuse("budget", "PrefixList names more than %d prefixes", maxPrefixes)
	}
	for i, p := range f.prefixes {
		if p == "#default" {
			f.prefixes[i] = ""
		}
	}
	return f, nil
}

func isDsig(e *etree.Element, name string) bool {
	return e.Tag == name && e.NamespaceURI() == Namespace
}

func algorithm(e *etree.Element) string { return e.SelectAttrValue("Algorithm", "") }

// encoded is the text of e, white space taken out. Anything but text inside is refused: a comment there makes
// readers disagree about the value.
func encoded(e *etree.Element, limit int) (string, error) {
	var text strings.Builder
	for _, t := range e.Child {
		data, is := t.(*etree.CharData)
		if !is {
			return "", refuse("structure", "%s holds more than text", e.Tag)
		}
		if text.Len()+len(data.Data) > 4*limit+1024 {
			return "", refuse("budget", "%s is longer than any that is accepted", e.Tag)
		}
		unspaced(&text, data.Data)
	}
	return text.String(), nil
}

// decode reads the base64 text of e.
func decode(e *etree.Element, limit int) ([]byte, error) {
	text, err := encoded(e, limit)
	if err != nil {
		return nil, err
	}
	value, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(value) == 0 || len(value) > limit {
		return nil, refuse("structure", "%s is not base64 of at most %d bytes", e.Tag, limit)
	}
	return value, nil
}

// unspaced adds s without XML's white space; any other stays, for base64 to refuse.
func unspaced(to *strings.Builder, s string) {
	for len(s) > 0 {
		i := strings.IndexAny(s, " \t\r\n")
		if i < 0 {
			i = len(s)
		}
		to.WriteString(s[:i])
		s = strings.TrimLeft(s[i:], " \t\r\n")
	}
}

func clip(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
}
