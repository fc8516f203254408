package config

import "testing"

func TestBrokerAddresses(t *testing.T) {
	for address, want := range map[string]int{
		"ssl://b.example.invalid:8883": 0, "mqtts://b.example.invalid:8883": 0, "tls://b.example.invalid": 0,
		"tcp://127.0.0.1:1883": 0, "mqtt://localhost:1883": 0,
		"tcp://b.example.invalid:1883": 1, "mqtt://b.example.invalid": 1, "http://b.example.invalid": 1,
		"mqtts://user:word@b.example.invalid": 1, "b:1": 1, "": 1,
	} {
		var f findings
		f.url("broker.url", address)
		if len(f.list) != want {
			t.Errorf("%q: %v", address, f.list)
		}
	}
}
