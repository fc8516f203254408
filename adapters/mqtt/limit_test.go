package mqtt_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

// A Mosquitto with its default limit drops retained messages for a subscriber that is slower than it. What is read
// back may fail then, but must never be short: an alert that is taken for gone would stay published for ever.
func TestAReadBackIsNeverShort(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t, "max_queued_messages 1000")
	const groups, each = 5, 900
	out := dial(t, mqtt.Config{URL: m.URL(), ClientID: "out"})
	var narrow []string
	for group := range groups {
		var all []adapters.Message
		for i := range each {
			all = append(all, adapters.Message{Topic: fmt.Sprintf("alerts/v1/%d/%d", group, i), Payload: mqtttest.Text(i, 8000),
				Retain: true})
		}
		send(t, out, all...)
		narrow = append(narrow, fmt.Sprintf("alerts/v1/%d/#", group))
	}
	got, err := out.RetainedDigests(t.Context(), narrow)
	if err != nil || len(got) != groups*each {
		t.Errorf("by narrow filters: %d topics, %v", len(got), err)
	}
	wide := dial(t, mqtt.Config{URL: m.URL(), ClientID: "wide", AckTimeout: time.Second})
	got, err = wide.RetainedDigests(t.Context(), []string{"alerts/#"})
	if err == nil && len(got) != groups*each {
		t.Errorf("by one wide filter: %d topics, and no error", len(got))
	}
	if err != nil && !slices.Contains([]string{mqtt.ProbeLost, mqtt.Unstable}, mqtt.Reason(err)) {
		t.Errorf("reason %q: %v", mqtt.Reason(err), err)
	}
}
