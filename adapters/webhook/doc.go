// Package webhook is the gateway's wire to systems that speak plain HTTPS: a partner posts its alerts to a path of the
// gateway's own server, and the gateway posts what it delivers to an address of the partner's.
//
// Start with a [Config], the block of a system of kind webhook, and ask it what is wrong with it: [Config.Check] for
// the block alone, [Config.CheckServer] for the block beside the server that its path is served by. Then:
//
//   - [NewSource] makes the receiving half. It is an [adapters.Source] and a [net/http.Handler] for its own
//     [Source.Path]: mount it, and run Run in a goroutine of its own. Until Run runs, and after it, it answers 503.
//   - [NewDestination] makes the sending half, an [adapters.Destination]. Run it, then call Deliver.
//
// # Receiving
//
// A POST is answered with 202 only when the gateway has the alert on disk ([adapters.Incoming.Done]); every other
// answer means that the sender has to send it again, or that it is refused for good:
//
//	202           the gateway has it safe; the body names its SHA-256
//	400           there is no body, or it ended too early
//	401           not authenticated; nobody is told which part was wrong
//	405 413 415   not a POST; larger than an alert may be; not XML
//	408           the body came too slowly
//	429           too many at once, or more a second than this sender may send: again after Retry-After
//	503           the gateway does not take alerts now, or could not keep this one: again after Retry-After
//
// To send an alert again does no harm: the gateway knows one it has by its digest. So a sender that lost the answer
// sends again. 202 says nothing about what the gateway thinks of the alert; its operators see that.
//
// A sender is known in one of three ways: by a signature over the body (HMAC-SHA-256, [Sign]), by a bearer token, or by
// a client certificate. The last two are checked before a byte of the body is read. A signature needs the body, so the
// number of bodies read at once is bounded, strangers together get half of that, and one address of theirs two.
//
// # Sending
//
// Each wanted format of a delivery is a request of its own, one after the other, in the order of the block. What a far
// end answers is taken like this:
//
//	2xx                      Done
//	409                      Done where the answer repeats the Idempotency-Key, which says that it has it; else Again:
//	                         the first request is still being worked on
//	408 425 429 503          Again, not before Retry-After (at most 5 minutes: an alert is worth a try)
//	401 407                  Again: the secret or the proxy is to be put right, and the alert is as good as before
//	other 4xx, and 3xx       Refused, with a code; redirects are never followed
//	other 5xx                Unknown: an error inside the far end, or a proxy before it, does not say whether it has it
//	not reached              Again
//	cut or silent after the
//	request was written      Unknown
//
// Again and Unknown are both made again with the same Idempotency-Key and the same body, so a far end that keeps the
// keys of a day or two takes nothing twice. A far end that cannot be reached, asks for a pause, or fails twice running
// is left alone for a while (0.1 s to 30 s, twice as long each time, or its Retry-After): meanwhile Connected gives an
// open channel, and Deliver answers Again at once. One that could not be reached is then dialled, TLS and all, until
// that works; so no delivery is spent on finding out, and its health recovers though nothing is to be delivered.
//
// The end of an alert is the derived Cancel in format cap and the end notice (JSON) in format geojson; where there is
// no Cancel, as when an alert runs out, format cap gets the notice too. An annotation changes the remark beside an
// alert, which its JSON alone carries: format geojson gets it, format cap nothing. Four chains are under way at once;
// within a chain the next request is made when the one before it is done or refused.
//
// # What it refuses
//
// Plain http to anything but this machine; TLS older than 1.2; redirects; proxies of the environment (write proxy:);
// user and password in an address; secrets shorter than 16 bytes; compressed bodies; a client certificate without the
// name that is expected in it, for any customer of that authority would pass.
//
// # What it cannot know
//
// Headers are not under the signature, only the time and the body: a far end takes the lane from the status of the
// alert itself. Where a far end takes one format and refuses the other, the delivery is refused as a whole, and the
// text says which format arrived: choose two formats only where a far end takes both.
package webhook
