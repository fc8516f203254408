package xmldsig

import (
	"crypto"
	"crypto/hmac"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"github.com/beevik/etree"

	"bordercast/cap/xmltree"
)

// State is what can be said of one signature, whoever made it.
type State string

// The states. Only Good means that a key made this signature over this document.
const (
	Good    State = "good"    // digest and value hold; Key made it
	Bad     State = "bad"     // proven not to match: the document, or the signature, was changed
	Refused State = "refused" // not judged: outside the allow-list, too weak, or no key to judge it by
)

// Result is what Verify found out about one Signature. Reason is "" when Good, else one of:
//
//	digest-mismatch value-mismatch wrong-key-type                          (Bad)
//	weak-algorithm unknown-algorithm no-key structure reference transform budget   (Refused)
type Result struct {
	Index           int    // its place among the Signatures of the root, from 0
	ID              string // its Id attribute, which nobody signed
	Algorithm       string // SignatureMethod
	DigestAlgorithm string
	C14N            string // CanonicalizationMethod of SignedInfo

	// Certificate is the one in KeyInfo that holds Key; where no key was found, the first one offered, which then
	// proves nothing. Others are the further certificates offered, perhaps its issuers.
	Certificate *x509.Certificate
	Others      []*x509.Certificate
	Key         crypto.PublicKey // that made the signature; nil unless Good
	Pinned      bool             // Key is one of those given to Verify
	Alone       bool             // it covers the document without the other Signatures, as NAAD's do

	State  State
	Reason string
	Text   string // one sentence
}

// Verify judges each Signature of a document that was read: VerifyTree on its root.
func Verify(doc *xmltree.Document, pinned ...crypto.PublicKey) []Result {
	if doc == nil {
		return nil
	}
	return VerifyTree(doc.Root, pinned...)
}

// VerifyTree judges each Signature that is a direct child of root, in document order; none means there are none.
// pinned keys are tried first, whatever KeyInfo says, then those KeyInfo offers. It changes nothing and may run on
// one tree from several goroutines. Of more than four signatures, those beyond are Refused unread.
func VerifyTree(root *etree.Element, pinned ...crypto.PublicKey) []Result {
	if root == nil {
		return nil
	}
	signatures := Signatures(root)
	if len(signatures) == 0 {
		return nil
	}
	v := verifier{root: root, all: signatures, pinned: pinned, budget: newBudget()}
	results := make([]Result, len(signatures))
	for i, e := range signatures {
		results[i] = v.judge(i, e)
	}
	return results
}

// Signatures are the Signature elements that count: direct children of the root, in the namespace of XML-Signature.
func Signatures(root *etree.Element) []*etree.Element {
	var found []*etree.Element
	for _, t := range root.Child {
		if e, is := t.(*etree.Element); is && isDsig(e, "Signature") {
			found = append(found, e)
		}
	}
	return found
}

type verifier struct {
	root   *etree.Element
	all    []*etree.Element
	pinned []crypto.PublicKey
	budget *budget // of all signatures together
	known  []computed
}

// computed is a digest of the document without any signature, kept since siblings often share it.
type computed struct {
	hash crypto.Hash
	form form
	sum  []byte
}

func (v *verifier) judge(i int, e *etree.Element) Result {
	r := Result{Index: i}
	if i >= maxSignatures {
		return refused(r, refuse("budget", "the document has more than %d signatures", maxSignatures))
	}
	s, err := read(e, &r)
	if err != nil {
		return refused(r, err)
	}
	offered := readClaims(s.keyInfo)
	if len(offered.certificates) > 0 {
		r.Certificate, r.Others = offered.certificates[0], offered.certificates[1:]
	}
	same, err := v.digestHolds(s, &r)
	if err != nil {
		return refused(r, err)
	}
	switch {
	case !same:
		return bad(r, "digest-mismatch", "the document is not the one that was signed: its digest differs")
	case s.objection != nil:
		return refused(r, s.objection)
	case s.weak:
		return refused(r, refuse("weak-algorithm", "the document is undamaged, but %s with digest %s proves nothing today",
			short(r.Algorithm), short(r.DigestAlgorithm)))
	}
	return v.judgeValue(s, offered, r)
}

// digestHolds compares the digest with that of the document without any Signature, then, where there are several,
// without this one only.
func (v *verifier) digestHolds(s *signature, r *Result) (bool, error) {
	sum, err := v.withoutAny(s)
	if err != nil {
		return false, err
	}
	if hmac.Equal(sum, s.digestValue) {
		r.Alone = true
		return true, nil
	}
	if len(v.all) == 1 {
		return false, nil
	}
	if sum, err = v.digest(s, []*etree.Element{s.element}); err != nil {
		return false, err
	}
	return hmac.Equal(sum, s.digestValue), nil
}

func (v *verifier) withoutAny(s *signature) ([]byte, error) {
	for _, k := range v.known {
		if k.hash == s.digest && k.form.exclusive == s.docForm.exclusive && slices.Equal(k.form.prefixes,
			s.docForm.prefixes) {
			return k.sum, nil
		}
	}
	sum, err := v.digest(s, v.all)
	if err == nil {
		v.known = append(v.known, computed{s.digest, s.docForm, sum})
	}
	return sum, err
}

func (v *verifier) digest(s *signature, omit []*etree.Element) ([]byte, error) {
	h := s.digest.New()
	err := v.budget.canon(s.docForm, h).document(v.root, omit)
	return h.Sum(nil), err
}

// judgeValue looks for the key that made the SignatureValue.
func (v *verifier) judgeValue(s *signature, offered claims, r Result) Result {
	h := s.method.hash.New()
	if err := v.budget.canon(s.infoForm, h).subset(s.info); err != nil {
		return refused(r, err)
	}
	sum := h.Sum(nil)
	own := offered.all()
	best := unfit
	for i, key := range slices.Concat(v.pinned, own) {
		o := s.method.try(key, sum, s.value)
		if o == matches {
			r.State, r.Key, r.Pinned = Good, key, i < len(v.pinned)
			r.Certificate, r.Others = offered.certificateOf(key)
			return r
		}
		if i >= len(v.pinned) {
			best = max(best, o)
		}
	}
	return noKey(r, len(own), best)
}

// noKey tells apart a value that the very key it came with did not make, which is proof of damage, from one that
// cannot be judged because its key is not here.
func noKey(r Result, offered int, best outcome) Result {
	switch {
	case offered == 0:
		return refused(r, refuse("no-key", "the signature brings no key, and none of the trusted ones made it"))
	case best == differs:
		return bad(r, "value-mismatch", "the signature's value was not made by the key it names")
	case best == feeble:
		return refused(r, refuse("weak-algorithm", "the signer's RSA key has fewer than %d bits", minRSA))
	}
	return bad(r, "wrong-key-type", fmt.Sprintf("the key it names cannot make a %s signature", short(r.Algorithm)))
}

func bad(r Result, reason, text string) Result {
	r.State, r.Reason, r.Text = Bad, reason, text
	return r
}

func refused(r Result, err error) Result {
	r.State, r.Reason, r.Text = Refused, "structure", err.Error()
	var why *refusal
	if errors.As(err, &why) {
		r.Reason = why.reason
	}
	return r
}

// short is the last word of an algorithm's identifier.
func short(uri string) string {
	for i := len(uri) - 1; i >= 0; i-- {
		if uri[i] == '#' || uri[i] == '/' {
			return clip(uri[i+1:])
		}
	}
	return clip(uri)
}
