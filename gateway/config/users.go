package config

import "bordercast/gateway/topics"

// Account is a user of the embedded broker with what it may do, ready for the broker.
type Account struct {
	Name         string
	PasswordFile string
	Certificate  string   // common name of its client certificate
	Publish      []string // topic filters
	Subscribe    []string
}

// Accounts are the users of the embedded broker. Everybody reads the public trees and what the gateway says of
// itself; a party's users also publish as its systems and read the receipts of those and the party's own tree.
func (c *Config) Accounts() []Account {
	if c.Broker.Embedded == nil {
		return nil
	}
	var all []Account
	for _, u := range c.Broker.Embedded.Users {
		a := Account{Name: u.Name, PasswordFile: u.PasswordFile, Certificate: u.Certificate,
			Subscribe: []string{"alerts/v1/#", "gateway/v1/#"}}
		if u.Party != "" {
			a.Subscribe = append(a.Subscribe, "parties/v1/+/"+topics.Token(u.Party)+"/#")
			for _, s := range c.Systems {
				if s.Party == u.Party && s.In != nil && s.Kind == MQTT {
					a.Publish = append(a.Publish, topics.In(s.Name))
					a.Subscribe = append(a.Subscribe, topics.ReceiptTo(s.Name))
				}
			}
		}
		all = append(all, a)
	}
	return all
}
