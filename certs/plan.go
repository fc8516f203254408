package certs

import (
	"fmt"
	"path/filepath"
	"regexp"
)

// Role is what a certificate of the development CA is for. It stands in the certificate's OU.
type Role string

// The roles. Agencies and responders connect as clients, and so does the gateway; an agency signs alerts with a
// second key, so that whoever holds its link cannot speak for it.
const (
	RoleBroker    Role = "broker"
	RoleGateway   Role = "gateway"
	RoleAgency    Role = "agency"
	RoleResponder Role = "responder"
	RoleSigner    Role = "signer"
)

// Plan is what Init makes. Names become topic levels, user names and file names.
type Plan struct {
	Gateway    string
	Agencies   []string
	Responders []string
	Hosts      []string // further names and addresses of the broker; localhost, 127.0.0.1, ::1, mosquitto are always in
	Broker     Broker
	Overwrite  bool // replace keys and certificates that are there; everything issued before stops working
}

// Broker is where Mosquitto will find its files, when that is not where Init writes them (in a container).
type Broker struct {
	Config string // folder of mosquitto.conf, "" for the folder given to Init
	Data   string // folder of its database, "" for {Config}/data
	Port   int    // of the TLS listener, 0 for 8883
	User   string // the account Mosquitto changes to when root starts it, "" for its own
}

type member struct {
	name string
	role Role
}

func (p Plan) members() []member {
	all := []member{{p.Gateway, RoleGateway}}
	for _, n := range p.Agencies {
		all = append(all, member{n, RoleAgency})
	}
	for _, n := range p.Responders {
		all = append(all, member{n, RoleResponder})
	}
	return all
}

// safeName is what can be a topic level, a line of the acl and a file, all at once.
var safeName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func badName(name string) error {
	return fmt.Errorf("%q cannot be a name: use small letters, digits and hyphens, for it becomes a topic level", name)
}

func (p Plan) check() error {
	seen := map[string]bool{}
	for _, m := range p.members() {
		if !safeName.MatchString(m.name) {
			return badName(m.name)
		}
		if seen[m.name] {
			return fmt.Errorf("%q is named twice: a client certificate stands for one party", m.name)
		}
		seen[m.name] = true
	}
	return nil
}

func (p Plan) files(dir string) []string {
	names := []string{"ca", "broker"}
	for _, m := range p.members() {
		names = append(names, filepath.Join("clients", m.name))
		if m.role == RoleAgency {
			names = append(names, filepath.Join("signing", m.name))
		}
	}
	var files []string
	for _, n := range names {
		files = append(files, filepath.Join(dir, n+".key"), filepath.Join(dir, n+".pem"))
	}
	return files
}
