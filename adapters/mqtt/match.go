package mqtt

import "strings"

// Matches tells whether an MQTT topic filter covers a topic (MQTT 3.1.1 §4.7): + is one level, # the rest and the
// level above it; neither covers a topic that begins with $.
func Matches(filter, topic string) bool {
	if strings.HasPrefix(topic, "$") && !strings.HasPrefix(filter, "$") {
		return false
	}
	want, have := strings.Split(filter, "/"), strings.Split(topic, "/")
	for i, level := range want {
		if level == "#" {
			return true
		}
		if i == len(have) {
			return false
		}
		if level != "+" && level != have[i] {
			return false
		}
		if i == len(have)-1 && i+2 == len(want) && want[i+1] == "#" {
			return true
		}
	}
	return len(want) == len(have)
}
