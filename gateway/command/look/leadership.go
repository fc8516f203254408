package look

import (
	"strings"

	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
)

// printLeadership says who else is there, where somebody is. Why this one does not lead is said at the end, under what
// is wrong.
func printLeadership(e *cli.Env, s api.Status) {
	l := s.Leadership
	switch l.Role {
	case "standby":
		e.Printf("%s: %s leads since %s (instance %s, epoch %d)\n", e.Paint(cli.Yellow, "stands by"), cli.Plain(l.Host),
			cli.When(l.Since), cli.Plain(l.Leader), l.Epoch)
	case "leads":
		if len(l.Others) > 0 {
			var hosts []string
			for _, o := range l.Others {
				hosts = append(hosts, cli.Plain(o.Host)+" (instance "+cli.Plain(o.Instance)+")")
			}
			e.Printf("leads since %s (epoch %d); stands by: %s\n", cli.When(l.Since), l.Epoch, strings.Join(hosts, ", "))
		}
	}
	for _, b := range l.Blocked {
		e.Printf("%s %s, which gateway %s on host %s leads\n", e.Paint(cli.Yellow, "stands back from"), cli.Plain(b.Tree),
			cli.Plain(b.Gateway), cli.Plain(b.Host))
	}
}

// A status said again differs in its beat alone, every two seconds: that is no news for a person who watches.
type beats map[string]string

// news is false for a status that was shown already.
func (b beats) news(topic string, payload []byte) bool {
	if !strings.HasPrefix(topic, "gateway/v1/") || !strings.HasSuffix(topic, "/status") {
		return true
	}
	before, after, found := strings.Cut(string(payload), `"beat":`)
	_, after, _ = strings.Cut(after, ",")
	text := before + after
	if !found || b[topic] != text {
		b[topic] = text
		return true
	}
	return false
}
