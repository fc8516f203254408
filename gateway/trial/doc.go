// Package trial puts the whole program on trial: the real `bordercast serve` as a process that is really killed, a real
// broker, agencies and readers with MQTT clients of their own. It holds tests only.
//
// TestKilledAgainAndAgain is the one to read first. It knows nothing of the gateway's inside but the store's rows of
// work in flight, which say how many repeats a kill may cause; everything else it judges by what stood on the wire.
//
// BORDERCAST_ALERTS and BORDERCAST_KILLS make the runs longer, BORDERCAST_SEED other ones, BORDERCAST_BINARY tries a
// program that is built already.
package trial
