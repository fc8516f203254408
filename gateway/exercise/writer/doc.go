// Package writer makes the CAP messages of a scenario: it puts what an author means into the profile of the author's
// side and signs it with the author's key.
//
// New is the one to call first, with the scenario and every author's key; then Write, for each message when it is to
// be sent. Every message says that it is not real, in its headline and its note, whatever its lane; and every public
// channel is blocked or set to No.
//
// Sign is for those who write their alerts themselves: tests, and the stories of package story.
//
// It refuses a message of a system that the scenario does not have. It knows nothing of brokers and sends nothing.
package writer
