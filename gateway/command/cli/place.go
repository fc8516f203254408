package cli

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"

	"bordercast/gateway/api"
	"bordercast/gateway/config"
)

// Place says which gateway is meant: by its data folder, by the configuration that names it, or by its socket alone,
// for accounts that may open no more than that.
type Place struct {
	Data   string `env:"BORDERCAST_DATA" placeholder:"DIR" help:"The gateway's data folder (default: the configuration's, or ./data)."`
	Config string `env:"BORDERCAST_CONFIG" placeholder:"FILE" help:"The gateway's configuration."`
	Socket string `env:"BORDERCAST_SOCKET" placeholder:"PATH" help:"The gateway's socket (default: the configuration's, or the one in the data folder)."`
}

// Load reads the configuration, or gives the one that serve runs on without a file.
func (p Place) Load() (*config.Config, error) {
	cfg := config.Default()
	if p.Config != "" {
		var err error
		if cfg, err = config.Load(p.Config); err != nil {
			return nil, err
		}
	}
	cfg.Gateway.Socket.Path = cmp.Or(p.Socket, cfg.Gateway.Socket.Path)
	return cfg, nil
}

// Folder is the data folder.
func (p Place) Folder() (string, error) {
	if p.Data != "" {
		return p.Data, nil
	}
	cfg, err := p.Load()
	if err != nil {
		return "", err
	}
	return cmp.Or(cfg.Gateway.Data, "data"), nil
}

// Dial finds the daemon. It opens nothing: the first call says whether one is there. The data folder leads to the
// socket wherever that is, for those who may enter it; others find it by the configuration.
func (p Place) Dial() (*api.Client, error) {
	if p.Socket != "" {
		return api.DialSocket(p.Socket), nil
	}
	if _, err := os.Lstat(filepath.Join(p.Data, api.SocketName)); p.Data != "" && (err == nil || p.Config == "") {
		return api.Dial(p.Data), nil
	}
	cfg, err := p.Load()
	switch {
	case err != nil:
		return nil, err
	case cfg.Gateway.Socket.Path != "":
		return api.DialSocket(cfg.Gateway.Socket.Path), nil
	}
	return api.Dial(cmp.Or(p.Data, cfg.Gateway.Data, "data")), nil
}

// Flags are those by which the person said which gateway is meant, to be typed again.
func (p Place) Flags() string {
	text := ""
	if p.Config != "" {
		text += " --config " + Quoted(p.Config)
	}
	if p.Data != "" {
		text += " --data " + Quoted(p.Data)
	}
	if p.Socket != "" {
		text += " --socket " + Quoted(p.Socket)
	}
	return text
}

// Quoted is a word as a shell takes it back.
func Quoted(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return strings.ContainsRune(" \t\n'\"\\$`&|;<>()*?[]#~!{}", r)
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
