package gateway

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bordercast/gateway/api"
)

// message is one fictional alert. Zero fields have harmless values.
type message struct {
	id, typ, refs, severity, urgency, headline, status, scope, sender, place, text string
	minutes                                                                        int // after noon
	expires                                                                        int // minutes after noon
}

func (n message) ref() string { return n.from() + "," + n.id + "," + n.sent() }

func (n message) from() string { return cmp.Or(n.sender, "duty@maine.invalid") }

func (n message) sent() string { return stampAt(n.minutes) }

func stampAt(minutes int) string {
	return noon.Add(time.Duration(minutes) * time.Minute).Format("2006-01-02T15:04:05-07:00")
}

func (n message) String() string {
	references := ""
	if n.refs != "" {
		references = "<references>" + n.refs + "</references>"
	}
	if n.expires == 0 {
		n.expires = 60
	}
	info := ""
	if n.typ != "Cancel" && n.typ != "Ack" {
		info = fmt.Sprintf(`<info><language>en-US</language><category>CBRNE</category><event>Hazardous Materials Warning</event><urgency>%s</urgency>
<severity>%s</severity><certainty>Observed</certainty><eventCode><valueName>SAME</valueName><value>HMW</value></eventCode>
<expires>%s</expires><senderName>Fictional County</senderName><headline>%s</headline><description>%s</description>
<area><areaDesc>A county</areaDesc><geocode><valueName>SAME</valueName><value>%s</value></geocode></area></info>`,
			cmp.Or(n.urgency, "Immediate"), cmp.Or(n.severity, "Severe"), stampAt(n.expires), cmp.Or(n.headline,
				"EXERCISE "+n.id), cmp.Or(n.text, "EXERCISE, fictional."), cmp.Or(n.place, "023029"))
	}
	scope := cmp.Or(n.scope, "Public")
	restriction := ""
	if scope == "Restricted" {
		restriction = "<restriction>responders</restriction>"
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>%s</sender><sent>%s</sent><status>%s</status><msgType>%s</msgType><scope>%s</scope>%s%s
%s</alert>`, n.id, n.from(), n.sent(), cmp.Or(n.status, "Actual"), cmp.Or(n.typ, "Alert"), scope, restriction, references, info)
}

func (p *people) held() []api.Held {
	p.t.Helper()
	st, err := p.gw.view.Status(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return st.Held
}

func (b *testGateway) rule(alert, verdict, as, destination string) {
	b.t.Helper()
	r := api.Ruling{Actor: api.Actor{User: "u", As: as}, Alert: alert, Verdict: verdict, Reason: "r",
		Destination: destination}
	if verdict == api.Approve {
		view, err := b.gw.showing.Show(b.t.Context(), api.ShowRequest{Actor: r.Actor, Alert: alert,
			Destination: destination})
		if err != nil {
			b.t.Fatal(err)
		}
		r.Draft = view.Draft
	}
	if _, err := b.gw.rulings.Rule(b.t.Context(), r); err != nil {
		b.t.Fatal(err)
	}
	b.rest()
}

func (r *readers) standing() []string { return slices.Sorted(maps.Keys(r.tree)) }

func (r *readers) topicsSaid() (list []string) {
	for _, line := range r.said {
		topic, _, _ := strings.Cut(line, " ")
		list = append(list, topic)
	}
	return list
}
