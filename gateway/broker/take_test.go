package broker_test

import (
	"testing"

	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/gateway/broker"
)

// Other accounts are taken while clients are connected: who is none of them any more is disconnected, nobody else
// notices.
func TestOtherAccounts(t *testing.T) {
	leaks(t)
	hash := func(password string) string {
		h, err := broker.HashPassword(nil, password)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	user := func(name, hash string, reads ...string) broker.User {
		return broker.User{Name: name, PasswordHash: hash, Subscribe: append(reads, "alerts/#")}
	}
	of := map[string]string{"stays": hash("1"), "goes": hash("2"), "changes": hash("3"), "reads": hash("4")}
	o := options(t)
	o.Users = []broker.User{user("stays", of["stays"]), user("goes", of["goes"]), user("changes", of["changes"]),
		user("reads", of["reads"])}
	b := start(t, o)
	b.Open()
	as := func(name, password string) mqtt.Config {
		return mqtt.Config{URL: b.URL(), ClientID: name, User: name, Password: password}
	}
	connected := map[string]*mqtt.Session{}
	for name, password := range map[string]string{"stays": "1", "goes": "2", "changes": "3", "reads": "4"} {
		connected[name] = dial(t, as(name, password))
	}
	if err := b.Take([]broker.User{user("stays", of["stays"]), user("changes", hash("other")), user("reads", of["reads"],
		"gateway/#"), user("comes", hash("5"))}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"goes", "changes", "reads"} {
		mqtttest.Until(t, name+" is disconnected", func() bool {
			select {
			case <-connected[name].Lost():
				return true
			default:
				return false
			}
		})
	}
	dial(t, as("comes", "5"))
	dial(t, as("changes", "other"))
	for name, password := range map[string]string{"goes": "2", "changes": "3"} {
		if s, err := mqtt.Dial(t.Context(), as(name, password)); err == nil {
			s.Close()
			t.Errorf("%s is let in by what was", name)
		}
	}
	select {
	case <-connected["stays"].Lost():
		t.Error("one who stays was disconnected")
	default:
	}
	if err := b.Take([]broker.User{{Name: ""}}); err == nil {
		t.Error("a user without a name was taken")
	}
}
