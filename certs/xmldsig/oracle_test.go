package xmldsig

import (
	"crypto/x509"
	"encoding/pem"
	"os/exec"
	"strings"
	"testing"
)

func certificates(h ...holder) []*x509.Certificate {
	var all []*x509.Certificate
	for _, one := range h {
		all = append(all, one.cert)
	}
	return all
}

func certPEM(h holder) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: h.cert.Raw}))
}

func keyPEM(h holder) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(h.key))}))
}

// What Sign makes, xmlsec1 takes: with each kind of key, on an ordinary alert and on an odd one.
func TestXmlsec1TakesOurs(t *testing.T) {
	odd := "<?xml version=\"1.0\"?>\n<?style a?>\n<!-- before --><a:alert xmlns:a='urn:a' xmlns:b='urn:b' xmlns:unused='urn:u' b:z='1' a:y='2' x='a&#9;b&#10;c&quot;&gt;'" +
		" xml:lang='fr'>cr&#13;lf <![CDATA[<&>]]><!-- in --><b:c xmlns:b='urn:other' b:q=''/><?pi  d ?><d xmlns='urn:d'><e xmlns=''/></d>é ]]&gt;</a:alert><!-- after --><?end?>"
	for name, h := range map[string]holder{"RSA-2048": rsa2048(), "P-256": p256(), "P-384": p384(), "P-521": p521()} {
		for kind, text := range map[string]string{"alert": bilingual(), "odd": odd} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				dir, out := t.TempDir(), signed(t, text, h)
				if r := only(t, Verify(parse(t, out))); r.State != Good {
					t.Errorf("our own: %s %s", r.State, r.Text)
				}
				said, err := xmlsec1(t, "--verify", "--trusted-pem", save(t, dir, "ca.pem", certPEM(h)), save(t, dir, "alert.xml",
					out))
				if err != nil {
					t.Errorf("xmlsec1: %v\n%s\n%s", err, said, out)
				}
			})
		}
	}
}

// What xmlsec1 signs, we take: every accepted algorithm with every canonicalisation, over all that XML allows in a
// document. Whatever we take of it must stop being taken once a letter changes.
func TestWeTakeXmlsec1(t *testing.T) {
	bodies := map[string]string{
		"plain":      `<alert xmlns="urn:a"><identifier>EXERCISE</identifier>@</alert>`,
		"comments":   `<!-- 1 --><alert xmlns="urn:a"><!-- 2 --><identifier>EX<!-- 3 -->ERCISE</identifier>@</alert><!-- 4 -->`,
		"pis":        `<?xml-stylesheet href="a"?><?b?><alert xmlns="urn:a"><?c d  e ?><identifier>EXERCISE</identifier>@</alert><?f?>`,
		"prefixes":   `<a:alert xmlns:a="urn:a" xmlns:b="urn:b" xmlns:c="urn:c" b:z="1" c:y="2" a:x="3" w="4"><a:identifier b:k="1" c:j="2">EXERCISE</a:identifier>@</a:alert>`,
		"cdata":      `<alert xmlns="urn:a"><identifier>EX<![CDATA[<&>"]]>ERCISE</identifier>@</alert>`,
		"undeclared": `<alert xmlns="urn:a" xmlns:u="urn:unused"><b xmlns=""><identifier>EXERCISE</identifier><c xmlns="urn:c"/></b>@</alert>`,
		"escapes":    `<alert xmlns="urn:a" a="x&#9;y&#10;z&#13;&quot;'&lt;&gt;"><identifier>EXERCISE &amp; &#13; é&#233;&#x1F6A8; > ' "</identifier>@</alert>`,
		"crlf":       "<?p a\r\nb?>\r\n<alert xmlns=\"urn:a\">\r\n<identifier>EXERCISE</identifier>\r<?q\r\nr\rs?>@</alert>\r\n",
		"xml":        `<alert xmlns="urn:a" xml:lang="fr" xml:space="preserve" xml:id="i"><identifier xml:lang="en">EXERCISE</identifier>@</alert>`,
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			for _, c := range combinations() {
				t.Run(c.name, func(t *testing.T) { takes(t, body, c) })
			}
		})
	}
}

