// Package broker is the MQTT 3.1.1 broker inside the gateway: a NATS server with JetStream, so that QoS 1 messages,
// sessions and retained topics survive a restart. It is the default; a larger house names its own broker instead.
//
// Call [Start] with [Options], connect the gateway's own clients with the credentials given there, and call Open
// once the gateway has subscribed what agencies publish. Until Open everybody else is refused, for two reasons: a
// NATS server loads its retained messages only after its first client has connected, so an early subscriber would
// get none of thousands of active alerts; and an agency's message that arrives before the gateway's session
// exists would be acknowledged and kept for nobody.
//
// What the gateway must do itself: take a lock on the data folder before Start. Two servers on one folder both
// start, and both write.
//
// What it refuses: to listen beyond this machine without users; to let anybody but the gateway write the alert,
// party and gateway topics; an outsider under a ClientID of the gateway. What it does not tell the publisher: a
// forbidden publication is acknowledged like an allowed one (NATS 2.15.2, and MQTT 3.1.1 §3.3.5 allows it), which
// is why Options.Violation exists and becomes an alarm.
//
// It is meant for hundreds to a few thousand active topics: 20,000 retained alerts of 8 KB take 865 MB of memory.
package broker
