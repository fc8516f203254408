// Package adapterstest is the contract of a wire as tests. Every adapter passes them, and adds its own for what only
// its protocol has. It is for tests only.
//
// [Source] holds a source to package adapters, [Destination] a destination. Both want the far end: a small type of the
// adapter's test that stands for the system at the other side, a [Sender] or a [Receiver]. What a far end can do
// besides, it says by further methods: [Breaker], [Keeper], [Reconnecter], [Staller].
//
//	func TestContract(t *testing.T) {
//		adapterstest.Source(t, func(t *testing.T) adapterstest.Sender { return newCentre(t) })
//	}
//
// Each test gets a far end of its own; what it opens it closes by t.Cleanup, and fails the test by the t it was made
// with. With [Bubble] the tests run in bubbles of testing/synctest, where waiting takes no time: for wires whose far
// end lives in this process and uses no socket. Without it they run on the machine's clock, wait for what happens, and
// look for goroutines that were left.
//
// What the tests cannot see, a review must: that nothing is decided by the content of a message, and that each report
// of health and each result says to a duty officer what to do.
package adapterstest
