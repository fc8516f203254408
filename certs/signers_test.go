package certs

import (
	"slices"
	"strings"
	"testing"
)

// With several signatures the policy's signer decides.
func TestSeveralSigners(t *testing.T) {
	weather := person(t, "weather.invalid", "O", nil, "")
	naad := person(t, "dss1.invalid", "O", nil, "")
	stranger := person(t, "stranger.invalid", "O", nil, "")
	both := []string{file(t, weather), file(t, naad)}
	spoiled := func(text string, p *identity) string { // the SignatureValue of p's signature, emptied of meaning
		parts := strings.Split(text, "<Signature ")
		for i, part := range parts {
			if strings.Contains(part, strings.ReplaceAll(base64Of(p), "\n", "")) {
				parts[i] = strings.Replace(part, "<SignatureValue>", "<SignatureValue>AAAA", 1)
			}
		}
		return strings.Join(parts, "<Signature ")
	}
	for _, c := range []struct {
		name, signer, text string
		keys               []string
		verdict            Verdict
		reason             string
		warnings           []string
	}{
		{"both, any will do", "", signedBy(t, weather, naad), both, Valid, "pinned-key", nil},
		{"both, the second required", "dss\\d.invalid", signedBy(t, weather, naad), both, Valid, "pinned-key", nil},
		{"only the first signed", "dss\\d.invalid", signedBy(t, weather), both, Unverifiable, "signer-missing", nil},
		{"required but not trusted", "dss\\d.invalid", signedBy(t, weather, naad), both[:1], Unverifiable, "unknown-signer",
			nil},
		{"required is spoiled", "dss\\d.invalid", spoiled(signedBy(t, weather, naad), naad), both, Invalid, "value-mismatch",
			nil},
		{"another is spoiled", "dss\\d.invalid", spoiled(signedBy(t, weather, naad), weather), both, Valid, "pinned-key",
			[]string{"other-signature-invalid"}},
		{"any will do, one is spoiled", "", spoiled(signedBy(t, weather, naad), weather), both, Valid, "pinned-key",
			[]string{"other-signature-invalid"}},
		{"a stranger beside it", "", signedBy(t, stranger, naad), both, Valid, "pinned-key", nil},
		{"strangers only", "", signedBy(t, stranger), both, Unverifiable, "unknown-signer", nil},
		{"half a name is another's", "dss1", signedBy(t, naad), both, Unverifiable, "signer-missing", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := trust(t, TrustConfig{Keys: c.keys, Signer: c.signer}).Judge(read(t, c.text), sent)
			if j.Verdict != c.verdict || j.Reason != c.reason || !slices.Equal(j.Warnings, c.warnings) {
				t.Errorf("%+v", j)
			}
		})
	}
}
