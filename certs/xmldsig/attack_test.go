package xmldsig

import (
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

const simpleAlert = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>EXERCISE-1</identifier><note>EXERCISE</note></alert>`

// edit signs the simple alert, changes its text, and judges it with the signer's key pinned.
func edit(t *testing.T, change func(string) string) []Result {
	t.Helper()
	before := signed(t, simpleAlert, p256())
	after := change(before)
	if after == before {
		t.Fatal("the attack changed nothing")
	}
	return Verify(parse(t, after), p256().key.Public())
}

func replace(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

// attack is one change to a signed alert.
type attack struct {
	name   string
	change func(string) string
	state  State
	reason string
}

const transform = `<Transform Algorithm="` + enveloped + `"></Transform>`

// attacks are all known ways to make a verifier say yes to what was not signed, and what is said instead.
var attacks = []attack{
	{"content changed", replace("EXERCISE<", "REAL<"), Bad, "digest-mismatch"},
	{"element added", replace("<note>", "<status>Actual</status><note>"), Bad, "digest-mismatch"},
	{"attribute added", replace("<note>", `<note a="b">`), Bad, "digest-mismatch"},
	{"instruction added", replace("<alert", "<?a?><alert"), Bad, "digest-mismatch"},
	{"white space added", replace("<note>", " <note>"), Bad, "digest-mismatch"},
	{"two references", secondReference, Refused, "structure"},
	{"reference by id", replace(`URI=""`, `URI="#evil"`), Refused, "reference"},
	{"reference by xpointer", replace(`URI=""`, `URI="#xpointer(/)"`), Refused, "reference"},
	{"reference to a file", replace(`URI=""`, `URI="file:///etc/passwd"`), Refused, "reference"},
	{"reference without URI", replace(` URI=""`, ``), Refused, "reference"},
	{"namespaced URI", replace(`URI=""`, `xmlns:a="urn:a" a:URI=""`), Refused, "reference"},
	{"no transforms", replace(transform, ""), Refused, "transform"},
	{"transform twice", replace(transform, transform+transform), Refused, "transform"},
	{"xslt", replace(transform, transform+`<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></Transform>`), Refused, "transform"},
	{"xpath", replace(exclusive10+`"></Transform>`,
		`http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath></Transform>`), Refused, "transform"},
	{"base64 transform", replace(exclusive10+`"></Transform>`, Namespace+`base64"></Transform>`), Refused, "transform"},
	{"hmac", replace("ecdsa-sha256", "hmac-sha256"), Refused, "unknown-algorithm"},
	{"hmac with length", replace("ecdsa-sha256\">", "ecdsa-sha256\"><HMACOutputLength>1</HMACOutputLength>"), Refused,
		"unknown-algorithm"},
	{"md5", replace(xmlenc+"sha256", more+"md5"), Refused, "unknown-algorithm"},
	{"no algorithm", replace(` Algorithm="`+more+`ecdsa-sha256"`, ""), Refused, "unknown-algorithm"},
	{"sha1 in name only", replace("ecdsa-sha256", "ecdsa-sha1"), Refused, "weak-algorithm"},
	{"rsa in name only", replace("ecdsa-sha256", "rsa-sha256"), Bad, "wrong-key-type"},
	{"c14n unknown", replace(`CanonicalizationMethod Algorithm="`+exclusive10,
		`CanonicalizationMethod Algorithm="urn:mine`), Refused, "transform"},
	{"signed info changed", replace(`<Reference `, `<Reference Type="a" `), Bad, "value-mismatch"},
	{"comment in digest", replace("</DigestValue>", "<!-- a --></DigestValue>"), Refused, "structure"},
	{"comment in value", replace("</SignatureValue>", "<!-- a --></SignatureValue>"), Refused, "structure"},
	{"empty value", func(s string) string { return cut(s, "<SignatureValue>", "</SignatureValue>", "") }, Refused,
		"structure"},
	{"zero value", func(s string) string { return cut(s, "<SignatureValue>", "</SignatureValue>", zeros(64)) }, Bad,
		"value-mismatch"},
	{"long value", func(s string) string { return cut(s, "<SignatureValue>", "</SignatureValue>", zeros(65)) }, Bad,
		"value-mismatch"},
	{"huge value", func(s string) string { return cut(s, "<SignatureValue>", "</SignatureValue>", zeros(1<<20)) }, Refused,
		"budget"},
	{"huge digest", func(s string) string { return cut(s, "<DigestValue>", "</DigestValue>", zeros(1<<20)) }, Refused,
		"budget"},
	{"empty digest", func(s string) string { return cut(s, "<DigestValue>", "</DigestValue>", "") }, Bad,
		"digest-mismatch"},
	{"two values", replace("<SignatureValue>", "<SignatureValue>AAAA</SignatureValue><SignatureValue>"), Refused,
		"structure"},
	{"two infos", replace("<SignedInfo>", "<SignedInfo></SignedInfo><SignedInfo>"), Refused, "structure"},
	{"no value", func(s string) string { return cut(s, "<SignatureValue>", "", "") }, Refused, "structure"},
	{"foreign info", replace("<SignedInfo>", `<SignedInfo xmlns="urn:other">`), Refused, "structure"},
	{"doctored prefix list", replace(exclusive10+`"></CanonicalizationMethod>`,
		exclusive10+`"><a xmlns="urn:a"></a></CanonicalizationMethod>`), Refused, "transform"},
	{"prefix list too long", replace(exclusive10+`"></CanonicalizationMethod>`,
		exclusive10+`"><InclusiveNamespaces xmlns="`+exclusive10+`" PrefixList="`+strings.Repeat("a ", 99)+
			`"></InclusiveNamespaces></CanonicalizationMethod>`), Refused, "budget"},
}

