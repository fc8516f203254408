package xmldsig_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap/xmltree"
	"bordercast/certs/xmldsig"
)

// An alert is signed, written, read by somebody else, and judged by a key that was agreed on beforehand.
func Example() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	doc := etree.NewDocument()
	root := doc.CreateElement("alert")
	root.CreateElement("headline").SetText("EXERCISE EXERCICE")
	if err := xmldsig.Sign(root, nil, key, nil); err != nil {
		panic(err)
	}
	sent, err := xmldsig.Bytes(root)
	if err != nil {
		panic(err)
	}

	judge := func(text string) {
		received, err := xmltree.Read([]byte(text), xmltree.DefaultLimits())
		if err != nil {
			panic(err)
		}
		for _, r := range xmldsig.Verify(received, key.Public()) {
			fmt.Printf("%s: %q\n", r.State, r.Reason)
		}
	}
	judge(string(sent))
	judge(strings.Replace(string(sent), "EXERCISE", "REAL", 1))
	// Output:
	// good: ""
	// bad: "digest-mismatch"
}
