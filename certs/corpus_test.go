package certs

import (
	"encoding/csv"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordercast/cap/xmltree"
	"bordercast/certs/xmldsig"
)

func shared(t testing.TB, parts ...string) string {
	t.Helper()
	root := filepath.Join("..", "..", "shared")
	if _, err := os.Stat(filepath.Join(root, "DESIGN.md")); err != nil {
		t.Skip("needs ../shared: real messages to judge")
	}
	return filepath.Join(append([]string{root}, parts...)...)
}

// mistaken are files the index calls damaged because its tool left the sibling signature in; xmlsec1 finds them
// undamaged once it is cut out (traps ca-10).
var mistaken = map[string]bool{"ca-naad/tannerryan-cap__PelmorexNAADS_WindWarning.xml": true}

// A digest that is BAD or good only when stripped is invalid; good with SHA-1
// or DSA is weak; good otherwise is valid with the file's own key pinned, and else by an unknown signer.
func TestCorpus(t *testing.T) {
	f, err := os.Open(shared(t, "corpus", "INDEX.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, row := range rows[1:] {
		b, err := os.ReadFile(shared(t, "corpus", row[0]))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := xmltree.Read(b, xmltree.DefaultLimits())
		if err != nil {
			count["unreadable"]++
			continue
		}
		judgeBoth(t, row[0], row[16], doc, count)
	}
	t.Logf("verdicts: %v", count)
	if count["valid"] < 10 || count["invalid"] < 25 || count["weak-algorithm"] < 15 || count["unsigned"] < 100 {
		t.Errorf("too few of a kind: %v", count)
	}
}

func judgeBoth(t *testing.T, path, notes string, doc *xmltree.Document, count map[string]int) {
	verdict, reason := expected(path, notes)
	stranger := trust(t, TrustConfig{}).Judge(doc, time.Time{})
	if reason == "valid" {
		if stranger.Verdict != Unverifiable || stranger.Reason != "unknown-signer" {
			t.Errorf("%s, nothing pinned: %+v", path, stranger)
		}
		own := trust(t, TrustConfig{Keys: []string{ownKeys(t, doc)}})
		stranger = own.Judge(doc, time.Time{})
		reason = "pinned-key"
	}
	if stranger.Verdict != verdict || reason != "" && stranger.Reason != reason {
		t.Errorf("%s: %+v, want %s %s; the index says %s", path, stranger, verdict, reason, notes)
	}
	if reason == "weak-algorithm" {
		count[reason]++
	}
	count[string(stranger.Verdict)]++
}

func expected(path, notes string) (verdict Verdict, reason string) {
	_, about, is := strings.Cut(notes, "sig[")
	switch {
	case strings.HasSuffix(path, "google-PAAQ-4-mg5a94.xml"): // somebody put "..." in the place of its signature
		return Unverifiable, "structure"
	case !is:
		return Unsigned, "unsigned"
	case mistaken[path]:
		return Valid, "valid"
	case !strings.Contains(about, "digest:ok "):
		return Invalid, ""
	case strings.Contains(about, "-sha1]"):
		return Unverifiable, "weak-algorithm"
	}
	return Valid, "valid"
}

// ownKeys saves the certificates that came with a document.
func ownKeys(t *testing.T, doc *xmltree.Document) string {
	var out []byte
	for _, r := range xmldsig.Verify(doc) {
		if r.Certificate != nil {
			out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Certificate.Raw})...)
		}
	}
	return write(t, "own.pem", out)
}

// The genuine messages, judged as an operator would set it up.
func TestSamples(t *testing.T) {
	ipaws := shared(t, "samples", "ipaws")
	for _, c := range []struct {
		name, path, sent string
		cfg              TrustConfig
		verdict          Verdict
		reason, warning  string
	}{
		{"IPAWS, certificate pinned", filepath.Join(ipaws, "al-rwt-cancel-2026-08-27.xml"), "2026-08-27T12:00:00Z",
			TrustConfig{Keys: []string{filepath.Join(ipaws, "ipawsopen200300.pem")}}, Valid, "pinned-key", ""},
		{"IPAWS, nothing pinned", filepath.Join(ipaws, "al-rwt-cancel-2026-08-27.xml"), "2026-08-27T12:00:00Z",
			TrustConfig{}, Unverifiable, "unknown-signer", ""},
		{"ECCC, expired and pinned", shared(t, "samples", "eccc", "eccc_2026-09-12_stormsurge_update_datamart.xml"),
			"2026-09-12T12:00:00Z",
			TrustConfig{Keys: []string{"own"}}, Valid, "pinned-key", "expired-certificate"},
		{"NAAD of 2013, SHA-1, both pinned", shared(t, "samples", "naad", "google_canada_signed.cap"), "2013-01-01T12:00:00Z",
			TrustConfig{Keys: []string{shared(t, "samples", "naad", "google_naads_x509_cert.pem")}}, Unverifiable,
			"weak-algorithm", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := os.ReadFile(c.path)
			if err != nil {
				t.Fatal(err)
			}
			doc := read(t, string(b))
			if len(c.cfg.Keys) == 1 && c.cfg.Keys[0] == "own" {
				c.cfg.Keys[0] = ownKeys(t, doc)
			}
			at, err := time.Parse(time.RFC3339, c.sent)
			if err != nil {
				t.Fatal(err)
			}
			j := trust(t, c.cfg).Judge(doc, at)
			if j.Verdict != c.verdict || j.Reason != c.reason || strings.Join(j.Warnings, " ") != c.warning {
				t.Errorf("%+v", j)
			}
		})
	}
}
