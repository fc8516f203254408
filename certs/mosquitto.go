package certs

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// configure writes mosquitto.conf and acl.
func (a *authority) configure(b Broker) error {
	if b.Config == "" {
		abs, err := filepath.Abs(a.dir)
		if err != nil {
			return err
		}
		b.Config = abs
		if b.Data == "" {
			if err := os.MkdirAll(filepath.Join(a.dir, "data"), 0o700); err != nil {
				return fmt.Errorf("cannot make the broker's data folder: %w", pathless(err))
			}
		}
	}
	if b.Data == "" {
		b.Data = filepath.Join(b.Config, "data")
	}
	if err := a.write("mosquitto.conf", b.conf()); err != nil {
		return err
	}
	return a.allow()
}

// allow writes the acl anew from the certificates that are in clients/.
func (a *authority) allow() error {
	found, err := filepath.Glob(filepath.Join(a.dir, "clients", "*.pem"))
	if err != nil {
		return err
	}
	var members []member
	for _, file := range found {
		p, err := readPublic(file)
		if err != nil {
			return err
		}
		if c := p[0].cert; c != nil && len(c.Subject.OrganizationalUnit) == 1 {
			members = append(members, member{c.Subject.CommonName, Role(c.Subject.OrganizationalUnit[0])})
		}
	}
	slices.SortFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return a.write("acl", accessOf(members))
}

// write replaces: these two files are made from the certificates and hold nothing of their own.
func (a *authority) write(name, text string) error {
	file := filepath.Join(a.dir, name)
	if err := saveFile(file, []byte(text), 0o644, true); err != nil {
		return err
	}
	a.wrote = append(a.wrote, file)
	return nil
}

// conf is the broker's configuration. Persistence and an unlimited queue are what make its PUBACK to an agency a
// promise: with the default of 1000 queued messages a gateway that is down for a while loses alerts.
func (b Broker) conf() string {
	in := func(name string) string { return filepath.Join(b.Config, name) }
	lines := []string{
		"# Mosquitto for bordercast. Written by `bordercast certs init`.",
		fmt.Sprintf("listener %d", cmp.Or(b.Port, 8883)),
		"cafile " + in("ca.pem"),
		"certfile " + in("broker.pem"),
		"keyfile " + in("broker.key"),
		"",
		"# Nobody connects without a certificate of the CA; its CN is the user the acl speaks of.",
		"require_certificate true",
		"use_identity_as_username true",
		"allow_anonymous false",
		"acl_file " + in("acl"),
		"# use_username_as_clientid stays off: with it the links of one account throw each other out, which are the gateway's",
		"# own, and an agency's send and watch. Nobody else can take the gateway's sessions: its client names end in a secret.",
		"",
		"# What was acknowledged survives a restart, and nothing is dropped while the gateway is away. A power cut can",
		"# cost the last half minute: an agency relies on the gateway's receipt, not on the broker's acknowledgement.",
		"persistence true",
		"persistence_location " + strings.TrimSuffix(b.Data, "/") + "/",
		"autosave_interval 30",
		"# With no limit on the queue, Mosquitto 2.0 also cuts off a client that publishes where the acl forbids it.",
		"max_queued_messages 0",
		"",
		"# An alert with its resources inside may have 5 MB (traps ca-4); larger ones are no alerts.",
		"max_packet_size 6291456",
		"# Without it the last piece of an alert waits up to 40 ms for the reader's acknowledgement of the piece before.",
		"set_tcp_nodelay true",
	}
	if b.User != "" {
		lines = append(lines, "", "user "+b.User)
	}
	return strings.Join(lines, "\n") + "\n"
}

// accessOf is the acl: an agency speaks only as itself and reads its own answers; a responder reads what is public;
// all else is written by the gateway alone.
func accessOf(members []member) string {
	var b strings.Builder
	b.WriteString("# Written by `bordercast certs` from the certificates in clients/. Changes here are lost.\n")
	for _, m := range members {
		fmt.Fprintf(&b, "\nuser %s\n", m.name)
		for _, right := range rights(m) {
			fmt.Fprintf(&b, "topic %s\n", right)
		}
	}
	return b.String()
}

func rights(m member) []string {
	switch m.role {
	case RoleGateway: // it reads its own tree back on every connection
		return []string{
			"read bordercast/v1/in/+", "readwrite bordercast/v1/receipt/+",
			"readwrite alerts/v1/#", "readwrite parties/v1/#", "readwrite gateway/v1/#",
		}
	case RoleAgency:
		return []string{
			"write bordercast/v1/in/" + m.name, "read bordercast/v1/receipt/" + m.name,
			"read parties/v1/+/" + m.name + "/#",
			"read gateway/v1/+/status", "read gateway/v1/+/checkpoint", // a neighbour that keeps checkpoints is a witness
		}
	case RoleResponder:
		return []string{"read alerts/#", "read gateway/v1/+/status", "read gateway/v1/+/checkpoint"}
	}
	return nil
}
