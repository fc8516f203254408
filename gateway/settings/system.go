package settings

import (
	"crypto/sha256"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"bordercast/adapters"
	"bordercast/adapters/spool"
	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/certs"
	"bordercast/gateway/config"
	"bordercast/gateway/topics"
)

// FiltersOf match everything a destination may have retained.
func (s *System) FiltersOf() []string {
	var filters []string
	for _, lane := range s.Out {
		if s.Public {
			filters = append(filters, topics.Filter(lane, s.Side))
			continue
		}
		tree := topics.Tree{Lane: lane, Party: s.Party}.Filter()
		filters = append(filters, strings.TrimSuffix(tree, "#")+"alerts/#")
	}
	return filters
}

// BrokerRef is how an outside broker is reached.
type BrokerRef struct {
	URL          string `json:"url,omitempty"`
	User         string `json:"user,omitempty"`
	PasswordFile string `json:"password_file,omitempty"`
	CA           string `json:"ca,omitempty"`
	Cert         string `json:"cert,omitempty"`
	Key          string `json:"key,omitempty"`
}

// System is a configured system, ready to use. It is immutable.
type System struct {
	Name, Party string
	Side        cap.Side
	In, Out     []cap.Lane     // lanes it may speak in, lanes it takes
	Public      bool           // what it takes stands in the public tree
	Area        []geo.District // where it may post; none is everywhere
	Senders     []string
	Trust       *certs.Trust
	Unsigned    string
	Unverified  string
	Settings    config.System
	Source      config.System // as it is received from: Settings, but for a frozen one
	Frozen      []cap.Lane    // lanes in which it is served as it was, and takes nothing new
	Broker      *BrokerRef    // nil: the configuration's; a frozen one may stand at another
	Unreachable bool          // that other is a broker of the gateway's own, which it has no more

	secrets [sha256.Size]byte // of what is in the files that the block of its wire names
}

// HoldsState says whether what stands at a destination can be read back: what is retained at a broker. What went into a
// folder or to an address is there, and nobody asks.
func (s *System) HoldsState() bool { return s.Settings.Kind == config.MQTT }

// WantsOriginal says whether a destination keeps the alert as its originator sent it, beside what it is given.
func (s *System) WantsOriginal() bool {
	b := s.Settings.Spool
	return s.Settings.Kind == config.Spool && b != nil && (slices.Contains(b.Write, adapters.Original) ||
		slices.Contains(b.Write, spool.All))
}

// systemsOf makes the systems of a configuration.
func systemsOf(c *config.Config) (map[string]*System, error) {
	all := map[string]*System{}
	for _, s := range c.Systems {
		made := &System{Name: s.Name, Party: s.Party, Side: s.Side, Senders: s.Senders, Settings: s, Source: s}
		if s.In != nil {
			if err := made.source(*s.In); err != nil {
				return nil, fmt.Errorf("system %s: %w", s.Name, err)
			}
		}
		if s.Out != nil {
			made.Out, made.Public = s.Out.Lanes, s.Out.Tree == config.Public
			for _, g := range s.Out.Area {
				d, _ := g.District() // config.Check refuses what is none
				made.Area = append(made.Area, d)
			}
		}
		if s.Webhook != nil {
			sum := sha256.New()
			for _, path := range s.Webhook.Paths() {
				text, err := os.ReadFile(*path)
				if err != nil {
					return nil, fmt.Errorf("system %s: %w", s.Name, err)
				}
				_, _ = fmt.Fprintf(sum, "%d %s", len(text), text)
			}
			sum.Sum(made.secrets[:0])
		}
		all[s.Name] = made
	}
	return all, nil
}

// SameWire says that two systems of a name are reached in the same way, with the same secrets.
func (s *System) SameWire(other *System) bool {
	return s.Source.Kind == other.Source.Kind && s.Settings.Kind == other.Settings.Kind && s.secrets == other.secrets &&
		reflect.DeepEqual(s.Settings.Spool, other.Settings.Spool) &&
		reflect.DeepEqual(s.Settings.Webhook, other.Settings.Webhook) &&
		reflect.DeepEqual(s.Source.Spool, other.Source.Spool) && reflect.DeepEqual(s.Source.Webhook, other.Source.Webhook)
}

func (s *System) source(in config.In) (err error) {
	s.In, s.Unsigned, s.Unverified = in.Lanes, string(in.Unsigned), string(in.Unverifiable)
	s.Trust, err = certs.NewTrust(certs.TrustConfig{
		Keys: in.Trust.Keys, Issuers: in.Trust.Issuers, Subject: in.Trust.Subject, Signer: in.Trust.Signer,
		AlwaysSigns: in.Unsigned == config.Invalid,
	})
	return err
}

// TreeIn is the tree where a destination's alerts of a lane stand.
func (s *System) TreeIn(lane cap.Lane) string {
	if s.Public {
		return topics.Root(lane, s.Side)
	}
	return topics.Tree{Lane: lane, Party: s.Party}.Root()
}
