// Package leader lets one of several gateways of a name lead, on whatever broker they meet: the others stand back,
// warm, and one of them takes over within seconds when the leader is gone. It knows no protocol; package board below it
// speaks MQTT. Start with New, run [Keeper.Run] beside everything else, and ask [Keeper.Lead], which returns a [Term]
// once this process leads. What is published meanwhile asks [Keeper.Held] first.
//
// There is no server that grants a lock, and brokers know no compare-and-swap. There are retained messages:
//
//   - The seat is the gateway's status, one retained message for all instances of a name. Whoever leads writes it every
//     beat (2 s) with a counter one higher. Nobody writes it who has not looked first.
//   - An instance is a process: a number made at its start. Nothing stored makes one, so a copied folder is another.
//   - Whoever comes retains that it is there (its presence), then reads. Of two that come at once at least one sees the
//     other, whatever the broker does first.
//   - A counter that moves means: stand back. One that has not moved for three beats, by the reader's own clock and on
//     one connection, means that its writer is gone. Times in messages are for people and decide nothing.
//   - A claim is a higher epoch. It is kept in the store before it is said, said, and read again a beat later: the
//     highest (epoch, instance) on the board wins, and whoever sees a higher one than its own stands back at once. A
//     claimant that hears the one it follows still speak waits until that one has surely stopped.
//   - Three cases need no such wait: nobody else is there and the seat is empty, or its last writer said farewell; or
//     the last writer worked in the very folder whose lock this process holds, so it is dead.
//   - A leader that could not renew for three beats holds no longer: a process that was stopped for a while, or cut
//     off, reads the board before it says or does anything else. The follower waits longer than that.
//
// Of gateways with different names each leads its own trees of topics. The status names them; a gateway that finds a
// tree led by a living other stands back from that tree alone. Two that find each other leading the same one, as after
// a broker's outage, settle it by name: the first in the alphabet keeps it.
//
// The owner of an embedded broker leads it without asking: nobody else could write there.
//
// What a process knows is in parts that know nothing of each other: what another says on the seat (seat.go), what this
// process says and claims (ours.go), who else is there (presences.go), whose the trees are (neighbours.go), what the
// gateway asked for (term.go). The rules between them are in standing.go. A visit (visit.go) is one connection to the
// board and does what the rules say; [Keeper] is the door.
package leader
