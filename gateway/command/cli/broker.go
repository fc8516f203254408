package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"bordercast/adapters/mqtt"
	"bordercast/gateway/api"
)

// defaultBroker is where the embedded broker listens unless the configuration says otherwise.
const defaultBroker = "mqtt://127.0.0.1:1883"

// Wire says which broker send and watch speak to, and as whom.
type Wire struct {
	Broker       string `env:"BORDERCAST_BROKER" placeholder:"URL" help:"MQTT broker, mqtt://host:1883 or mqtts://host:8883 (default: that of the gateway running on --data, else mqtt://127.0.0.1:1883)."`
	User         string `help:"User at the broker."`
	PasswordFile string `type:"path" placeholder:"FILE" help:"File with the password on its first line."`
	CA           string `name:"ca" type:"path" placeholder:"PEM" help:"Certificate of the authority that signed the broker's."`
	Cert         string `type:"path" placeholder:"PEM" help:"Client certificate."`
	Key          string `type:"path" placeholder:"PEM" help:"Key of the client certificate."`
	Place
}

// DialBroker connects. role begins the client's name, which is new each time: two people may send at once. Names that
// begin with bordercast- are the gateway's own.
func (w Wire) DialBroker(ctx context.Context, role string) (*mqtt.Session, error) {
	url, err := w.url(ctx)
	if err != nil {
		return nil, err
	}
	return mqtt.Dial(ctx, mqtt.Config{
		Name: role, URL: url, ClientID: role + "-" + strings.ToLower(rand.Text()[:8]),
		User: w.User, PasswordFile: w.PasswordFile, CA: w.CA, Cert: w.Cert, Key: w.Key,
	})
}

// url is the broker given, else the one a gateway on this host says clients may use. Where none runs, or another
// account's does, it is the one that an embedded broker would have.
func (w Wire) url(ctx context.Context) (string, error) {
	if w.Broker != "" {
		return w.Broker, nil
	}
	status, err := w.Status(ctx)
	var fault *api.Fault
	switch {
	case errors.As(err, &fault) && (fault.Code == api.NotRunning || fault.Code == api.NotAllowed):
		return defaultBroker, nil
	case err != nil:
		return "", err
	}
	return cmp.Or(status.Broker, defaultBroker), nil
}

// Status asks the gateway on this host, if there is one.
func (w Wire) Status(ctx context.Context) (api.Status, error) {
	client, err := w.Dial()
	if err != nil {
		return api.Status{}, err
	}
	defer client.Close()
	return client.Status(ctx)
}

// ErrLost says that the broker hung up.
var ErrLost = errors.New("the link to the broker was lost: try again")
