package xmldsig

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"

	"bordercast/cap/xmltree"
)

const capNamespace = "urn:oasis:names:tc:emergency:cap:1.2"

// holder is a test signer: a key with a certificate signed by itself.
type holder struct {
	key  crypto.Signer
	cert *x509.Certificate
}

var (
	rsa2048 = sync.OnceValue(func() holder { return hold("rsa.invalid", must(rsa.GenerateKey(rand.Reader, 2048))) })
	rsa1024 = sync.OnceValue(func() holder { return hold("small.invalid", must(rsa.GenerateKey(rand.Reader, 1024))) })
	// p256 is the same in every process, since a fuzzing worker judges what its parent signed.
	p256 = sync.OnceValue(func() holder {
		scalar := sha256.Sum256([]byte("a fictional key for tests"))
		return hold("p256.invalid", must(ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])))
	})
	p384 = sync.OnceValue(func() holder {
		return hold("p384.invalid", must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)))
	})
	p521 = sync.OnceValue(func() holder {
		return hold("p521.invalid", must(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)))
	})
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func hold(name string, key crypto.Signer) holder {
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage:  x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2049, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der := must(x509.CreateCertificate(rand.Reader, t, t, key.Public(), key))
	return holder{key, must(x509.ParseCertificate(der))}
}

// bilingual is a fictional alert in two languages with about 17 KB once signed.
func bilingual() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="%s"><identifier>EXERCISE-0001</identifier><sender>centre@exercise.invalid</sender>
<sent>2026-11-21T09:00:00-04:00</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope>
`, capNamespace)
	for _, language := range []string{"en-CA", "fr-CA"} {
		fmt.Fprintf(&b, "<info><language>%s</language><category>Met</category><event>exercise</event><urgency>Future</urgency>"+
			"<severity>Minor</severity><certainty>Possible</certainty><headline>EXERCISE EXERCICE &amp; rien d'autre</headline>"+
			"<description>%s</description>\n", language, strings.Repeat("EXERCISE EXERCICE, crue d'été à l'île aux Tests. ", 30))
		for i := range 14 {
			fmt.Fprintf(&b, "<area><areaDesc>Exercise area %d, zone d'exercice</areaDesc><polygon>%s</polygon>"+
				"<geocode><valueName>profile:CAP-CP:Location:0.3</valueName><value>%07d</value></geocode></area>\n",
				i, strings.Repeat("45.1234,-67.4321 ", 16), 1302000+i)
		}
		b.WriteString("</info>\n")
	}
	b.WriteString("</alert>\n")
	return b.String()
}

func parse(t testing.TB, text string) *xmltree.Document {
	t.Helper()
	doc, err := xmltree.Read([]byte(text), xmltree.DefaultLimits())
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return doc
}

func parseTree(t testing.TB, text string) *etree.Element {
	t.Helper()
	return parse(t, text).Root
}

// signed is text signed by h, as it would be sent.
func signed(t testing.TB, text string, h holder) string {
	t.Helper()
	root := parseTree(t, text)
	if err := Sign(root, nil, h.key, h.cert); err != nil {
		t.Fatal(err)
	}
	b, err := Bytes(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// only is the one result that is expected.
func only(t testing.TB, results []Result) Result {
	t.Helper()
	if len(results) != 1 {
		t.Fatalf("%d signatures were judged, want 1", len(results))
	}
	return results[0]
}

// xmlsec1 runs the reference program, or skips; on CI it must be there.
func xmlsec1(t testing.TB, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath("xmlsec1"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("xmlsec1 is missing on CI")
		}
		t.Skip("needs xmlsec1 (Debian package of that name)")
	}
	out, err := exec.Command("xmlsec1", args...).CombinedOutput()
	return string(out), err
}

func save(t testing.TB, dir, name, text string) string {
	t.Helper()
	file := dir + "/" + name
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func modulus(key crypto.PublicKey) []byte { return key.(*rsa.PublicKey).N.Bytes() }
