package look

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/leader"
	"bordercast/gateway/topics"
)

// feature is what a line shows of an alert's JSON.
type feature struct {
	Properties struct {
		Chain    string  `json:"chain"`
		Headline phrases `json:"headline"`
		Event    phrases `json:"event"`
		Severity string  `json:"severity"`
		Reach    string  `json:"reach"`
		Expires  string  `json:"expires"`
	} `json:"properties"`
}

// phrases is a text in both languages.
type phrases struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

func (p phrases) any() string {
	if p.EN != "" {
		return p.EN
	}
	return p.FR
}

// line is one message on one line for people. What stood there before the watch began is marked with a dot.
func line(e *cli.Env, m adapters.Message) string {
	stamp := e.Clock.Now().Local().Format("15:04:05")
	if m.Retain {
		stamp += " ·"
	} else {
		stamp += "  "
	}
	t, known := topics.Parse(m.Topic)
	if !known {
		return stamp + " " + cli.Plain(m.Topic) + "  " + bytesOf(m.Payload)
	}
	where := cli.Plain(label(t))
	switch {
	case len(m.Payload) == 0:
		return stamp + " " + where + "  " + e.Paint(cli.Faint, "cleared")
	case t.Leaf == topics.Ended:
		return stamp + " " + where + "  " + e.Paint(cli.Green, ended(m.Payload))
	case t.Leaf == topics.JSON:
		return stamp + " " + where + "  " + alertLine(e, m.Payload)
	case t.Kind == topics.GatewayStatus || t.Kind == topics.GatewayInstance:
		return stamp + " " + where + "  " + statusLine(m.Payload)
	case t.Kind == topics.GatewayAlarm || t.Kind == topics.PartyAlarm:
		return stamp + " " + where + "  " + e.Paint(cli.Yellow, alarmLine(m.Payload))
	}
	return stamp + " " + where + "  " + bytesOf(m.Payload)
}

// label is a topic as people read it.
func label(t topics.Topic) string {
	switch t.Kind {
	case topics.AlertTopic:
		k := t.Key
		return fmt.Sprintf("%s %s/%s/%s for %s %s %s", k.Lane, k.Country, k.Region, k.District, k.Reader,
			topics.Part(k.Chain, k.Part), t.Leaf)
	case topics.PartyAlert:
		return fmt.Sprintf("%s party %s alert %s %s", t.Lane, t.Party, topics.Part(t.Key.Chain, t.Key.Part), t.Leaf)
	case topics.PartyHeld:
		return fmt.Sprintf("%s party %s NOT RELEASED %s %s", t.Lane, t.Party, topics.Part(t.Name, t.Key.Part), t.Leaf)
	case topics.PartyIncident:
		return fmt.Sprintf("%s party %s incident %s", t.Lane, t.Party, t.Name)
	case topics.PartyAlarm:
		return fmt.Sprintf("%s party %s alarm %s", t.Lane, t.Party, t.Name)
	case topics.GatewayAlarm:
		return fmt.Sprintf("gateway %s alarm %s", t.Gateway, t.Name)
	case topics.AgencyIn, topics.AgencyReceipt:
		return string(t.Kind) + " " + t.Name
	}
	return strings.TrimSpace("gateway " + t.Gateway + " " + string(t.Kind) + " " + t.Name)
}

func alertLine(e *cli.Env, payload []byte) string {
	var f feature
	if json.Unmarshal(payload, &f) != nil {
		return bytesOf(payload)
	}
	p := f.Properties
	parts := []string{p.Severity, cli.Plain(p.Headline.any())}
	if p.Headline.any() == "" {
		parts[1] = cli.Plain(p.Event.any())
	}
	if until, err := time.Parse(time.RFC3339, p.Expires); err == nil {
		parts = append(parts, "until "+cli.When(until))
	}
	if p.Reach != "" {
		parts = append(parts, cli.Plain(p.Reach))
	}
	parts[0] = e.Paint(map[string]string{"Extreme": cli.Red, "Severe": cli.Yellow}[p.Severity], cli.Plain(parts[0]))
	return strings.Join(parts, " · ")
}

func ended(payload []byte) string {
	var n struct {
		End  string  `json:"end"`
		Text phrases `json:"text"`
	}
	if json.Unmarshal(payload, &n) != nil {
		return bytesOf(payload)
	}
	return cli.Sentence(cli.Plain(n.End), "", n.Text.any())
}

func alarmLine(payload []byte) string {
	a, err := alarm.Parse(payload)
	if err != nil {
		return bytesOf(payload)
	}
	return cli.Sentence(cli.Plain(string(a.Severity)), cli.Plain(a.Code), a.Text.EN)
}

// statusLine is what a gateway, or one process of it, says of itself.
func statusLine(payload []byte) string {
	var s leader.Status
	if json.Unmarshal(payload, &s) != nil || s.Instance == "" {
		return bytesOf(payload)
	}
	return cli.Plain(fmt.Sprintf("%s on host %s (instance %s, epoch %d)", s.State, s.Host, s.Instance, s.Epoch))
}

// bytesOf says how much there is of what a line cannot show; short text it shows.
func bytesOf(payload []byte) string {
	if len(payload) <= 120 && !strings.HasPrefix(string(payload), "<") {
		return cli.Plain(string(payload))
	}
	return fmt.Sprintf("%d bytes", len(payload))
}
