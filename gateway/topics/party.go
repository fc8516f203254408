package topics

import "bordercast/cap"

// Tree is one party's own tree in a lane: what only that party may read. Restricted and Private alerts stand
// here, holds that wait for its answer, its incidents, and the alarms that its people must act on.
type Tree struct {
	Lane  cap.Lane
	Party string
}

// Alert is an alert given to this party: leaf CAP, JSON, Report or Ended.
func (t Tree) Alert(chain string, part int, leaf string) string {
	return t.under("alerts", Part(chain, part), leaf)
}

// Held is an alert that waits for this party's answer: leaf CAP, JSON, Report or Original.
func (t Tree) Held(alert string, part int, leaf string) string {
	return t.under("held", Part(alert, part), leaf)
}

// Incident is an incident as this party may see it.
func (t Tree) Incident(incident string) string { return t.under("incidents", incident) }

// Alarm is something this party's people must act on.
func (t Tree) Alarm(alarm string) string { return t.under("alarms", alarm) }

// Filter matches all of this tree.
func (t Tree) Filter() string { return t.under() + "/#" }

func (t Tree) under(levels ...string) string {
	return parties + join(append([]string{string(t.Lane), t.Party}, levels...)...)
}

// In is where an agency that may publish as system sends its CAP.
func In(system string) string { return agency + "in/" + Token(system) }

// AllIn matches what every agency sends.
const AllIn = agency + "in/+"

// ReceiptTo is where the gateway answers what system sent.
func ReceiptTo(system string) string { return agency + "receipt/" + Token(system) }

// Root is the whole of a tree, as gateways tell each other whose it is.
func (t Tree) Root() string { return t.under() }

// Status is who leads a gateway's trees, and that it lives.
func Status(name string) string { return gateway + join(name, "status") }

// AllStatus matches the status of every gateway.
const AllStatus = gateway + "+/status"

// Instances matches all processes of a gateway that show that they are there.
func Instances(name string) string { return gateway + Token(name) + "/instances/+" }

// Instance is where one process of a gateway shows that it is there, until it is not: its last will clears it.
func Instance(name, instance string) string { return gateway + join(name, "instances", instance) }

// Health is how a gateway's links are doing.
func Health(name string) string { return gateway + join(name, "health") }

// Checkpoint is the newest signed checkpoint of a gateway's trail.
func Checkpoint(name string) string { return gateway + join(name, "checkpoint") }

// Alarm is a technical alarm of a gateway; what a party must act on stands in that party's own tree.
func Alarm(name, alarm string) string { return gateway + join(name, "alarms", alarm) }

// OwnFilter matches all a gateway says of itself.
func OwnFilter(name string) string { return gateway + Token(name) + "/#" }
