package offline

import (
	"crypto/rand"
	"strings"

	"bordercast/certs"
	"bordercast/gateway/command/cli"
)

// Certs is `bordercast certs`: certificates for trials and exercises.
type Certs struct {
	Init  certsInitCmd  `cmd:"" help:"Make an authority, and all that a broker and its clients need."`
	Issue certsIssueCmd `cmd:"" help:"Make the certificates of one more client."`
	Show  certsShowCmd  `cmd:"" help:"Show certificates, keys and their fingerprints."`
}

// Help has the examples.
func (Certs) Help() string {
	return `For trials and exercises: the authority's key lies unencrypted beside the rest. Each agency gets two keys, one
to connect with and one to sign alerts with.

    bordercast certs init --dir certs --agency mema --agency nb-emo --responder responders-ca
    bordercast certs issue washington-ema --dir certs
    bordercast certs show certs`
}

type certsInitCmd struct {
	Dir          string   `default:"certs" type:"path" help:"Folder to write to."`
	Gateway      string   `default:"gateway" help:"Name of the gateway's client certificate."`
	Agency       []string `help:"An agency that sends alerts; may be repeated."`
	Responder    []string `help:"A responder that only reads; may be repeated."`
	Host         []string `help:"Another name or address of the broker; localhost, 127.0.0.1, ::1 and mosquitto are always in."`
	Overwrite    bool     `help:"Replace what is there; everything issued before stops working."`
	BrokerConfig string   `placeholder:"DIR" help:"Where Mosquitto will find its files, when that is not --dir."`
	BrokerData   string   `placeholder:"DIR" help:"Where Mosquitto keeps its database."`
	BrokerUser   string   `placeholder:"USER" help:"The account Mosquitto changes to when root starts it."`
}

// Help has the examples.
func (certsInitCmd) Help() string {
	return `Makes the authority, the broker's certificate, a client certificate for the gateway, each agency and each
responder, a key to sign alerts with for each agency, and a configuration and access list for Mosquitto.

    bordercast certs init --agency mema --agency nb-emo --responder responders-ca --host broker.example`
}

// Run makes the authority.
func (c certsInitCmd) Run(e *cli.Env) error {
	files, err := certs.Init(c.Dir, certs.Plan{Gateway: c.Gateway, Agencies: c.Agency, Responders: c.Responder,
		Hosts: c.Host, Overwrite: c.Overwrite,
		Broker: certs.Broker{Config: c.BrokerConfig, Data: c.BrokerData, User: c.BrokerUser}}, rand.Reader, e.Clock.Now())
	if err != nil {
		return err
	}
	printWritten(e, files)
	return nil
}

// printWritten lists files.
func printWritten(e *cli.Env, files []string) {
	e.Printf("wrote %s\n", strings.Join(files, "\nwrote "))
}

type certsIssueCmd struct {
	Name string     `arg:"" help:"The client's name: its user at the broker, and the system it publishes as."`
	Dir  string     `default:"certs" type:"path" help:"Folder of the authority."`
	Role certs.Role `enum:"agency,responder,gateway,broker,signer" default:"agency" help:"What it is for: ${enum}."`
	Host []string   `help:"With --role broker: a name or address of it; may be repeated."`
}

// Help has the examples.
func (certsIssueCmd) Help() string {
	return `    bordercast certs issue washington-ema --dir certs
    bordercast certs issue fire-hall-7 --role responder`
}

// Run issues.
func (c certsIssueCmd) Run(e *cli.Env) error {
	files, err := certs.Issue(c.Dir, c.Name, c.Role, c.Host, rand.Reader, e.Clock.Now())
	if err != nil {
		return err
	}
	printWritten(e, files)
	switch c.Role {
	case certs.RoleAgency, certs.RoleResponder, certs.RoleGateway:
		e.PrintProse("A Mosquitto that runs must read its access list anew before " + cli.Plain(c.Name) +
			" can publish or subscribe: `kill -HUP` its process, " +
			"or `docker-compose kill -s HUP mosquitto`. Nobody's connection is lost by it.")
	case certs.RoleBroker:
		e.PrintProse("Restart the broker: it reads its certificate when it starts.")
	}
	return nil
}

type certsShowCmd struct {
	Paths []string `arg:"" name:"path" help:"PEM files, or folders of them."`
	JSON  bool     `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (certsShowCmd) Help() string {
	return `    bordercast certs show certs/ca.pem
    bordercast certs show ./data/keys certs --json`
}

// Run shows. Private keys are never read.
func (c certsShowCmd) Run(e *cli.Env) error {
	all := []certs.Shown{}
	for _, path := range c.Paths {
		shown, err := certs.Show(path, e.Clock.Now())
		if err != nil {
			return err
		}
		all = append(all, shown...)
	}
	if c.JSON {
		return e.JSON(all)
	}
	for _, s := range all {
		printShown(e, s)
	}
	return nil
}

func printShown(e *cli.Env, s certs.Shown) {
	e.Printf("%s\n", e.Paint(cli.Bold, s.File))
	valid := ""
	if !s.NotAfter.IsZero() {
		valid = cli.When(s.NotBefore) + " to " + cli.When(s.NotAfter) + " (" + left(s.Days) + ")"
	}
	kind := s.Kind
	if s.CA {
		kind += ", authority"
	}
	e.Columns(cli.Filled([][]string{
		{"subject", cli.Plain(s.Subject)}, {"issuer", cli.Plain(s.Issuer)}, {"key", kind}, {"fingerprint", s.Fingerprint},
		{"certificate", s.Certificate}, {"valid", valid},
	}))
}

func left(days int) string {
	if days < 0 {
		return "expired " + cli.Count(-days, "day") + " ago"
	}
	return cli.Count(days, "day") + " left"
}
