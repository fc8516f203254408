package config

import (
	"bordercast/adapters/spool"
	"bordercast/adapters/webhook"
	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/yamlfile"
)

// Duration is a length of time; what cannot be read is refused with its place in the file.
type Duration = agreement.Duration

// Problem is something wrong with a configuration, and what to do about it.
type Problem = agreement.Problem

// Config is the whole file. After Load it is not changed any more.
type Config struct {
	Gateway   Gateway         `yaml:"gateway"`
	Broker    Broker          `yaml:"broker"`
	Store     Store           `yaml:"store,omitempty"`
	Parties   []Party         `yaml:"parties,omitempty"`
	Systems   []System        `yaml:"systems,omitempty"`
	Agreement agreement.Terms `yaml:"agreement,omitempty"`
	Events    Events          `yaml:"events,omitempty"`
	Alarms    Alarms          `yaml:"alarms,omitempty"`
	HTTP      HTTP            `yaml:"http,omitempty"`
	Limits    Limits          `yaml:"limits,omitempty"`

	main, terms yamlfile.File // where it and its agreement were read, for excerpts
	env         Environment   // in which the files it names are looked for
}

// Gateway is this gateway itself.
type Gateway struct {
	Name      string   `yaml:"name"`                 // a level of topics, and what derived alerts say they passed
	Sender    string   `yaml:"sender"`               // name@domain: sender of every derived alert
	Data      string   `yaml:"data"`                 // folder of store, keys and socket
	PublicURL string   `yaml:"public_url,omitempty"` // where others reach this gateway over HTTP; "" writes no URI
	MaxAlert  Size     `yaml:"max_alert,omitempty"`  // larger messages are quarantined unread
	Operators []Person `yaml:"operators,omitempty"`  // who may do what concerns the gateway itself
	Socket    Socket   `yaml:"socket,omitempty"`     // where people reach it
}

// Socket is the local socket through which people act on a running gateway.
type Socket struct {
	Path  string `yaml:"path,omitempty"`  // in a folder of its own; "" is in the data folder
	Group string `yaml:"group,omitempty"` // group of accounts that may open it; "" is the gateway's own account
}

// Limits bound what one alert may cost. What exceeds one of them is left out with a finding, and the rest crosses.
type Limits struct {
	Areas         int      `yaml:"areas,omitempty"`          // of one alert
	Geocodes      int      `yaml:"geocodes,omitempty"`       // of one alert
	PolygonPoints int      `yaml:"polygon_points,omitempty"` // of one polygon; a longer one is drawn coarser, outward
	Infos         int      `yaml:"infos,omitempty"`
	Work          Duration `yaml:"work,omitempty"`       // on the ground of one alert
	Districts     int      `yaml:"districts,omitempty"`  // derived from a drawing
	Subscriber    Size     `yaml:"subscriber,omitempty"` // what waits for one subscriber of the embedded broker
}

// Broker is where the gateway speaks MQTT: its own embedded broker, or one elsewhere.
type Broker struct {
	Embedded     *Embedded `yaml:"embedded,omitempty"`
	URL          string    `yaml:"url,omitempty"` // ssl://host:8883 or tcp://127.0.0.1:1883
	User         string    `yaml:"user,omitempty"`
	PasswordFile string    `yaml:"password_file,omitempty"`
	CA           string    `yaml:"ca,omitempty"`
	Cert         string    `yaml:"cert,omitempty"`
	Key          string    `yaml:"key,omitempty"`
	Open         bool      `yaml:"open,omitempty"` // anybody who reaches it may publish and read, in lane actual too
}

// Embedded is the broker inside the gateway's own process.
type Embedded struct {
	Listen     string `yaml:"listen"`
	Cert       string `yaml:"cert,omitempty"` // with key: TLS
	Key        string `yaml:"key,omitempty"`
	CA         string `yaml:"ca,omitempty"` // signer of client certificates
	SyncAlways bool   `yaml:"sync_always,omitempty"`
	Users      []User `yaml:"users,omitempty"`
}

// User is somebody who may connect to the embedded broker, by password or by the common name of a client
// certificate. A user of a party publishes as its systems and reads its tree; any user reads the public trees.
type User struct {
	Name         string `yaml:"name"`
	PasswordFile string `yaml:"password_file,omitempty"`
	Certificate  string `yaml:"certificate,omitempty"`
	Party        string `yaml:"party,omitempty"`
}

// Store is where the gateway keeps its book.
type Store struct {
	SQLite *SQLite `yaml:"sqlite,omitempty"`
}

// SQLite is a database file in the data folder. It has no settings.
type SQLite struct{}

