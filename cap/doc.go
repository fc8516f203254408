// Package cap is the language of bordercast: one Common Alerting Protocol message, read from CAP 1.0, 1.1 or 1.2
// and written as 1.2. It knows no network, no database and no configuration, and reads no clock.
//
// Call Read first, or Parse on a document that package xmltree has read. An Alert loses nothing that CAP defines:
// order, repeated values, unknown layers and the exact text of every time survive. Then
//
//   - package validate says what is wrong with it, by the schema and the prose of the version it was sent in;
//   - Lane says whether it is real, an exercise or a test, which its status alone does not tell;
//   - Ends, ActiveUntil and Worst answer what an officer asks first: is it over, until when, how bad;
//   - Identity and Digest tell whether two messages are the same alert, and whether two copies say the same;
//   - Encode, or Element for a tree to sign, writes it as valid CAP 1.2.
//
// Reading is lenient and writing is strict. Only bytes that are no CAP alert at all are refused, with a code: not
// XML, XML that two readers could read differently, another root, another namespace. Whatever is wrong inside an
// alert is a Finding, because a warning with a fault in it is still a warning.
//
// Signatures are not read here: they are over the bytes as received, which the document keeps (package xmldsig).
// What profiles add to CAP (CAP-CP, IPAWS) is not judged here either.
package cap
