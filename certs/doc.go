// Package certs is identity: whose signature counts, what the gateway signs with, and who may connect.
//
// To judge an alert, make one Trust per system with NewTrust and call Judge with the document and the time the
// alert was sent. The answer is one of four verdicts with a stable reason: Valid, Invalid, Unverifiable, Unsigned.
// LoadOrCreateKey gives the gateway its own key. ServerTLS and ClientTLS configure links.
// Init, Issue and Show are the development CA behind `bordercast certs`.
//
// It refuses to reach out: no issuer, revocation list or OCSP answer is ever fetched, since the address to fetch
// from would come from the message itself (traps us-25). Issuers, intermediates too, come from files. So a
// certificate revoked by its issuer stays trusted here until its file or pattern leaves the configuration.
// It refuses to trust an issuer without a pattern for the subject: any customer of a public CA would pass.
package certs
