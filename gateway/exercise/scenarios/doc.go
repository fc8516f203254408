// Package scenarios holds the scenarios that the program has with it, each a file: who takes part, what is said, when,
// and what must come of it. Package scenario reads them; Read is the one to call.
//
// maine-new-brunswick is the only one. It has two days in the manner of the experiment of the same name of 2013 (CAUSE
// II); every message is fictional and says so.
package scenarios
