package observer

import "strings"

// Place is what a topic says. Fields that its tree does not have are empty.
type Place struct {
	Tree     string // alerts, parties, gateway, receipt, or "" for a topic of no known form
	Lane     string // alerts, parties
	Reader   string // alerts: the side whose language and profile it is in
	Country  string
	Region   string
	District string
	Category string
	Severity string
	Party    string // parties
	Folder   string // parties and gateway: alerts, held, incidents, alarms, status, health …
	Chain    string // alerts and parties/alerts, with its part number
	Item     string // held alert, incident or alarm
	System   string // receipt
	Leaf     string // cap, json, end, report, original
}

// PlaceOf reads a topic by the contract's pages on topics and party trees.
func PlaceOf(topic string) Place {
	w := strings.Split(topic, "/")
	switch {
	case len(w) == 11 && w[0] == "alerts" && w[1] == "v1":
		return Place{Tree: "alerts", Lane: w[2], Reader: w[3], Country: w[4], Region: w[5], District: w[6],
			Category: w[7], Severity: w[8], Chain: w[9], Leaf: w[10]}
	case len(w) >= 6 && w[0] == "parties" && w[1] == "v1":
		return partyPlace(w)
	case len(w) >= 4 && w[0] == "gateway" && w[1] == "v1":
		return Place{Tree: "gateway", Folder: w[3], Item: strings.Join(w[4:], "/")}
	case len(w) == 4 && w[0] == "bordercast" && w[1] == "v1" && w[2] == "receipt":
		return Place{Tree: "receipt", System: w[3]}
	}
	return Place{}
}

func partyPlace(w []string) Place {
	p := Place{Tree: "parties", Lane: w[2], Party: w[3], Folder: w[4]}
	if p.Folder == "alerts" {
		p.Chain = w[5]
	} else {
		p.Item = w[5]
	}
	if len(w) > 6 {
		p.Leaf = w[6]
	}
	return p
}

// ChainOnly is the chain's token without the part number.
func (p Place) ChainOnly() string {
	chain, _, _ := strings.Cut(p.Chain, "-")
	return chain
}

// about is the token of the chain, or of the alert that is held, that a topic is about; "" for none.
func (p Place) about() string {
	if p.Folder == "held" {
		token, _, _ := strings.Cut(p.Item, "-")
		return token
	}
	return p.ChainOnly()
}

// Delivers says whether the topic is one where readers find alerts: not a hold, an alarm or an incident.
func (p Place) Delivers() bool {
	return p.Tree == "alerts" || p.Tree == "parties" && p.Folder == "alerts"
}
