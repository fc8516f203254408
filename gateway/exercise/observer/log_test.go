package observer

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestPlaceOf(t *testing.T) {
	for topic, want := range map[string]Place{
		"alerts/v1/exercise/us/ca/nb/1302/met/minor/abc-2/json": {
			Tree: "alerts", Lane: "exercise", Reader: "us", Country: "ca", Region: "nb", District: "1302",
			Category: "met", Severity: "minor", Chain: "abc-2", Leaf: "json"},
		"parties/v1/exercise/mema/alerts/abc/report": {
			Tree: "parties", Lane: "exercise", Party: "mema", Folder: "alerts", Chain: "abc", Leaf: "report"},
		"parties/v1/exercise/nb-emo/held/abc/original": {
			Tree: "parties", Lane: "exercise", Party: "nb-emo", Folder: "held", Item: "abc", Leaf: "original"},
		"parties/v1/exercise/nb-emo/alarms/no-route": {
			Tree: "parties", Lane: "exercise", Party: "nb-emo", Folder: "alarms", Item: "no-route"},
		"gateway/v1/nb-me/alarms/disk":                            {Tree: "gateway", Folder: "alarms", Item: "disk"},
		"gateway/v1/nb-me/status":                                 {Tree: "gateway", Folder: "status"},
		"bordercast/v1/receipt/mema":                              {Tree: "receipt", System: "mema"},
		"bordercast/v1/in/mema":                                   {},
		"alerts/v2/exercise/us/ca/nb/1302/met/minor/abc/json":     {},
		"alerts/v1/exercise/us/ca/nb/1302/met/minor/abc":          {},
		"alerts/v1/exercise/us/ca/nb/1302/met/minor/abc/json/too": {},
	} {
		if got := PlaceOf(topic); got != want {
			t.Errorf("%s: got %+v, want %+v", topic, got, want)
		}
	}
}

func TestState(t *testing.T) {
	l := good()
	l.Add(began, "parties/v1/exercise/mema/alarms/a", []byte(`{"code":"x"}`), false)
	l.Add(began, "bordercast/v1/receipt/mema", []byte(`{"sha256":"AB","state":"received"}`), false)
	if got := l.State(""); len(got) != 1 || got[0].Place.Folder != "alarms" {
		t.Errorf("state holds %d topics, want the alarm alone: ended alerts, notices and receipts are no state", len(got))
	}
	if r := l.Receipts("mema", "ab"); len(r) != 1 || r[0].State != "received" {
		t.Errorf("receipts: %+v", r)
	}
	if r := l.Receipts("mema-2", "ab"); len(r) != 0 {
		t.Errorf("another system's receipts: %+v", r)
	}
	if e := l.Ends(chain); len(e) != 1 || e[topic("exercise", "end")].End != "cancelled" {
		t.Errorf("ends: %+v", e)
	}
	if s, ok := l.First("us", chain); !ok || s.N != 1 {
		t.Errorf("first delivery is number %d (%t), want 1", s.N, ok)
	}
	l.Forget()
	if got := l.State(""); len(got) != 0 {
		t.Errorf("after Forget %d topics are still believed", len(got))
	}
}

// What is asked of one chain or hold is told of that one alone, and of all its parts.
func TestOneChainAlone(t *testing.T) {
	l := NewLog()
	at := func(chain, leaf string) string {
		return "alerts/v1/exercise/us/us/me/_/met/minor/" + chain + "/" + leaf
	}
	held := "parties/v1/exercise/mema/held/" + chain
	for _, topic := range []string{at(chain, "cap"), at(chain+"-2", "json"), at("other", "cap"), held + "/json",
		held + "-2/cap", "parties/v1/exercise/mema/alarms/" + chain, "gateway/v1/g/alarms/disk"} {
		l.Add(began, topic, []byte("x"), false)
	}
	topics := func(all []Sight) (out []string) {
		for _, v := range all {
			out = append(out, v.Topic)
		}
		return out
	}
	if got, want := topics(l.StateOf(chain, "")), []string{at(chain+"-2", "json"), at(chain, "cap"), held + "-2/cap",
		held + "/json"}; !slices.Equal(got, want) {
		t.Errorf("of the chain and the hold stand %v, want %v", got, want)
	}
	if got := topics(l.StateOf(chain, "parties/")); len(got) != 2 {
		t.Errorf("of the hold alone stand %v", got)
	}
	l.Add(began, at(chain, "cap"), nil, false)
	l.Add(began, held+"/json", nil, false)
	if got := topics(l.StateOf(chain, "")); len(got) != 2 {
		t.Errorf("after two were cleared stand %v", got)
	}
	if got := topics(l.Of(chain, nil)); !slices.Equal(got, []string{at(chain, "cap"), at(chain+"-2", "json"),
		at(chain, "cap")}) {
		t.Errorf("of the chain came %v, in this order", got)
	}
	if got := topics(l.Alarms(func(v Sight) bool { return v.Place.Party == "" })); len(got) != 1 {
		t.Errorf("alarms of the gateway: %v", got)
	}
	l.Forget()
	if got := l.StateOf(chain, ""); len(got) != 0 {
		t.Errorf("after Forget %d topics of it are still believed", len(got))
	}
}

// Changed wakes a waiter at the next sight, not before.
func TestChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLog()
		woken := make(chan struct{})
		go func() { <-l.Changed(); close(woken) }()
		synctest.Wait()
		select {
		case <-woken:
			t.Fatal("woken with nothing seen")
		default:
		}
		l.Add(time.Now(), "x", nil, false)
		<-woken
	})
}

func TestOrigin(t *testing.T) {
	a, err := ReadAlert([]byte(doc("d1", "Exercise", "x", origin, "2026-03-05T09:00:01+00:00")))
	if err != nil {
		t.Fatal(err)
	}
	if sender, id, at := a.Origin(); sender != "centre@test.invalid" || id != "one" || !at.Equal(began) {
		t.Errorf("origin %s %s %s", sender, id, at)
	}
	a, _ = ReadAlert(
		[]byte(strings.Replace(doc("d1", "Exercise", "x", "", "2026-03-05T09:00:01+00:00"), "origin", "other", 1)),
	)
	if sender, id, _ := a.Origin(); sender != "gateway@test.invalid" || id != "d1" {
		t.Errorf("an alert without an origin is its own: %s %s", sender, id)
	}
}

func TestWords(t *testing.T) {
	got := Words([]byte(`{"chains":[{"chain":"aaa"},{"chain":"bbb"}],"n":2}`))
	for _, w := range []string{"aaa", "bbb", "2"} {
		if !strings.Contains(got, w) {
			t.Errorf("%q lacks %q", got, w)
		}
	}
}
