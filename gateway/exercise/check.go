package exercise

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bordercast/gateway/agreement"
	"bordercast/gateway/config"
	"bordercast/gateway/exercise/scenario"
)

// Check has the gateway look at the configuration of a scenario, as if it were started with it. It says what is wrong
// with the lines of the scenario's file, which is called name. Warnings are not errors: an exercise is open on purpose.
func Check(name string, s scenario.Scenario, now time.Time) error {
	dir, err := os.MkdirTemp("", "bordercast-check-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for _, one := range s.Systems { // the keys that will be there when it is played
		if err := os.WriteFile(filepath.Join(dir, one.KeyName()+".pem"), nil, 0o600); err != nil {
			return err
		}
	}
	const line = "tcp://127.0.0.1:1883"
	text := s.Configuration.Placed(scenario.Fields{Data: dir, Keys: dir, Broker: "127.0.0.1:1883",
		Line: line, Others: line, HTTP: "127.0.0.1:8080", Until: now.AddDate(1, 0, 0)})
	c, err := config.Parse(name, []byte(text))
	if err != nil {
		return err
	}
	var wrong []string
	for _, p := range config.Check(c) {
		if p.Level == agreement.Error {
			wrong = append(wrong, strings.TrimRight(c.Explain(p), "\n"))
		}
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}
