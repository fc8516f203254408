package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap/xmltree"
	"bordercast/certs/xmldsig"
)

const alert = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>EXERCISE-1</identifier></alert>`

var sent = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// identity is a key with its certificate, and who vouched for it.
type identity struct {
	Key
	by *identity
}

// person makes one. valid says how it stands at sent: "", "expired" or "early".
func person(t testing.TB, cn, organization string, by *identity, valid string) *identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: cn, Organization: []string{organization}},
		NotBefore: sent.AddDate(-1, 0, 0), NotAfter: sent.AddDate(1, 0, 0), BasicConstraintsValid: true,
		IsCA: organization == "CA", KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, // as IPAWS: not for servers, not for code
	}
	switch valid {
	case "expired":
		c.NotAfter = sent.AddDate(0, -1, 0)
	case "early":
		c.NotBefore = sent.AddDate(0, 1, 0)
	}
	parent, signer := c, crypto.Signer(key)
	if by != nil {
		parent, signer = by.Certificate, by.Signer
	}
	cert, err := issue(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return &identity{Key{key, cert}, by}
}

// file saves the certificates of who, one file.
func file(t testing.TB, who ...*identity) string {
	t.Helper()
	var b []byte
	for _, p := range who {
		b = append(b, pemOf(p.Certificate)...)
	}
	return write(t, "trusted.pem", b)
}

func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// signedBy is the alert with one signature of each, every one made without the others.
func signedBy(t testing.TB, who ...*identity) string {
	t.Helper()
	out := alert
	for _, p := range who {
		root := read(t, alert).Root
		if err := xmldsig.Sign(root, nil, p.Signer, p.Certificate); err != nil {
			t.Fatal(err)
		}
		b, err := xmldsig.Bytes(root)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		out = strings.Replace(out, "</alert>", text[strings.Index(text, "<Signature"):strings.Index(text, "</alert>")]+"</alert>", 1)
	}
	return out
}

func read(t testing.TB, text string) *xmltree.Document {
	t.Helper()
	doc, err := xmltree.Read([]byte(text), xmltree.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func trust(t testing.TB, cfg TrustConfig) *Trust {
	t.Helper()
	made, err := NewTrust(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Four verdicts, each with its reason, of one signature.
func TestJudge(t *testing.T) {
	root := person(t, "Root", "CA", nil, "")
	cog := person(t, "IPAWSOPEN_200001", "FEMA IPAWS", root, "")
	other := person(t, "webserver.invalid", "FEMA IPAWS", root, "")
	foreign := person(t, "IPAWSOPEN_200001", "Somebody Else", root, "")
	expired := person(t, "IPAWSOPEN_200002", "FEMA IPAWS", root, "expired")
	early := person(t, "IPAWSOPEN_200003", "FEMA IPAWS", root, "early")
	self := person(t, "IPAWSOPEN_200001", "FEMA IPAWS", nil, "")
	oldPin := person(t, "old.invalid", "Weather", nil, "expired")

	issuers := TrustConfig{Issuers: []string{file(t, root)}, Subject: `IPAWSOPEN_?\d+`, Organization: "FEMA IPAWS"}
	pins := TrustConfig{Keys: []string{file(t, cog, oldPin)}}
	always := TrustConfig{AlwaysSigns: true}
	changed := strings.Replace(signedBy(t, cog), "EXERCISE-1", "EXERCISE-2", 1)
	for _, c := range []struct {
		name    string
		cfg     TrustConfig
		text    string
		verdict Verdict
		reason  string
		warning string
		signer  string
	}{
		{"pinned", pins, signedBy(t, cog), Valid, "pinned-key", "", "IPAWSOPEN_200001"},
		{"pinned and expired", pins, signedBy(t, oldPin), Valid, "pinned-key", "expired-certificate", "old.invalid"},
		{"issuer", issuers, signedBy(t, cog), Valid, "issuer", "", "IPAWSOPEN_200001"},
		{"changed, pinned", pins, changed, Invalid, "digest-mismatch", "", "IPAWSOPEN_200001"},
		{"changed, nothing trusted", TrustConfig{}, changed, Invalid, "digest-mismatch", "", "IPAWSOPEN_200001"},
		{"nothing trusted", TrustConfig{}, signedBy(t, cog), Unverifiable, "unknown-signer", "", "IPAWSOPEN_200001"},
		{"another name of the issuer", issuers, signedBy(t, other), Unverifiable, "unknown-signer", "", "webserver.invalid"},
		{"another organisation", issuers, signedBy(t, foreign), Unverifiable, "unknown-signer", "", "IPAWSOPEN_200001"},
		{"same name, signed by itself", issuers, signedBy(t, self), Unverifiable, "unknown-signer", "", "IPAWSOPEN_200001"},
		{"issuer, expired when sent", issuers, signedBy(t, expired), Unverifiable, "expired-certificate", "", "IPAWSOPEN_200002"},
		{"issuer, not yet valid", issuers, signedBy(t, early), Unverifiable, "not-yet-valid", "", "IPAWSOPEN_200003"},
		{"unsigned", pins, alert, Unsigned, "unsigned", "", ""},
		{"unsigned though it always signs", always, alert, Invalid, "unsigned", "", ""},
		{"signed elsewhere than under the root", pins, `<a>` + signedBy(t, cog) + `</a>`, Unsigned, "unsigned", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := trust(t, c.cfg).Judge(read(t, c.text), sent)
			if j.Verdict != c.verdict || j.Reason != c.reason || strings.Join(j.Warnings, " ") != c.warning || j.Signer != c.signer || j.Text == "" {
				t.Errorf("got %+v", j)
			}
		})
	}
}

// An issuer that is itself an intermediate ends the chain, and one brought by the message may join it to a root.
func TestChains(t *testing.T) {
	root := person(t, "Root", "CA", nil, "")
	between := person(t, "Device CA 2", "CA", root, "")
	cog := person(t, "IPAWSOPEN1", "O", between, "")
	subject := `IPAWSOPEN\d+`
	text := signedBy(t, cog)
	if j := trust(t, TrustConfig{Issuers: []string{file(t, between)}, Subject: subject}).Judge(read(t, text), sent); j.Verdict != Valid {
		t.Errorf("intermediate as issuer: %+v", j)
	}
	rooted := trust(t, TrustConfig{Issuers: []string{file(t, root)}, Subject: subject})
	if j := rooted.Judge(read(t, text), sent); j.Verdict != Unverifiable {
		t.Errorf("only the root, leaf alone: %+v", j)
	}
	brought := strings.Replace(text, "</X509Data>", "<X509Certificate>"+base64Of(between)+"</X509Certificate></X509Data>", 1)
	if j := rooted.Judge(read(t, brought), sent); j.Verdict != Valid || j.Signer != "IPAWSOPEN1" {
		t.Errorf("the message brings the intermediate: %+v", j)
	}
	if j := rooted.Judge(read(t, brought), time.Time{}); j.Verdict != Unverifiable || j.Reason != "no-sent-time" {
		t.Errorf("without a sent time: %+v", j)
	}
	if j := rooted.Judge(read(t, brought), sent.AddDate(5, 0, 0)); j.Reason != "expired-certificate" {
		t.Errorf("sent after all has expired: %+v", j)
	}
}

func base64Of(p *identity) string {
	lines := strings.Split(strings.TrimSpace(string(pemOf(p.Certificate))), "\n")
	return strings.Join(lines[1:len(lines)-1], "\n")
}

// A pinned key is named by our own file: a certificate with that key and another name fools nobody.
func TestNameOfPinnedKey(t *testing.T) {
	agency := person(t, "agency", "O", nil, "")
	villain := person(t, "villain CA", "CA", nil, "")
	fake, err := issue(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "naads"}, NotBefore: sent, NotAfter: sent.AddDate(1, 0, 0),
	}, villain.Certificate, agency.Signer.Public(), villain.Signer)
	if err != nil {
		t.Fatal(err)
	}
	text := signedBy(t, &identity{Key{agency.Signer, fake}, nil})
	if j := trust(t, TrustConfig{Keys: []string{file(t, agency)}}).Judge(read(t, text), sent); j.Signer != "agency" || j.Verdict != Valid {
		t.Errorf("%+v", j)
	}
	if j := trust(t, TrustConfig{Keys: []string{file(t, agency)}, Signer: "naads"}).Judge(read(t, text), sent); j.Verdict == Valid {
		t.Errorf("it passed for naads: %+v", j)
	}
	der, err := x509.MarshalPKIXPublicKey(agency.Signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	bare := write(t, "mema.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	if j := trust(t, TrustConfig{Keys: []string{bare}}).Judge(read(t, text), sent); j.Signer != "mema" {
		t.Errorf("a bare key is named by its file: %+v", j)
	}
}

// With several signatures the policy's signer decides (DESIGN §4).
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
		{"required but not trusted", "dss\\d.invalid", signedBy(t, weather, naad), both[:1], Unverifiable, "unknown-signer", nil},
		{"required is spoiled", "dss\\d.invalid", spoiled(signedBy(t, weather, naad), naad), both, Invalid, "value-mismatch", nil},
		{"another is spoiled", "dss\\d.invalid", spoiled(signedBy(t, weather, naad), weather), both, Valid, "pinned-key", []string{"other-signature-invalid"}},
		{"any will do, one is spoiled", "", spoiled(signedBy(t, weather, naad), weather), both, Valid, "pinned-key", []string{"other-signature-invalid"}},
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

// Every mistake of an operator is one sentence that names the file or the setting.
func TestNewTrustRefuses(t *testing.T) {
	leaf, root := person(t, "leaf", "O", nil, ""), person(t, "root", "CA", nil, "")
	key, err := x509.MarshalPKCS8PrivateKey(leaf.Signer)
	if err != nil {
		t.Fatal(err)
	}
	private := write(t, "private.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	empty, folder := write(t, "empty.pem", nil), t.TempDir()
	broken := write(t, "broken.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}))
	for _, c := range []struct {
		names string
		cfg   TrustConfig
	}{
		{"absent.pem", TrustConfig{Keys: []string{"absent.pem"}}},
		{private, TrustConfig{Keys: []string{private}}},
		{empty, TrustConfig{Keys: []string{empty}}},
		{broken, TrustConfig{Keys: []string{broken}}},
		{folder, TrustConfig{Keys: []string{folder}}},
		{"subject", TrustConfig{Issuers: []string{file(t, root)}}},
		{"not a CA's", TrustConfig{Issuers: []string{file(t, leaf)}, Subject: "a"}},
		{"subject", TrustConfig{Subject: "("}},
		{"signer", TrustConfig{Signer: "["}},
	} {
		made, err := NewTrust(c.cfg)
		if err == nil || made != nil || !strings.Contains(err.Error(), c.names) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%+v: %v", c.cfg, err)
		}
	}
}