// combination is one way to sign.
type combination struct {
	name, method, digest, info, transform string
	by                                    holder
}

// combinations pairs each value of one choice with some value of every other, so that all occur without all pairs.
func combinations() []combination {
	infos := []string{inclusive10, inclusive10 + "#WithComments", exclusive10, exclusive10 + "WithComments", inclusive11,
		inclusive11 + "#WithComments"}
	digests := []string{xmlenc + "sha256", more + "sha384", xmlenc + "sha512"}
	methods := []struct {
		uri string
		by  holder
	}{
		{more + "rsa-sha256", rsa2048()},
		{more + "rsa-sha384", rsa2048()},
		{more + "rsa-sha512", rsa2048()},
		{more + "ecdsa-sha256", p256()},
		{more + "ecdsa-sha384", p384()},
		{more + "ecdsa-sha512", p521()},
		{more + "ecdsa-sha512", p256()}, // a hash wider than the curve
	}
	var all []combination
	for i, m := range methods {
		info, digest, transform := infos[i%len(infos)], digests[i%len(digests)], append(infos, "")[(i+3)%(len(infos)+1)]
		all = append(all, combination{short(m.uri) + "+" + short(info) + "+" + short(transform), m.uri, digest, info,
			transform, m.by})
	}
	return all
}

func (c combination) template() string {
	transform := ""
	if c.transform != "" {
		transform = `<ds:Transform Algorithm="` + c.transform + `"/>`
	}
	return `<ds:Signature xmlns:ds="` + Namespace + `">
  <ds:SignedInfo><!-- inside -->
    <ds:CanonicalizationMethod Algorithm="` + c.info + `"/>
    <ds:SignatureMethod Algorithm="` + c.method + `"/>
    <ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="` + enveloped + `"/>` + transform + `</ds:Transforms>
      <ds:DigestMethod Algorithm="` + c.digest + `"/><ds:DigestValue></ds:DigestValue></ds:Reference>
  </ds:SignedInfo>
  <ds:SignatureValue></ds:SignatureValue>
  <ds:KeyInfo><ds:X509Data><ds:X509Certificate></ds:X509Certificate></ds:X509Data></ds:KeyInfo>
</ds:Signature>`
}

func takes(t *testing.T, body string, c combination) {
	dir := t.TempDir()
	xmlsec1(t, "--version")
	template := save(t, dir, "template.xml", strings.Replace(body, "@", c.template(), 1))
	keys := save(t, dir, "key.pem", keyPEM(c.by)) + "," + save(t, dir, "cert.pem", certPEM(c.by))
	out, err := exec.Command("xmlsec1", "--sign", "--privkey-pem", keys, template).Output()
	if err != nil {
		said, _ := xmlsec1(t, "--sign", "--privkey-pem", keys, template)
		t.Fatalf("xmlsec1 cannot sign: %v\n%s", err, said)
	}
	r := only(t, Verify(parse(t, string(out))))
	if r.State != Good || r.Pinned || r.Certificate == nil ||
		r.Certificate.Subject.CommonName != c.by.cert.Subject.CommonName {
		t.Errorf("%s %s %s\n%s", r.State, r.Reason, r.Text, out)
	}
	indented := strings.Replace(string(out), "<ds:SignatureValue>", "<ds:SignatureValue>\n\t   ", 1)
	if r := only(t, Verify(parse(t, indented), c.by.key.Public())); r.State != Good || !r.Pinned {
		t.Errorf("indented and pinned: %s %s", r.State, r.Text)
	}
	damaged := strings.Replace(string(out), "ERCISE<", "ERCISe<", 1)
	if r := only(t, Verify(parse(t, damaged))); damaged != string(out) && r.Reason != "digest-mismatch" {
		t.Errorf("damaged: %s %s", r.State, r.Text)
	}
	swapped := strings.Replace(string(out), short(c.digest)+`"`, "sha1\"", 1)
	if r := only(t, Verify(parse(t, swapped))); r.State == Good {
		t.Error("a SignedInfo that was changed is still good")
	}
}
