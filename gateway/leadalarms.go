package gateway

import (
	"fmt"

	"bordercast/gateway/alarm"
	"bordercast/gateway/leader"
)

func secondAlarm(name string, other leader.Status) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "second-gateway"}, Code: "second-gateway", Severity: alarm.Warning,
		EN: fmt.Sprintf("A second gateway named %s came to this broker, on host %s (instance %s). It stands by, and takes over if this one falls silent. If you set it up for that, acknowledge; if not, stop it there.",
			name, other.Host, other.Instance),
		FR: fmt.Sprintf("Une deuxième passerelle du nom de %s s'est présentée à ce courtier, sur l'hôte %s (instance %s). Elle reste en attente et prendra la relève si celle-ci se tait. Si c'est voulu, accusez réception; sinon, arrêtez-la.",
			name, other.Host, other.Instance),
	}
}

func standingByAlarm(lead leader.Status) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "standing-by"}, Code: "standing-by", Severity: alarm.Warning,
		EN: fmt.Sprintf("This gateway stands by, for one of the same name leads on host %s (instance %s, epoch %d). It takes nothing in and publishes nothing. If that is not meant, stop this one.",
			lead.Host, lead.Instance, lead.Epoch),
		FR: fmt.Sprintf("Cette passerelle est en attente : une autre du même nom dirige sur l'hôte %s (instance %s, époque %d). Elle ne reçoit et ne publie rien. Si ce n'est pas voulu, arrêtez celle-ci.",
			lead.Host, lead.Instance, lead.Epoch),
	}
}

func lostLeadAlarm(lead leader.Status) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "leadership-lost"}, Code: "leadership-lost", Severity: alarm.Critical,
		EN: fmt.Sprintf("This gateway led, and %s leads now: this one was stopped or cut off for more than six seconds, or somebody started that one in its place. It stands by. Find out why; compare what each of them shows as active.", otherHost(lead)),
		FR: fmt.Sprintf("Cette passerelle dirigeait; c'est maintenant %s : celle-ci a été arrêtée ou coupée plus de six secondes, ou on a démarré l'autre à sa place. Elle reste en attente. Cherchez la cause et comparez ce que chacune montre comme actif.", otherHostFR(lead)),
	}
}

func tookOverAlarm(before leader.Status) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "took-over"}, Code: "took-over", Severity: alarm.Critical,
		EN: fmt.Sprintf("This gateway took over, for %s fell silent without a farewell. Find out what became of that one. What this one's store does not know stands as it was: see `bordercast foreign list`.", otherHost(before)),
		FR: fmt.Sprintf("Cette passerelle a pris la relève : %s s'est tue sans préavis. Cherchez ce qu'elle est devenue. Ce que le registre de celle-ci ne connaît pas demeure affiché : voyez `bordercast foreign list`.", otherHostFR(before)),
	}
}

func treeAlarm(b leader.Blocked) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "tree-led-by-other\n" + b.Tree}, Code: "tree-led-by-other", Severity: alarm.Critical,
		EN: fmt.Sprintf("The gateway %s on host %s leads %s, which this one is configured to write too. This one stands back from it: what it has for that tree waits. Take the tree from one of the two configurations, or stop the other gateway.",
			b.By.Gateway, b.By.Host, b.Tree),
		FR: fmt.Sprintf("La passerelle %s de l'hôte %s dirige %s, que celle-ci est aussi configurée pour écrire. Celle-ci s'en abstient : ce qu'elle y destine attend. Retirez cette arborescence d'une des deux configurations, ou arrêtez l'autre passerelle.",
			b.By.Gateway, b.By.Host, b.Tree),
	}
}

func otherHost(s leader.Status) string {
	if s.Host == "" {
		return "another one of its name"
	}
	return "the one on host " + s.Host
}

func otherHostFR(s leader.Status) string {
	if s.Host == "" {
		return "une autre du même nom"
	}
	return "celle de l'hôte " + s.Host
}
