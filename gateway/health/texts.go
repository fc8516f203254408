package health

import "strings"

// EN is the trouble in one or two sentences for the person who must act.
func (t Trouble) EN() string { return strings.TrimSpace(t.english() + " " + t.Cause) }

func (t Trouble) english() string {
	switch t.Code {
	case BrokerDown:
		return "No link to the MQTT broker is up: nothing comes in and nothing goes out. What agencies send waits at the broker, what is to go out waits here."
	case InboundDown:
		return "No inbound link is up: what agencies send waits at the broker."
	case OutboundDown:
		return "No outbound link is up: nothing reaches any destination, and what is to go out waits here, most urgent first."
	}
	direction, name, _ := strings.Cut(t.Link, " ")
	switch direction {
	case In:
		return "The link from " + name + " is down: what it sends waits at the broker."
	case Out:
		return "The link to " + name + " is down: what is to reach it waits here, most urgent first."
	}
	if name == Receipts {
		return "The link for receipts is down: agencies are not told what became of their alerts, which cross all the same."
	}
	return "The link by which the gateway speaks in its own name is down: alarms, held alerts and incidents are not seen on MQTT."
}

// FR is the same in French, without the link's own sentence, which has none.
func (t Trouble) FR() string {
	switch t.Code {
	case BrokerDown:
		return "Aucun lien avec le courtier MQTT n'est établi : rien n'entre et rien ne sort. Démarrez le courtier ou rétablissez le réseau."
	case InboundDown:
		return "Aucun lien d'entrée n'est établi : les messages des organismes attendent au courtier. Rétablissez le lien."
	case OutboundDown:
		return "Aucun lien de sortie n'est établi : aucune destination n'est jointe, les envois attendent ici. Rétablissez le lien."
	}
	direction, name, _ := strings.Cut(t.Link, " ")
	switch direction {
	case In:
		return "Le lien en provenance de " + name + " est coupé : ses messages attendent au courtier. Rétablissez-le."
	case Out:
		return "Le lien vers " + name + " est coupé : ce qui lui est destiné attend ici. Rétablissez-le."
	}
	if name == Receipts {
		return "Le lien des accusés de réception est coupé : les organismes n'apprennent pas le sort de leurs alertes, qui sont transmises malgré tout. Rétablissez-le."
	}
	return "Le lien par lequel la passerelle s'exprime est coupé : alarmes, alertes retenues et incidents n'apparaissent plus sur MQTT. Rétablissez-le."
}
