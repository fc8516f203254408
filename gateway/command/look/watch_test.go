package look

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bordercast/adapters"
	"bordercast/gateway/clock"
	"bordercast/gateway/command/cli"
)

func TestFilters(t *testing.T) {
	for name, tc := range map[string]struct {
		cmd  Watch
		want []string
	}{
		"everything": {Watch{}, []string{"alerts/v1/#", "gateway/v1/#"}},
		"given":      {Watch{Topic: []string{"a/#", "b"}}, []string{"a/#", "b"}},
		"district": {Watch{Region: []string{"us/me/029"}, Lane: "actual", Reader: "us"},
			[]string{"alerts/v1/actual/us/us/me/029/#", "alerts/v1/actual/us/us/_/_/#"}},
		"region": {Watch{Region: []string{"CA/NB"}, Lane: "any", Reader: "any"},
			[]string{"alerts/v1/+/+/ca/nb/_/#", "alerts/v1/+/+/ca/_/_/#"}},
		"code": {Watch{Region: []string{"023029"}, Lane: "any", Reader: "ca"},
			[]string{"alerts/v1/+/ca/us/me/029/#", "alerts/v1/+/ca/us/_/_/#"}},
		"name": {Watch{Region: []string{"Charlotte County, New Brunswick"}, Lane: "any", Reader: "ca"},
			[]string{"alerts/v1/+/ca/ca/nb/1302/#", "alerts/v1/+/ca/ca/_/_/#"}},
		"country": {Watch{Region: []string{"us"}, Lane: "any", Reader: "ca"}, []string{"alerts/v1/+/ca/us/_/_/#"}},
		"party":   {Watch{Party: []string{"NB EMO"}, Lane: "any"}, []string{"parties/v1/+/nb~20emo/#"}},
	} {
		got, err := tc.cmd.filters()
		if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
	for _, region := range []string{"us/me/999", "us/me/029/1", "/me", "", "999999", "Nowhere"} {
		if got, err := (Watch{Region: []string{region}}).filters(); err == nil {
			t.Errorf("%q became %v", region, got)
		}
	}
}

func TestEveryMessageIsALine(t *testing.T) {
	const alert = "alerts/v1/exercise/ca/us/me/029/cbrne/severe/abcdefghijkl/"
	for name, tc := range map[string]struct {
		topic, payload, want string
	}{
		"alert": {alert + "json",
			`{"properties":{"severity":"Severe","headline":{"en":"plume\u001b[2J","fr":"panache"},` +
				`"expires":"2026-03-05T14:20:00-04:00","reach":"awareness"}}`,
			"exercise us/me/029 for ca abcdefghijkl json  Severe · plume [2J · until "},
		"French only": {alert + "json", `{"properties":{"severity":"Minor","headline":{"fr":"panache"}}}`,
			"Minor · panache"},
		"no headline": {alert + "json", `{"properties":{"severity":"Minor","event":{"en":"smoke"}}}`, "Minor · smoke"},
		"not JSON":    {alert + "json", `{`, "json  {"},
		"document":    {alert + "cap", "<alert>" + strings.Repeat("x", 10) + "</alert>", "cap  25 bytes"},
		"cleared":     {alert + "json", "", "cleared"},
		"ended": {alert + "end", `{"end":"cancelled","text":{"en":"This alert has been cancelled."}}`,
			"cancelled: This alert has been cancelled."},
		"held": {"parties/v1/exercise/nb-emo/held/abcdefghijkl/cap", "<alert/>",
			"party nb-emo NOT RELEASED abcdefghijkl cap  8 bytes"},
		"party alert": {"parties/v1/exercise/nb-emo/alerts/abcdefghijkl-2/report", "x",
			"party nb-emo alert abcdefghijkl-2 report  x"},
		"incident": {"parties/v1/exercise/nb-emo/incidents/calais", "{}", "party nb-emo incident calais  {}"},
		"party alarm": {"parties/v1/exercise/nb-emo/alarms/a1",
			`{"severity":"critical","code":"want-of-route","text":{"en":"Nobody has it."}}`,
			"party nb-emo alarm a1  critical (want-of-route): Nobody has it."},
		"alarm":  {"gateway/v1/nb-me/alarms/a1", `not JSON`, "gateway nb-me alarm a1  not JSON"},
		"status": {"gateway/v1/nb-me/status", `up`, "gateway nb-me status  up"},
		"leader": {"gateway/v1/nb-me/status",
			`{"gateway":"nb-me","state":"up","instance":"a1","epoch":3,"beat":9,"host":"alpha"}`,
			"gateway nb-me status  up on host alpha (instance a1, epoch 3)"},
		"standby": {"gateway/v1/nb-me/instances/b2",
			`{"gateway":"nb-me","state":"standby","instance":"b2","host":"beta"}`,
			"gateway nb-me instance b2  standby on host beta (instance b2, epoch 0)"},
		"receipt":      {"bordercast/v1/receipt/mema", `{}`, "receipt mema  {}"},
		"none of ours": {"other/\x1b[2J", "x", "other/ [2J  x"},
	} {
		e := &cli.Env{Clock: clock.Real{}}
		got := line(e, adapters.Message{Topic: tc.topic, Payload: []byte(tc.payload), Retain: name != "ended"})
		if !strings.Contains(got, tc.want) || strings.ContainsAny(got, "\x1b\n") {
			t.Errorf("%s: %q, want %q in it", name, got, tc.want)
		}
	}
}

// What a gateway says every two seconds is shown once, until it says something else.
func TestABeatIsNoNews(t *testing.T) {
	seen, shown := beats{}, ""
	for _, m := range [][2]string{
		{"gateway/v1/a/status", `{"state":"up","epoch":1,"beat":1,"host":"x"}`},
		{"gateway/v1/a/status", `{"state":"up","epoch":1,"beat":2,"host":"x"}`},
		{"gateway/v1/b/status", `{"state":"up","epoch":1,"beat":2,"host":"x"}`},
		{"gateway/v1/a/status", `{"state":"up","epoch":2,"beat":3,"host":"x"}`},
		{"gateway/v1/a/status", `down`}, {"gateway/v1/a/status", `down`}, {"gateway/v1/a/status", ""},
		{"gateway/v1/a/health", `{}`}, {"gateway/v1/a/health", `{}`},
	} {
		if seen.news(m[0], []byte(m[1])) {
			shown += "1"
		} else {
			shown += "0"
		}
	}
	if shown != "101111111" {
		t.Errorf("shown: %s", shown)
	}
}
