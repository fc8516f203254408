package command_test

import (
	"context"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/officer"
)

// fakeService is a daemon with one of everything. What it refuses, it refuses by the name asked for.
type fakeService struct{}

var now = time.Date(2026, 3, 5, 13, 30, 0, 0, time.UTC)

// hostile is what a headline must not do to a terminal.
const hostile = "EXERCISE \x1b[31mplume\x1b[0m\r\n over \u202ethe river"

func (fakeService) May(officer.Act, api.Actor) error { return nil }

func (fakeService) Status(context.Context) (api.Status, error) {
	return api.Status{
		Gateway: "nb-me", Version: "devel", PID: 4711, Now: now, Started: now.Add(-26 * time.Hour), Data: "./data",
		Broker: "mqtt://127.0.0.1:1883", Agreement: "a1b2c3", Reason: "broker-down",
		ReasonText: "The broker does not answer.",
		Problems: []api.Fault{{Code: "broker-down", Text: "The broker does not answer."},
			{Code: "link-down", Text: "The link to responders-us is down."}},
		Links: []api.Link{
			{Name: "mema", Direction: "in", Up: true, Since: now.Add(-2 * time.Hour), LastHeard: now.Add(-3 * time.Second)},
			{Name: "responders-us", Direction: "out", Since: now.Add(-90 * time.Second), Reason: "refused",
				Text: "Nobody listens there."},
		},
		Lanes: []api.Lane{{Lane: "actual", Active: 1}, {Lane: "exercise", Active: 3, Held: 1}},
		Held: []api.Held{{Alert: "k7q2mxt4ahc3", Identifier: "X-1", Sender: "mema@mema.invalid", Headline: hostile,
			Lane:        "exercise",
			Destination: "responders-ca", Route: "hazmat", Ask: "acceptance", Of: "nb-emo", Since: now.Add(-12 * time.Minute),
			Deadline: now.Add(-2 * time.Minute), Overdue: true, Severity: "Severe", Urgency: "Immediate",
			Event: "Hazardous Materials Warning",
			Where: []string{"Charlotte County, New Brunswick"}, BorderKM: new(float64), Expires: now.Add(3 * time.Hour),
			Next: heldNext}},
		Alarms: []api.Alarm{{ID: "4fzr1qmb0tsk", Code: "silent", Severity: "critical",
			TextEN: "Nothing was heard of nws for 5 minutes.", Since: now.Add(-time.Hour), Count: 3, Party: "nws"}},
		Quarantined: 2, Undelivered: 1, OldestUndelivered: now.Add(-75 * time.Second), Trail: 1204,
		Next: heldNext,
	}, nil
}

var heldNext = []api.Step{{Command: "show k7q2mxt4ahc3"},
	{Command: "approve k7q2mxt4ahc3 --to responders-ca", Who: []string{"duty1", "duty2"}}}

func (fakeService) Mine(_ context.Context, who api.Actor) (api.Mine, error) {
	if who.As != "duty1" {
		return api.Mine{}, &api.Fault{Code: api.NoName, Text: "The configuration lists nobody of that name."}
	}
	status, err := fakeService{}.Status(context.Background())
	return api.Mine{Name: who.As, Parties: []string{"nb-emo"}, Now: now, Held: status.Held,
		Call: []api.Telephone{{Party: "mema", Side: "us", Phone: "+1 555 0100"}}, Next: heldNext}, err
}

func (fakeService) Alerts(context.Context, api.Filter) ([]api.Alert, error) {
	return []api.Alert{{AlertName: api.AlertName{Alert: "k7q2mxt4ahc3", Lane: "exercise", From: "mema"}, State: "held",
		Severity: "Severe", Headline: hostile, AlertReach: api.AlertReach{ActiveUntil: now.Add(time.Hour)},
		Destinations: []api.Outcome{{Destination: "responders-ca", State: "held"},
			{Destination: "nb-emo", State: "crossed"}}}}, nil
}

