package xmldsig

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/beevik/etree"
	goxmldsig "github.com/russellhaering/goxmldsig"

	"bordercast/cap/xmltree"
)

// edits change a signed document in ways that C14N must see through, and in ways that it must not. Each is applied
// at a random place where it fits.
var edits = []struct{ from, to string }{
	{"EXERCISE", "EXERCIS&#69;"}, {"EXERCISE", "<![CDATA[EXERCISE]]>"}, {`="`, ` = "`}, {"></Transform>", "/>"},
	{"></areaDesc>", "/>"}, {"<info>", "<info >"}, {"</info>", "</info\n>"}, {`"UTF-8"?>`, `"UTF-8" ?>`},
	{"&amp;", "&#38;"},
	{"EXERCISE", "exercise"}, {"<info>", "<info> "}, {"<info>", `<info xmlns:unused="urn:u">`}, {"<info>", `<info a="b">`},
	{"<headline>", "<headline><!-- a -->"}, {"<language>", "<language><?a?>"}, {"45.1234", "45.1235"},
	{"EXERCISE", "EXERCISE\u200b"},
	{"é", "e\u0301"}, {"</area>", "</area><area></area>"}, {"<alert ", `<alert xmlns:unused="urn:u" `}, {"\n", "\r\n"},
	{"\n", "\n\n"},
	{"<area>", `<area xmlns="urn:oasis:names:tc:emergency:cap:1.2">`}, {"<area>", `<area xmlns="urn:other">`},
	{"sha256", "sha1"}, {"#rsa", "#dsa"},
}

// Changed in one to three places, a document is good for both verifiers or for neither. goxmldsig is asked only where
// it can be right.
func TestDifferential(t *testing.T) {
	text := signed(t, strings.Replace(simpleAlert, "<note>",
		"<info><language>en-CA</language><headline>EXERCISE &amp; é</headline>"+
			"<area><areaDesc></areaDesc><polygon>45.1234,-67.4321</polygon></area>\n</info><note>", 1), rsa2048())
	random := rand.New(rand.NewPCG(2013, 3))
	store := goxmldsig.MemoryX509CertificateStore{Roots: certificates(rsa2048())}
	asked, good := 0, 0
	for range 1500 {
		changed := text
		for range 1 + random.IntN(3) {
			changed = editOnce(random, changed)
		}
		doc, err := xmltree.Read([]byte(changed), xmltree.DefaultLimits())
		if err != nil || !withinGoxmldsig(doc) {
			continue
		}
		theirs := etree.NewDocument()
		if err := theirs.ReadFromString(changed); err != nil {
			t.Fatal(err)
		}
		_, refusal := goxmldsig.NewDefaultValidationContext(&store).Validate(theirs.Root())
		ours := only(t, Verify(doc, rsa2048().key.Public()))
		if (ours.State == Good) != (refusal == nil) {
			t.Fatalf("ours: %s %s; theirs: %v\n%s", ours.State, ours.Text, refusal, changed)
		}
		asked++
		if ours.State == Good {
			good++
		}
	}
	if good < 100 || asked-good < 100 {
		t.Errorf("of %d documents %d were good: that compares too little", asked, good)
	}
}

func editOnce(random *rand.Rand, text string) string {
	e := edits[random.IntN(len(edits))]
	n := strings.Count(text, e.from)
	if n == 0 {
		return text
	}
	at, skip := 0, random.IntN(n)
	for range skip {
		at += strings.Index(text[at:], e.from) + len(e.from)
	}
	return text[:at] + strings.Replace(text[at:], e.from, e.to, 1)
}
