package certs

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"
)

const alert = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>EXERCISE-1</identifier></alert>`

var sent = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

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
		{"issuer, expired when sent", issuers, signedBy(t, expired), Unverifiable, "expired-certificate", "",
			"IPAWSOPEN_200002"},
		{"issuer, not yet valid", issuers, signedBy(t, early), Unverifiable, "not-yet-valid", "", "IPAWSOPEN_200003"},
		{"unsigned", pins, alert, Unsigned, "unsigned", "", ""},
		{"unsigned though it always signs", always, alert, Invalid, "unsigned", "", ""},
		{"signed elsewhere than under the root", pins, `<a>` + signedBy(t, cog) + `</a>`, Unsigned, "unsigned", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := trust(t, c.cfg).Judge(read(t, c.text), sent)
			if j.Verdict != c.verdict || j.Reason != c.reason || strings.Join(j.Warnings, " ") != c.warning ||
				j.Signer != c.signer || j.Text == "" {
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
	if j := trust(t, TrustConfig{Issuers: []string{file(t, between)}, Subject: subject}).Judge(read(t, text),
		sent); j.Verdict != Valid {
		t.Errorf("intermediate as issuer: %+v", j)
	}
	rooted := trust(t, TrustConfig{Issuers: []string{file(t, root)}, Subject: subject})
	if j := rooted.Judge(read(t, text), sent); j.Verdict != Unverifiable {
		t.Errorf("only the root, leaf alone: %+v", j)
	}
	brought := strings.Replace(text, "</X509Data>", "<X509Certificate>"+base64Of(between)+"</X509Certificate></X509Data>",
		1)
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
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "naads"}, NotBefore: sent, NotAfter: sent.AddDate(1, 0,
			0),
	}, villain.Certificate, agency.Signer.Public(), villain.Signer)
	if err != nil {
		t.Fatal(err)
	}
	text := signedBy(t, &identity{Key{agency.Signer, fake}, nil})
	if j := trust(t, TrustConfig{Keys: []string{file(t, agency)}}).Judge(read(t, text), sent); j.Signer != "agency" ||
		j.Verdict != Valid {
		t.Errorf("%+v", j)
	}
	if j := trust(t, TrustConfig{Keys: []string{file(t, agency)}, Signer: "naads"}).Judge(read(t, text),
		sent); j.Verdict == Valid {
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
