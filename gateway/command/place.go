package command

import (
	"cmp"

	"bordercast/gateway/api"
	"bordercast/gateway/config"
)

// place says which gateway is meant: by its data folder, or by the configuration that names it.
type place struct {
	Data   string `env:"BORDERCAST_DATA" placeholder:"DIR" help:"The gateway's data folder (default: the configuration's, or ./data)."`
	Config string `env:"BORDERCAST_CONFIG" placeholder:"FILE" help:"The gateway's configuration."`
}

// load reads the configuration, or gives the one that serve runs on without a file.
func (p place) load() (*config.Config, error) {
	if p.Config == "" {
		return config.Default(), nil
	}
	return config.Load(p.Config)
}

// folder is the data folder.
func (p place) folder() (string, error) {
	if p.Data != "" {
		return p.Data, nil
	}
	cfg, err := p.load()
	if err != nil {
		return "", err
	}
	return cmp.Or(cfg.Gateway.Data, "data"), nil
}

// dial finds the daemon. It opens nothing: the first call says whether one is there.
func (p place) dial() (*api.Client, error) {
	dir, err := p.folder()
	if err != nil {
		return nil, err
	}
	return api.Dial(dir), nil
}
