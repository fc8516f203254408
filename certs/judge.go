package certs

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"bordercast/cap/xmltree"
	"bordercast/certs/xmldsig"
)

// Verdict is what the signatures of an alert are worth to one system's policy.
type Verdict string

// The four verdicts. Invalid is never forwarded; Unverifiable is held by default and never dropped, since CAP
// forbids rejecting a message for want of means to check it (CAP 1.2 §3.3.2.1).
const (
	Valid        Verdict = "valid"
	Invalid      Verdict = "invalid"
	Unverifiable Verdict = "unverifiable"
	Unsigned     Verdict = "unsigned"
)

// Judgement is a verdict with its ground. Reason is stable:
//
//	valid         pinned-key issuer
//	invalid       digest-mismatch value-mismatch wrong-key-type unsigned
//	unverifiable  unknown-signer weak-algorithm expired-certificate not-yet-valid no-sent-time signer-missing
//	              no-key unknown-algorithm structure reference transform budget
//	unsigned      unsigned
//
// Warnings are expired-certificate, not-yet-valid and other-signature-invalid.
type Judgement struct {
	Verdict  Verdict
	Reason   string
	Text     string // one sentence
	Warnings []string
	// Signer is who signed. Unless Valid it is only who the signature claims to be by.
	Signer string
}

// Judge verifies every signature of doc and gives the verdict of the one the policy asks for. sent is the alert's
// own: archives outlive certificates, so a chain is built at the time it was signed for. A nil Trust trusts nobody.
func (t *Trust) Judge(doc *xmltree.Document, sent time.Time) Judgement {
	if t == nil {
		t = &Trust{}
	}
	results := xmldsig.Verify(doc, t.keys...)
	if len(results) == 0 {
		return t.unsigned()
	}
	judgements := make([]Judgement, len(results))
	for i, r := range results {
		judgements[i] = t.one(r, sent)
	}
	return t.choose(judgements)
}

func (t *Trust) unsigned() Judgement {
	if t.alwaysSigns {
		return Judgement{Verdict: Invalid, Reason: "unsigned",
			Text: "the alert has no signature, and this system always signs"}
	}
	return Judgement{Verdict: Unsigned, Reason: "unsigned", Text: "the alert has no signature"}
}

// choose picks the judgement that counts. A valid signature covers the whole alert, so one is enough, and a bad one
// that somebody put beside it is only worth a warning.
func (t *Trust) choose(all []Judgement) Judgement {
	candidates := all
	if t.signer != nil {
		candidates = nil
		for _, j := range all {
			if t.signer.MatchString(j.Signer) {
				candidates = append(candidates, j)
			}
		}
	}
	best := Judgement{
		Verdict: Unverifiable, Reason: "signer-missing", Signer: all[0].Signer,
		Text: "the alert is signed, but not by the signer that this system's policy requires",
	}
	for i, j := range candidates {
		if i == 0 || rank(j.Verdict) > rank(best.Verdict) {
			best = j
		}
	}
	if best.Verdict == Valid {
		for _, j := range all {
			if j.Verdict == Invalid {
				best.Warnings = append(best.Warnings, "other-signature-invalid")
				break
			}
		}
	}
	return best
}

func rank(v Verdict) int {
	switch v {
	case Valid:
		return 2
	case Invalid:
		return 1
	}
	return 0
}

// one judges one signature.
func (t *Trust) one(r xmldsig.Result, sent time.Time) Judgement {
	j := Judgement{Verdict: Unverifiable, Reason: r.Reason, Text: r.Text, Signer: claimed(r)}
	switch {
	case r.State == xmldsig.Bad:
		j.Verdict = Invalid
	case r.State != xmldsig.Good:
	case r.Pinned:
		t.pinned(&j, r, sent)
	case r.Certificate != nil && t.issuers != nil:
		t.chained(&j, r, sent)
	default:
		j.Reason, j.Text = "unknown-signer", fmt.Sprintf("the alert is undamaged, but its signer (%s) is not one this system trusts", orNameless(j.Signer))
	}
	return j
}

func (t *Trust) pinned(j *Judgement, r xmldsig.Result, sent time.Time) {
	j.Verdict, j.Reason = Valid, "pinned-key"
	cert := r.Certificate
	for _, p := range t.pins {
		if equal(p.key, r.Key) {
			j.Signer = p.name
			if cert == nil {
				cert = p.cert
			}
			break
		}
	}
	j.Text = fmt.Sprintf("signed by %s, whose key is pinned", j.Signer)
	if warning := outOfDate(cert, sent); warning != "" {
		j.Warnings = append(j.Warnings, warning)
	}
}

func equal(a, b crypto.PublicKey) bool {
	k, is := a.(interface{ Equal(crypto.PublicKey) bool })
	return is && k.Equal(b)
}

// outOfDate tells whether a certificate was valid at sent.
func outOfDate(cert *x509.Certificate, sent time.Time) string {
	switch {
	case cert == nil || sent.IsZero():
		return ""
	case sent.After(cert.NotAfter):
		return "expired-certificate"
	case sent.Before(cert.NotBefore):
		return "not-yet-valid"
	}
	return ""
}

// chained builds the chain to an issuer at sent. The purpose of the certificate is not looked at: IPAWS signs with
// clientAuth certificates, NAAD with serverAuth ones (traps us-25).
func (t *Trust) chained(j *Judgement, r xmldsig.Result, sent time.Time) {
	cert := r.Certificate
	if sent.IsZero() { // x509 would take it for now
		j.Reason, j.Text = "no-sent-time", "the alert has no readable sent time at which its certificate could be checked"
		return
	}
	at, late := sent, outOfDate(cert, sent)
	switch late {
	case "expired-certificate":
		at = cert.NotAfter
	case "not-yet-valid":
		at = cert.NotBefore
	}
	err := t.chain(r, at)
	switch {
	case err != nil:
		j.Reason, j.Text = "unknown-signer", fmt.Sprintf("the alert is undamaged, but its signer (%s) is not one this system trusts: %v", orNameless(j.Signer), err)
	case late != "":
		j.Reason, j.Text = late, fmt.Sprintf("the certificate of %s was not valid when the alert was sent", j.Signer)
	default:
		j.Verdict, j.Reason, j.Text = Valid, "issuer", fmt.Sprintf("signed by %s, vouched for by %s", j.Signer,
			cert.Issuer.CommonName)
	}
}

func (t *Trust) chain(r xmldsig.Result, at time.Time) error {
	subject := r.Certificate.Subject
	if !t.subject.MatchString(subject.CommonName) {
		return errors.New("its name is not of the pattern this system's signers have")
	}
	if t.organization != "" && (len(subject.Organization) != 1 || subject.Organization[0] != t.organization) {
		return fmt.Errorf("its organisation is not %s", t.organization)
	}
	between := x509.NewCertPool()
	for _, c := range r.Others {
		between.AddCert(c)
	}
	_, err := r.Certificate.Verify(x509.VerifyOptions{
		Roots: t.issuers, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err
}

// claimed is the name in the certificate a signature brings.
func claimed(r xmldsig.Result) string {
	if r.Certificate == nil {
		return ""
	}
	return r.Certificate.Subject.CommonName
}

func orNameless(name string) string {
	if name == "" {
		return "it brings no certificate"
	}
	return name
}
