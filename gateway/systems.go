package gateway

import (
	"errors"

	"bordercast/adapters"
	"bordercast/adapters/spool"
	"bordercast/adapters/webhook"
	"bordercast/gateway/config"
	"bordercast/gateway/wires"
)

// errNoBlock is of a frozen destination alone, whose row in the store is damaged: the configuration refuses it.
var errNoBlock = errors.New("the store does not say how it is reached: put the system back into the configuration")

// kinds are the wires beside MQTT, by the word for them in a configuration: a new one is a line here, a block in
// config.System, and a folder of adapters (docs/writing-an-adapter.md). MQTT is the gateway's own ground, with sessions,
// trees and a broker that may be its own, and is wired in package wires.
func kinds() map[config.Kind]wires.Kind {
	return map[config.Kind]wires.Kind{
		config.Spool: {
			Source: func(s config.System, in adapters.Inbound) (adapters.Source, error) {
				if s.Spool == nil {
					return nil, errNoBlock
				}
				return spool.NewSource(*s.Spool, in), nil
			},
			Destination: func(s config.System, out adapters.Outbound) (adapters.Destination, error) {
				if s.Spool == nil {
					return nil, errNoBlock
				}
				return spool.NewDestination(*s.Spool, out), nil
			},
		},
		config.Webhook: {
			Source: func(s config.System, in adapters.Inbound) (adapters.Source, error) {
				if s.Webhook == nil {
					return nil, errNoBlock
				}
				return webhook.NewSource(*s.Webhook, in)
			},
			Destination: func(s config.System, out adapters.Outbound) (adapters.Destination, error) {
				if s.Webhook == nil {
					return nil, errNoBlock
				}
				return webhook.NewDestination(*s.Webhook, out)
			},
		},
	}
}
