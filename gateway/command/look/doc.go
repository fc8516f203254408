// Package look has the commands that show how a gateway is doing and what became of alerts: status, show, explain,
// watch and trail. They change nothing.
//
// Most ask the running gateway by its socket. Explain can also say what would happen, without a gateway; trail reads
// the store of one that does not run; watch is an MQTT client like any agency's. PrintView and Narrower are for the
// command that approves: what it shows before it asks is what show shows.
package look
