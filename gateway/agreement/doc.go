// Package agreement decides who on the other side may have an alert: the written understanding between the two
// sides, compiled.
//
// Terms are what the configuration file says; Compile checks them against the systems they speak of and yields an
// Agreement, which never changes. Decide answers for one alert, reduced to Facts, and one destination. It is total
// and deterministic, and every Decision names the route and the values that decided.
//
// The rules, in the order they are asked:
//
//   - source and destination must both list the alert's lane; a route belongs to one lane, so none leads across;
//   - when the agreement's last day is over, everything is dropped, with an alarm;
//   - the first route that matches wins; without one the alert is dropped as no-route (default deny);
//   - a route that names no scope is for Public alone, one that names no msgType never for Ack and Error;
//   - Restricted and Private never enter a public tree, and Private goes only to whom it is addressed;
//   - what a system passes on from the other side needs a route that says relay.
//
// The package never raises, widens or publishes anything. What follows an alert in its chain passes routes by the
// chain rule; that is the gateway's to apply, with MayEnd.
package agreement
