package gateway

import (
	"bordercast/gateway/alarm"
	"bordercast/gateway/notice"
)

// ReloadRefused raises the alarm that a new configuration was not taken: whoever changed it may think that it was.
func (g *Gateway) ReloadRefused(cause error) {
	g.alarms.Raise(alarm.Raised{
		Key: reloadKey(), Code: "reload-refused", Severity: alarm.Critical,
		EN: "The new configuration was not taken, and the gateway goes on with the one it had. " + notice.SentenceOf(cause.Error()) + ".",
		FR: "La nouvelle configuration n'a pas été prise; la passerelle garde la précédente. Corrigez-la, vérifiez-la avec `bordercast config check --data DIR FICHIER`, puis recommencez.",
	})
}

func reloadKey() alarm.Key { return alarm.Key{Cause: "reload-refused"} }
