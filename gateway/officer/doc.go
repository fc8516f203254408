// Package officer says who may do what to a running gateway: one table of acts and people, made from the
// configuration, and asked for every act that somebody gives over the local socket.
//
// Two kinds of people are listed. An operator looks after the gateway itself (gateway.operators); a party's people
// answer for that party (parties[].people). What each kind may do stands in Act; what a person may do can be narrowed
// to some acts, and a name can be bound to one account of the gateway's host, so that nobody else there can give it.
//
//	t := officer.NewTable(operators, map[string][]officer.Person{"nb-emo": {{Name: "nb-duty", Account: "duty1"}}})
//	refusal := t.May(officer.Approve, officer.Actor{As: "nb-duty", Account: "duty1", UID: 1001}, "nb-emo") // nil: yes
//
// Where nobody is listed at all, as at a first run, whoever may open the socket may do everything and is recorded by
// account. The configuration refuses that for a gateway that carries actual alerts.
//
// The package reads no clock, no store and no network, and decides nothing about alerts: whether one is held, or was
// given to a destination, is for its caller to find out. It does not prove who somebody is either: a name without an
// account is asserted, and the account is what the kernel says of the socket's peer.
package officer