func secondReference(s string) string {
	ref := s[strings.Index(s, "<Reference"):strings.Index(s, "</SignedInfo>")]
	return strings.Replace(s, ref, ref+strings.Replace(ref, `URI=""`, `URI="#evil"`, 1), 1)
}

func TestAttacks(t *testing.T) {
	for _, c := range attacks {
		t.Run(c.name, func(t *testing.T) {
			r := only(t, edit(t, c.change))
			if r.State != c.state || r.Reason != c.reason || r.Text == "" || r.Key != nil {
				t.Errorf("got %s %s %q, want %s %s", r.State, r.Reason, r.Text, c.state, c.reason)
			}
		})
	}
}

func cut(s, from, to, with string) string {
	i := strings.Index(s, from)
	if to == "" {
		return s[:i] + s[strings.Index(s, "<KeyInfo>"):]
	}
	j := strings.Index(s, to)
	return s[:i+len(from)] + with + s[j:]
}

func zeros(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }

// The signed alert is moved inside another, with its signature: what the reader would take is not what was signed.
func TestWrapping(t *testing.T) {
	original := strings.TrimPrefix(signed(t, simpleAlert, p256()), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	signature := original[strings.Index(original, "<Signature"):strings.Index(original, "</alert>")]
	evil := `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>EVIL</identifier>%s</alert>`
	for name, body := range map[string]string{
		"whole original inside": original,
		"original in Object": `<info/>` + strings.Replace(signature, "</Signature>", "<Object>"+original+
			"</Object></Signature>", 1),
		"signature in a child":            `<info>` + signature + `</info>`,
		"signature beside the original":   strings.Replace(original, signature, "", 1) + signature,
		"signature of another namespace":  strings.Replace(signature, Namespace, "urn:other", 1),
		"signature inside a signature":    `<Signature xmlns="` + Namespace + `">` + signature + `</Signature>`,
		"signature and original as child": signature + strings.Replace(original, signature, "", 1),
	} {
		for _, r := range Verify(parse(t, fmt.Sprintf(evil, body)), p256().key.Public()) {
			if r.State == Good {
				t.Errorf("%s: good", name)
			}
		}
	}
}

// What stands inside a Signature is covered by nobody: changing it proves nothing either way.
func TestObjectIsNotContent(t *testing.T) {
	r := only(t, edit(t, replace("</Signature>", `<Object xmlns=""><alert>Actual</alert></Object></Signature>`)))
	if r.State != Good {
		t.Errorf("an Object as NAAD sends it: %s %s", r.State, r.Text)
	}
}

// With an HMAC accepted, a public key could be passed off as the secret. It is not even looked at.
func TestHMACWithThePublicKey(t *testing.T) {
	root := parseTree(t, simpleAlert)
	h := crypto.SHA256.New()
	if err := newCanon(form{exclusive: true}, h).document(root, nil); err != nil {
		t.Fatal(err)
	}
	signature, info := envelope(more+"hmac-sha256", h.Sum(nil))
	root.AddChild(signature)
	mac := hmac.New(sha256.New, []byte(certPEM(rsa2048())))
	if err := newCanon(form{exclusive: true}, mac).subset(info); err != nil {
		t.Fatal(err)
	}
	child(signature, "SignatureValue").SetText(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	if r := only(t, VerifyTree(root, rsa2048().key.Public())); r.Reason != "unknown-algorithm" {
		t.Errorf("%s %s", r.State, r.Reason)
	}
}

// A tree that cap/xmltree did not read may hold anything.
func TestForeignTrees(t *testing.T) {
	if VerifyTree(nil) != nil || Verify(nil) != nil {
		t.Error("nothing has no signatures")
	}
	deep := etree.NewElement("alert")
	at := deep
	for range maxDepth + 2 {
		at = at.CreateElement("a")
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(signed(t, simpleAlert, p256())); err != nil {
		t.Fatal(err)
	}
	within := etree.NewElement("feed")
	within.AddChild(doc.Root().Copy())
	doc.InsertChildAt(0, etree.NewDirective("DOCTYPE alert"))
	for name, root := range map[string]*etree.Element{"in a feed": within.ChildElements()[0],
		"with a DOCTYPE": doc.Root()} {
		if r := only(t, VerifyTree(root, p256().key.Public())); r.State != Refused {
			t.Errorf("%s: %s", name, r.State)
		}
	}
	if err := Sign(deep, nil, p256().key, nil); err == nil {
		t.Error("signed a tree deeper than any that is verified")
	}
}
