package broker

import (
	"fmt"
	"strings"

	"github.com/nats-io/nats-server/v2/server"
)

// subject is an MQTT topic filter in the words of NATS: levels are parted by dots, + is *, # is >, and a dot of the
// topic becomes //.
func subject(filter string) (string, error) {
	if filter == "" || strings.ContainsAny(filter, " \t\n\r\f\x7f*>") {
		return "", fmt.Errorf("topic filter %q: spaces, * and > and the empty filter are not "+
			"possible with the embedded broker", filter)
	}
	levels := strings.Split(filter, "/")
	for i, level := range levels {
		switch {
		case level == "+":
			levels[i] = "*"
		case level == "#" && i == len(levels)-1:
			levels[i] = ">"
		case level == "" || strings.ContainsAny(level, "+#"):
			return "", fmt.Errorf("topic filter %q: empty levels, and + or # beside other characters, are not possible", filter)
		default:
			levels[i] = strings.ReplaceAll(level, ".", "//")
		}
	}
	return strings.Join(levels, "."), nil
}

// topic is the way back, for what the server logs. No wildcards occur there.
func topic(subject string) string {
	return strings.NewReplacer("//", ".", ".", "/").Replace(subject)
}

// permissions are a user's rights. MQTT's a/# covers a itself, which takes a second subject in NATS.
func (u User) permissions() (*server.Permissions, error) {
	publish, err := subjects(u.Publish)
	if err != nil {
		return nil, fmt.Errorf("user %s, publish: %w", u.Name, err)
	}
	subscribe, err := subjects(u.Subscribe)
	if err != nil {
		return nil, fmt.Errorf("user %s, subscribe: %w", u.Name, err)
	}
	p := &server.Permissions{
		Publish:   &server.SubjectPermission{Allow: publish},
		Subscribe: &server.SubjectPermission{Allow: subscribe},
	}
	if len(subscribe) == 0 {
		p.Subscribe.Deny = []string{">"} // for NATS an empty list of subscriptions allows all
	}
	return p, nil
}

func subjects(filters []string) ([]string, error) {
	out := []string{} // not nil: for NATS nil allows all
	for _, f := range filters {
		s, err := subject(f)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		if parent, ok := strings.CutSuffix(s, ".>"); ok {
			out = append(out, parent)
		}
	}
	return out, nil
}
