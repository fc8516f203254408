// Package mqtt is the gateway's wire to an MQTT 3.1.1 broker: Mosquitto, EMQX, a NATS cluster or the embedded one.
//
// There are three things to open, and which one to choose depends on what a lost message would mean:
//
//   - [Source] receives what agencies send, at least once. It keeps a persistent session, acknowledges a message
//     only after [adapters.Incoming.Done] was called, and in the order received, so whatever the gateway had not
//     made durable when the link or the process died is sent again by the broker.
//   - [Publisher] sends what the gateway decided, at least once. Publish returns nil only when the broker
//     acknowledged every message on the very connection that carried it. Any other answer means that the outcome
//     is not known, and the caller publishes again. Before anything else is published on a new connection its
//     OnConnect hook runs: there the gateway reads its retained tree back and makes it equal to what it wants.
//   - [Dial] is for a person's tool (`send`, `watch`): one connection, no reconnecting. [Session.Follow] gives what
//     stands and then every change, with nothing lost between the two.
//
// Start with a [Config], then NewSource or NewPublisher, then Run in a goroutine of its own. Both run until their
// context ends and reconnect by themselves, each time with a new client, for a paho client that reconnects reports
// publications as done which no broker ever acknowledged. How a link is doing is told once per change through
// the health function, with one of the reason codes of this package.
//
// What it refuses: shared subscriptions (they lose the order of a chain), QoS 0 towards a destination, messages
// above Config.MaxBytes, a password in the URL.
//
// What it cannot know: MQTT 3.1.1 has no way to refuse a publication. The embedded broker acknowledges a forbidden
// one like any other, Mosquitto 2.0 acknowledges it and then ends the link. That is why `send`
// waits for a receipt, and why a read-back whose probe does not return says that access rights may be the cause.
package mqtt
