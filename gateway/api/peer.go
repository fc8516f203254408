package api

import (
	"context"
	"net"
	"os/user"
	"strconv"
)

// peerKey carries the connection's peer. A context value is the only way net/http gives a handler what was learnt
// when the connection was accepted.
type peerKey struct{}

// withPeer asks the kernel, once per connection, who opened it.
func withPeer(ctx context.Context, conn net.Conn) context.Context {
	uid, err := peerUID(conn)
	if err != nil {
		return ctx // peerOf answers nobody
	}
	return context.WithValue(ctx, peerKey{}, Actor{UID: uid, User: userName(uid)})
}

// peerOf is who opened the connection. UID -1 is nobody known, as on systems that do not say.
func peerOf(ctx context.Context) Actor {
	if a, ok := ctx.Value(peerKey{}).(Actor); ok {
		return a
	}
	return Actor{UID: -1, User: "unknown"}
}

// userName is the account's name, or its number where no account goes by it (a container's bare uid).
func userName(uid int) string {
	number := strconv.Itoa(uid)
	if u, err := user.LookupId(number); err == nil {
		return u.Username
	}
	return number
}
