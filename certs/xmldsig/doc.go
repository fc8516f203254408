// Package xmldsig checks and makes the XML signatures that alerts carry: enveloped ones, over the whole document.
//
// Call Verify with a document that cap/xmltree has read: it looks at each Signature that is a direct child of the
// root, and says of each whether it is Good, Bad or Refused, by which key, and why. It judges the very tree that
// the rest of the program parses, so what was verified is what is used. Whose key is to be trusted is decided one
// floor up, in package certs: a Good signature by a stranger proves only that nothing was changed since the
// stranger signed. Call Sign to sign a tree of our own, and Bytes to write it so that it reads back as signed.
//
// What it takes is a short list, checked before any cryptography is done:
//
//   - exactly one Reference, URI="" (the whole document, comments excluded), transforms "enveloped-signature" and
//     then at most one canonicalisation; with none, inclusive C14N 1.0 applies (XMLDSig §4.4.3.2, us.md e);
//   - inclusive C14N 1.0 and 1.1 and exclusive C14N 1.0, with and without comments;
//   - RSA PKCS#1 v1.5 of 2048 bits or more and ECDSA on P-256, P-384, P-521, each with SHA-256, SHA-384, SHA-512.
//
// SHA-1 and DSA are known but weak: the digest is still compared, so that a damaged message is Bad rather than
// merely old, but the best such a signature can be is Refused with reason "weak-algorithm". All else is Refused:
// HMAC, references by id, XPath, XSLT, a second Reference, signatures that stand anywhere but under the root.
//
// Nothing inside a Signature is ever content: Object, KeyName, X509SubjectName are read past (traps ca-10).
// Nothing is ever fetched (traps us-25).
//
// Several signatures. A feed such as NAAD adds its signature beside the originator's, each made over the document
// with no signature in it, which is not what the standard says (the standard removes only the signature being
// checked). Verify tries the document without any Signature child of the root first, then the standard form. Both
// are safe because both cover everything except Signature children, and no reader takes content from those.
//
// Limits. An attribute with a literal tab or newline is read by encoding/xml as is, where XML wants a space: a
// signature over one does not verify. CAP has no attribute that could need it. A chain of three or more
// countersignatures, each over those before it, verifies only at its first and last.
package xmldsig
