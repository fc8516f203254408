package topics_test

import (
	"encoding/json"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/topics"
)

var (
	at = time.Date(2026, 3, 5, 11, 15, 0, 999, time.FixedZone("", -5*3600))
	id = cap.Identity{Sender: "mema@mema.invalid", Identifier: "X-1", Sent: at}
)

var payloads = map[string]struct {
	in   any
	want string
}{
	"end": {topics.EndNotice{Chain: "abc", End: topics.Cancelled, At: at, By: &id, Party: "mema",
		Text: topics.Cancelled.Phrase(cap.LaneActual)},
		`{"chain":"abc","part":1,"end":"cancelled","at":"2026-03-05T16:15:00Z","by":{"sender":"mema@mema.invalid","identifier":"X-1","sent":"2026-03-05T16:15:00Z"},"party":"mema","successor":null,"text":{"en":"This alert has been cancelled by its originator.","fr":"Cette alerte a été annulée par son émetteur."}}`},
	"successor": {topics.EndNotice{Chain: "abc", Part: 2, End: topics.Updated, At: at, Party: "mema", Successor: "a/b"},
		`{"chain":"abc","part":2,"end":"updated","at":"2026-03-05T16:15:00Z","by":null,"party":"mema","successor":"a/b","text":{"en":"","fr":""}}`},
	"receipt": {topics.Receipt{SHA256: "00", State: topics.Quarantined, Reason: "invalid", Text: "Sign again.", Trail: 7,
		At: at},
		`{"sha256":"00","identity":null,"destination":null,"state":"quarantined","reason":"invalid","text":"Sign again.","trail":7,"at":"2026-03-05T16:15:00Z"}`},
	"per destination": {topics.Receipt{Identity: &id, Destination: "responders-ca", State: topics.Crossed, At: at},
		`{"sha256":"","identity":{"sender":"mema@mema.invalid","identifier":"X-1","sent":"2026-03-05T16:15:00Z"},"destination":"responders-ca","state":"crossed","reason":"","text":"","trail":0,"at":"2026-03-05T16:15:00Z"}`},
}

func TestPayloads(t *testing.T) {
	for name, c := range payloads {
		got, err := json.Marshal(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, c.want)
		}
	}
}

func TestReceiptIsReadBack(t *testing.T) {
	at := time.Date(2026, 3, 5, 16, 15, 0, 0, time.UTC)
	in := topics.Receipt{SHA256: "aa", Identity: &cap.Identity{Sender: "s", Identifier: "i", Sent: at},
		Destination: "d", State: topics.Held, Reason: "held", Text: "t", Trail: 3, At: at}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out topics.Receipt
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(out)
	if string(again) != string(data) {
		t.Errorf("%s\n%s", again, data)
	}
	for _, bad := range []string{`{`, `{"at":"today"}`, `{"at":"2026-03-05T16:15:00Z","identity":{"sent":"x"}}`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestPhrases(t *testing.T) {
	for _, e := range []topics.Ending{topics.Cancelled, topics.Updated, topics.EndedHere, topics.Expired,
		topics.Withdrawn} {
		plain, drill := e.Phrase(cap.LaneActual), e.Phrase(cap.LaneExercise)
		if plain.EN == "" || plain.FR == "" || drill.EN != "EXERCISE: "+plain.EN || drill.FR != "EXERCICE : "+plain.FR {
			t.Errorf("%s: %+v %+v", e, plain, drill)
		}
	}
	if got := topics.InError(cap.LaneExercise); got.EN != "EXERCISE: The gateway sent this in error. Read the originator's message." ||
		got.FR != "EXERCICE : Transmis par erreur par la passerelle. Consultez le message de l'émetteur." {
		t.Error(got)
	}
	if got := topics.Withdrawn.Phrase(cap.LaneTest).EN; got !=
		"TEST: This alert was withdrawn by the gateway's operator; the originator has not cancelled it." {
		t.Error(got)
	}
}
