// Package gate keeps the public trees public: nothing whose scope is not Public stands under alerts/.
//
// There are two questions, and nobody asks either in another way. CAP is asked once of a document, when it is made,
// and reads the scope in the very bytes that readers will get; its answer is stored with the document, and what is
// made of the document (its JSON) has the same. Stops is asked of every message, when its plan is written and again
// when it leaves, and is cheap: it looks at the topic and at the answer.
//
// No is the answer to what was never asked. A mistake upstream, a document nobody judged or a plan written past the
// rules therefore publishes nothing; it raises the alarm of code Code.
package gate

import (
	"strings"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/xmltree"
)

// Code is the reason code of whatever the gate stopped: alarm, receipt and trail.
const Code = "not-public"

// public is where the trees begin that everybody may read.
const public = "alerts/"

// CAP says whether a CAP document is for everybody: every scope that stands in its head, whatever namespace it is
// written in, says Public, and at least one does. Readers who know no namespaces take either of two.
func CAP(doc []byte) bool {
	scopes, err := xmltree.Children(doc, "scope")
	for _, s := range scopes {
		if cap.Scope(xmltree.Trim(s)) != cap.Public {
			return false
		}
	}
	return err == nil && len(scopes) > 0
}

// Stops says whether a message may not be published. To clear a topic is always right.
func Stops(m adapters.Message) bool {
	return len(m.Payload) > 0 && StopsOn(m.Topic, m.Public)
}

// StopsOn is Stops for a document that is for everybody or not, before it is a message.
func StopsOn(topic string, isPublic bool) bool {
	return !isPublic && strings.HasPrefix(topic, public)
}
