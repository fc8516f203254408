package player

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
)

// installation is what the gateway of an exercise is installed on: its folder, its process, the lines to its
// destinations, and a second gateway once somebody starts one by mistake.
type installation struct {
	folder  folder
	gateway *child
	broker  string // URL
	http    string // host:port
	own     string // the destination that has a line of its own
	line    *proxy // to that destination
	others  *proxy // to every other one
	second  *child // nil while there is none
	correct []byte // the configuration as it was before somebody misspelt it
}

// configure finds ports, makes the lines, and writes the configuration.
func (i *installation) configure(ctx context.Context, s scenario.Scenario, until time.Time) error {
	broker, err := freePort()
	if err != nil {
		return err
	}
	http, err := freePort()
	if err != nil {
		return err
	}
	i.broker, i.http, i.own = "tcp://"+broker, http, s.Line
	if i.line, err = newProxy(ctx, broker); err != nil {
		return err
	}
	if i.others, err = newProxy(ctx, broker); err != nil {
		return err
	}
	return i.folder.writeConfig(s.Configuration, scenario.Fields{Data: i.folder.data, Keys: i.folder.keys, Broker: broker,
		Line: i.line.url(), Others: i.others.url(), HTTP: http, Until: until})
}

// lines are those to a destination; "" for all.
func (i *installation) lines(destination string) ([]*proxy, error) {
	switch destination {
	case "":
		return []*proxy{i.line, i.others}, nil
	case i.own:
		return []*proxy{i.line}, nil
	}
	return nil, fmt.Errorf("%s has no line of its own that could be cut", destination)
}

// misspell renames a destination throughout the configuration, and has the gateway read it.
func (i *installation) misspell(right, wrong string) error {
	var err error
	if i.correct, err = i.Configuration(); err != nil {
		return err
	}
	text := strings.ReplaceAll(string(i.correct), right, wrong)
	if err := os.WriteFile(i.folder.config, []byte(text), 0o600); err != nil {
		return err
	}
	return i.gateway.hangup()
}

func (i *installation) respell() error { return os.WriteFile(i.folder.config, i.correct, 0o600) }

// startSecond starts another gateway of the same name and configuration, with a folder of its own, on the same broker.
func (i *installation) startSecond(now time.Time) error {
	config, err := i.Configuration()
	if err != nil {
		return err
	}
	http, err := freePort()
	if err != nil {
		return err
	}
	f := i.folder
	f.config, f.data = filepath.Join(f.root, "second.yaml"), filepath.Join(f.root, "second")
	f.log = filepath.Join(f.root, "second.log")
	embedded := "embedded: {listen: \"" + strings.TrimPrefix(i.broker, "tcp://") + "\"}"
	text := strings.NewReplacer(
		i.folder.data,
		f.data,
		i.http,
		http,
		embedded,
		"url: \""+i.broker+"\"",
	).Replace(
		string(config),
	)
	if err := os.WriteFile(f.config, []byte(text), 0o600); err != nil {
		return err
	}
	i.second = &child{binary: i.gateway.binary, folder: f, factor: i.gateway.factor, real: i.gateway.real,
		client: api.Dial(f.data)}
	return i.second.begin(now)
}

// other is the second gateway, for the observer to ask; nil while there is none.
func (i *installation) other() observer.Gateway {
	if i.second == nil {
		return nil
	}
	return i.second
}

// VerifyTrail runs the program's own check of the audit trail.
func (i *installation) VerifyTrail(ctx context.Context) (string, error) {
	return i.gateway.run(ctx, "trail", "verify", "--data", i.folder.data)
}

// Configuration is the gateway's configuration as it is on disk.
func (i *installation) Configuration() ([]byte, error) { return os.ReadFile(i.folder.config) }

// strike stops the gateways and closes the lines.
func (i *installation) strike() {
	i.gateway.stop()
	if i.second != nil {
		i.second.stop()
		i.second.client.Close()
	}
	for _, line := range []*proxy{i.line, i.others} {
		if line != nil {
			line.close()
		}
	}
	i.gateway.client.Close()
}