// digest is of the one draft that the fake service shows.
const digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func (fakeService) Show(_ context.Context, look api.ShowRequest) (api.AlertView, error) {
	if look.Alert == "nosuchalert" {
		return api.AlertView{}, &api.Fault{Code: api.NotFound,
			Text: "No alert is called nosuchalert: see bordercast status --alerts."}
	}
	asked := api.Asked{Destination: "responders-ca", Ask: "acceptance", Of: "nb-emo", Route: "hazmat",
		Reason: "await-acceptance", Since: now.Add(-12 * time.Minute),
		Deadline: now.Add(3 * time.Minute), Draft: digest, AsOf: now, Area: look.Area, Channels: look.Channels,
		Changed: []api.Change{{Path: "part 1/info[1]/event", Before: "orages", After: "tornade"}},
		Parts: []api.Part{{Part: 1, CAP: "<alert>draft</alert>\n", Level: "capcp", Reach: "awareness",
			NoteEN: "Please check:\n  - the event", NoteFR: "À vérifier :\n  - l'événement",
			Texts: []api.Text{{Language: "fr-CA", Event: "tornade", Headline: "EXERCICE",
				Description: "première ligne\nseconde"}}}}}
	return api.AlertView{AlertName: api.AlertName{Alert: "k7q2mxt4ahc3", Identifier: "X-1", Sender: "mema@mema.invalid",
		Sent: now, From: "mema", Lane: "exercise"}, MsgType: "Alert", Scope: "Public", Verdict: "valid", State: "active",
		Event: "Tornado", Severity: "Severe", Urgency: "Immediate", Certainty: "Observed",
		AlertReach: api.AlertReach{Where: []string{"Charlotte County"}, ActiveUntil: now.Add(time.Hour)}, Now: now,
		Original:  []api.Text{{Language: "en-US", Event: "Tornado", Headline: hostile, Instruction: "Go in."}},
		Bytes:     []byte("<alert/>\n"),
		Questions: []api.Asked{asked}, Draft: digest, Next: heldNext}, nil
}

func (fakeService) Explain(_ context.Context, q api.Question) (api.Explanation, error) {
	return api.Explanation{SHA256: "00", Alert: "k7q2mxt4ahc3", Identifier: "X-1", System: q.System, State: "would",
		Verdict: "valid", Lane: "exercise",
		Findings: []api.Finding{{Rule: "cap-1.2/3.2.2/event", Level: "warning", Path: "alert/info[1]", Line: 12,
			Text: "event is long"}},
		Facts: []api.Fact{{Name: "events", Values: []string{"SAME:HMW"}}},
		Decisions: []api.Decision{{Destination: "responders-ca", Action: "hold", Route: "hazmat",
			Values: []string{"event HMW"}, Ask: "acceptance", Of: "nb-emo", Deadline: now}},
	}, nil
}

func answer(name string, outcome api.Outcome) ([]api.Outcome, error) {
	switch name {
	case "nosuchalert":
		return nil, &api.Fault{Code: api.NotFound, Text: "No alert is called nosuchalert: see bordercast status --alerts."}
	case "broken":
		return nil, context.DeadlineExceeded
	}
	outcome.Alert, outcome.Trail = name, 41
	return []api.Outcome{outcome}, nil
}

func (fakeService) Rule(_ context.Context, r api.Ruling) ([]api.Outcome, error) {
	state := map[string]string{api.Approve: "released", api.Deny: "stayed"}[r.Verdict]
	return answer(r.Alert, api.Outcome{Destination: r.Destination, State: state, Reason: r.Reason, Text: "by " +
		r.Actor.As})
}

func (fakeService) Ack(_ context.Context, a api.Ack) ([]api.Outcome, error) {
	return answer(a.What, api.Outcome{State: "acknowledged", Text: a.Note})
}

func (fakeService) Recall(_ context.Context, o api.Order) ([]api.Outcome, error) {
	return answer(o.Alert, api.Outcome{Destination: o.Destination, State: "recalled", Text: o.Reason})
}

func (fakeService) Resend(_ context.Context, o api.Order) ([]api.Outcome, error) {
	return answer(o.Alert, api.Outcome{Destination: o.Destination, State: "released", Text: o.Reason})
}

var shelved = api.Sighting{ID: "17", System: "intruder", Received: now, SHA256: "ab", Size: 8, Identifier: hostile,
	Reason: "invalid", Text: "It was changed after it was signed."}

func (fakeService) Quarantined(context.Context) ([]api.Sighting, error) {
	return []api.Sighting{shelved}, nil
}

func (fakeService) ShowQuarantined(_ context.Context, id string) (api.Sighting, error) {
	if id != shelved.ID {
		return api.Sighting{}, &api.Fault{Code: api.NotFound, Text: "Nothing in quarantine is called " + id + "."}
	}
	s := shelved
	s.Bytes = []byte("<alert/>")
	return s, nil
}

func (fakeService) ReleaseQuarantined(_ context.Context, r api.Release) ([]api.Outcome, error) {
	return answer(r.ID, api.Outcome{State: "received", Text: r.Reason})
}

// fakeCalls are its calls: not those of operators.
func fakeCalls() api.Service {
	var f fakeService
	return api.Service{May: f.May, Status: f.Status, Mine: f.Mine, Alerts: f.Alerts, Show: f.Show, Explain: f.Explain,
		Rule: f.Rule, Ack: f.Ack, Recall: f.Recall, Resend: f.Resend, Quarantined: f.Quarantined,
		ShowQuarantined: f.ShowQuarantined, ReleaseQuarantined: f.ReleaseQuarantined}
}
