package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/stock"
)

// pub is a destination; change is what another configuration says of it.
func pub(change func(*stock.Destination)) stock.Destination {
	d := stock.Destination{Name: "pub", Kind: "mqtt", Broker: "b:1883", Side: cap.CA, Party: "nb", Tree: "public",
		Lanes: []cap.Lane{cap.LaneActual, cap.LaneExercise}}
	if change != nil {
		change(&d)
	}
	return d
}

func TestFits(t *testing.T) {
	open := map[cap.Lane]int{cap.LaneActual: 3}
	both := map[cap.Lane]int{cap.LaneActual: 3, cap.LaneExercise: 1}
	for name, c := range map[string]struct {
		open map[cap.Lane]int
		now  []stock.Destination
		want string // code, lanes
	}{
		"as it was":               {open, []stock.Destination{pub(nil)}, ""},
		"gone, with nothing open": {nil, nil, ""},
		"gone":                    {open, nil, "destination-gone [actual]"},
		"gone in two lanes":       {both, nil, "destination-gone [actual exercise]"},
		"another name": {open, []stock.Destination{pub(func(d *stock.Destination) { d.Name = "pubb" })},
			"destination-gone [actual]"},
		"another tree": {open, []stock.Destination{pub(func(d *stock.Destination) { d.Tree = "party" })},
			"destination-changed [actual]"},
		"another side": {open, []stock.Destination{pub(func(d *stock.Destination) { d.Side = cap.US })},
			"destination-changed [actual]"},
		"another party": {open, []stock.Destination{pub(func(d *stock.Destination) { d.Party = "nbx" })},
			"destination-changed [actual]"},
		"another kind": {open, []stock.Destination{pub(func(d *stock.Destination) { d.Kind = "naad" })},
			"destination-changed [actual]"},
		"another broker": {open, []stock.Destination{pub(func(d *stock.Destination) { d.Broker = "c:1883" })},
			"destination-changed [actual]"},
		"another broker, nothing open": {nil, []stock.Destination{pub(func(d *stock.Destination) { d.Broker = "c:1883" })},
			""},
		"a lane less": {both,
			[]stock.Destination{pub(func(d *stock.Destination) { d.Lanes = []cap.Lane{cap.LaneActual} })},
			"lane-gone [exercise]"},
		"a lane less, with nothing open": {open,
			[]stock.Destination{pub(func(d *stock.Destination) { d.Lanes = []cap.Lane{cap.LaneActual} })}, ""},
		"a lane more": {both, []stock.Destination{pub(func(d *stock.Destination) {
			d.Lanes = append(d.Lanes,
				cap.LaneTest)
		})}, ""},
		"a lane its row does not name": {map[cap.Lane]int{cap.LaneTest: 1}, nil, "destination-gone [test]"},
	} {
		t.Run(name, func(t *testing.T) {
			problems := stock.Fits(stock.Store{Gateway: "g", Kept: []stock.Kept{{Destination: pub(nil), Open: c.open}}},
				stock.Config{Gateway: "g", Keys: true, Destinations: c.now})
			var got []string
			for _, p := range problems {
				got = append(got, fmt.Sprint(p.Code, " ", p.Lanes))
				if p.Refuses || p.Destination != "pub" || !strings.Contains(p.Error(), "config retire pub") {
					t.Errorf("%+v", p)
				}
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}

func TestWhatRefusesAStart(t *testing.T) {
	kept := []stock.Kept{{Destination: pub(nil), Open: map[cap.Lane]int{cap.LaneActual: 1}}}
	for name, c := range map[string]struct {
		store stock.Store
		now   stock.Config
		want  string
	}{
		"a new store":      {stock.Store{}, stock.Config{Gateway: "g"}, ""},
		"another gateway":  {stock.Store{Gateway: "g", Kept: kept}, stock.Config{Gateway: "h"}, "other-gateway"},
		"keys are missing": {stock.Store{Gateway: "g", Kept: kept}, stock.Config{Gateway: "g"}, "keys-missing"},
		"the store's own":  {stock.Store{Gateway: "g"}, stock.Config{Gateway: "g", Keys: true}, ""},
	} {
		problems := stock.Fits(c.store, c.now)
		code := ""
		if len(problems) == 1 && problems[0].Refuses {
			code = problems[0].Code
		}
		if code != c.want || c.want == "" && len(problems) > 0 {
			t.Errorf("%s: %+v", name, problems)
		}
	}
}

func TestBrokerName(t *testing.T) {
	for address, want := range map[string]string{
		"tcp://Broker.Example:1883": "broker.example:1883", "mqtt://broker.example": "broker.example:1883",
		"ssl://broker.example":      "broker.example:8883",
		"ssl://broker.example:8884": "broker.example:8884", "embedded": "embedded", "tcp://[::1]:1883": "::1:1883",
	} {
		if got := stock.BrokerName(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
