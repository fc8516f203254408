// Package scenarios holds the scenarios that the program has with it, each a file: who takes part, what is said, when,
// and what must come of it. Package scenario reads them; Read is the one to call.
//
// maine-new-brunswick is the demonstration: two days in the manner of the experiment of the same name of 2013 (CAUSE
// II), and everything else that goes wrong. The others are each of one event, and teach what that event asks of a border:
// tornado-sarnia-port-huron, wildfire-alberta-saskatchewan-montana, lahar-washington-british-columbia and
// ice-storm-quebec-vermont-new-york. Every message is fictional and says so.
package scenarios