// Party is an organisation of the agreement: owner of systems and people.
type Party struct {
	Name      string   `yaml:"name"`
	Side      cap.Side `yaml:"side"`
	People    []Person `yaml:"people,omitempty"`    // who may answer for it
	Addresses []string `yaml:"addresses,omitempty"` // what a Private alert may call it, besides names and senders
	Phone     string   `yaml:"phone,omitempty"`     // where somebody answers day and night
	Call      []Call   `yaml:"call,omitempty"`      // who is called, in this order, when something grave waits
}

// System is an outside party's link or feed.
type System struct {
	Name        string   `yaml:"name"`
	Party       string   `yaml:"party,omitempty"`
	Side        cap.Side `yaml:"side"`
	Kind        Kind     `yaml:"kind"`
	Senders     []string `yaml:"senders,omitempty"` // CAP senders that speak through it; none = any
	EndsBy      []string `yaml:"ends_by,omitempty"` // other systems by which an end of what it brought may come
	SilentAfter Duration `yaml:"silent_after,omitempty"`
	In          *In      `yaml:"in,omitempty"`  // it is a source
	Out         *Out     `yaml:"out,omitempty"` // it is a destination

	Spool   *spool.Config   `yaml:"spool,omitempty"`   // of kind spool
	Webhook *webhook.Config `yaml:"webhook,omitempty"` // of kind webhook
}

// In is what is taken from a system.
type In struct {
	Lanes        []cap.Lane `yaml:"lanes"`
	Trust        Trust      `yaml:"trust,omitempty"`
	Unsigned     Policy     `yaml:"unsigned,omitempty"`     // accept, hold or invalid (it always signs)
	Unverifiable Policy     `yaml:"unverifiable,omitempty"` // accept or hold
}

// Trust is by which keys a system's signatures are judged.
type Trust struct {
	Keys    []string `yaml:"keys,omitempty"`    // PEM files: certificates or public keys, pinned
	Issuers []string `yaml:"issuers,omitempty"` // PEM files: certificate authorities
	Subject string   `yaml:"subject,omitempty"` // regular expression for the whole common name, under an issuer
	Signer  string   `yaml:"signer,omitempty"`  // whose signature counts where there are several
}

// Policy is what is done with a verdict that is neither valid nor invalid.
type Policy string

// The policies.
const (
	Accept  Policy = "accept"
	HoldIt  Policy = "hold"
	Invalid Policy = "invalid"
)

// Out is what a system is given.
type Out struct {
	Lanes []cap.Lane `yaml:"lanes"`
	Tree  Tree       `yaml:"tree,omitempty"`
	// Area is where it may post, as a COG may only in its own counties: what is drawn beyond is cut off. None is
	// everywhere.
	Area []Ground `yaml:"area,omitempty"`
	// BrokerURL is another address of the same broker for this destination's own connection, such as a line that an
	// exercise can cut; "" is the broker's own.
	BrokerURL string `yaml:"broker_url,omitempty"`
}

// Tree is where on MQTT a destination's alerts stand.
type Tree string

// The trees: Public is alerts/v1/{lane}/{side of the system}/…, OfParty is parties/v1/{lane}/{party}/….
const (
	Public  Tree = "public"
	OfParty Tree = "party"
)

// Alarms are how people are reached besides MQTT.
type Alarms struct {
	Command []string `yaml:"command,omitempty"` // program and arguments; the alarm is JSON on its input
	Webhook string   `yaml:"webhook,omitempty"`
	Repeat  Duration `yaml:"repeat,omitempty"` // until somebody acknowledges
	// LinkDown is after how long a link that is down is something for people to know.
	LinkDown Duration `yaml:"link_down,omitempty"`
}

// HTTP is the gateway's own small server.
type HTTP struct {
	Listen   string `yaml:"listen,omitempty"` // "" serves nothing; beyond loopback only with Cert and Key
	Cert     string `yaml:"cert,omitempty"`   // with Key: TLS
	Key      string `yaml:"key,omitempty"`
	ClientCA string `yaml:"client_ca,omitempty"` // signer of the certificate that everybody must show; "" asks nobody
	Feeds    bool   `yaml:"feeds,omitempty"`
}

// System finds a system by name.
func (c *Config) System(name string) (System, bool) {
	for _, s := range c.Systems {
		if s.Name == name {
			return s, true
		}
	}
	return System{}, false
}

// Party finds a party by name.
func (c *Config) Party(name string) (Party, bool) {
	for _, p := range c.Parties {
		if p.Name == name {
			return p, true
		}
	}
	return Party{}, false
}
