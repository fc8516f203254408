// Package dryplay plays a scenario without playing it: on a gateway in memory that nothing is connected to, with a
// clock that goes from inject to inject. It says what would become of every message, and which expectations can never hold.
//
// Play is the one to call. It opens no socket, starts no process and waits for nothing. The gateway that decides is the
// real one, and the judge is that of a real play (package observer); what is left out are the lines between them. So
// it never says that all is well: cut lines, kills, second gateways and how long things take are not tried.
//
// What it says of an expectation is one of three words. Holds: it would. Never: it cannot, whatever the lines do. Not
// judged: only a real play shows it. It says never where nothing that is left out could help; where a fault is on, or
// the clock ends something within the time that the expectation has, it says not judged instead.
package dryplay
