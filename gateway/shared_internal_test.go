package gateway

import (
	"fmt"
	"strings"
	"testing"

	"bordercast/gateway/topics"
)

// Systems of one party share its tree. However many there are, each gets every document once: with as many copies as
// there are systems, an alert to a thousand of them would be a million documents.
func TestSystemsOfOnePartyGetEachDocumentOnce(t *testing.T) {
	const hook = "  - {name: hook%d, party: nb-emo, side: ca, kind: webhook, out: {lanes: [actual]}, " +
		"webhook: {out: {url: \"http://127.0.0.1:9/%d\"}}}\nagreement:\n"
	text := benchConfig
	for n := range 3 {
		text = strings.Replace(text, "agreement:\n", fmt.Sprintf(hook, n, n), 1)
	}
	b := openTestGateway(t, text+strings.Replace(forwarding, "[public-ca]", "[hook0, hook1, hook2]", 1), t.TempDir(),
		&manual{now: noon})
	b.all("mema", message{id: "a", expires: 6000}.String())
	for _, leaf := range []string{topics.CAP, topics.JSON, topics.Report} {
		said := 0
		for _, line := range b.readers.said {
			topic, _, _ := strings.Cut(line, " ")
			if strings.HasPrefix(topic, "parties/") && strings.HasSuffix(topic, "/"+leaf) {
				said++
			}
		}
		if said != 3 {
			t.Errorf("3 systems got %d documents %s", said, leaf)
		}
	}
}
