package command

import (
	"strings"

	"bordercast/gateway/api"
)

// leadership says who else is there, where somebody is. Why this one does not lead stands at the end, under what is wrong.
func (e *env) leadership(s api.Status) {
	l := s.Leadership
	switch l.Role {
	case "standby":
		e.printf("%s: %s leads since %s (instance %s, epoch %d)\n", e.paint(yellow, "stands by"), plain(l.Host), when(l.Since), plain(l.Leader), l.Epoch)
	case "leads":
		if len(l.Others) > 0 {
			var hosts []string
			for _, o := range l.Others {
				hosts = append(hosts, plain(o.Host)+" (instance "+plain(o.Instance)+")")
			}
			e.printf("leads since %s (epoch %d); stands by: %s\n", when(l.Since), l.Epoch, strings.Join(hosts, ", "))
		}
	}
	for _, b := range l.Blocked {
		e.printf("%s %s, which gateway %s on host %s leads\n", e.paint(yellow, "stands back from"), plain(b.Tree), plain(b.Gateway), plain(b.Host))
	}
}

// A status said again differs in its beat alone, every two seconds: that is no news for whoever watches.
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
