package officer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/officer"
)

// The people of the tests. Of each place one without an account, one with, one with a may:; and one of two places.
var (
	ofGateway = []officer.Person{
		{Name: "op"}, {Name: "op-bound", Account: "root"}, {Name: "op-half", May: []officer.Act{officer.Retire, officer.Ack}},
		{Name: "both"},
	}
	ofParties = map[string][]officer.Person{
		"mema":          {{Name: "m1"}, {Name: "m-bound", Account: "1001"}, {Name: "both", Account: "maine"}},
		"nb-emo":        {{Name: "n1"}, {Name: "n-half", May: []officer.Act{officer.Ack, officer.Deny}}},
		"responders-ca": nil,
	}
	accounts = []officer.Actor{{Account: "root", UID: 0}, {Account: "maine", UID: 1001}, {Account: "other", UID: 1002},
		{Account: "root", UID: -1}}
	subjects = [][]string{nil, {""}, {"mema"}, {"nb-emo"}, {"mema", "nb-emo"}, {"responders-ca"}, {"responders-ca",
		"mema"}, {"nowhere"}}
)

// said is the rules once more, in the words in which they are agreed, one sentence an act, and nothing of the
// package's own: whose the act is when it concerns these parties.
var said = map[officer.Act]string{
	officer.Approve:           "people of the party asked",
	officer.Deny:              "people of the party asked",
	officer.Ack:               "people of a party that may see it; technical alarms: operators",
	officer.Recall:            "operators, and people of the destination's party",
	officer.Resend:            "operators, and people of the destination's party",
	officer.QuarantineRelease: "operators",
	officer.ForeignClear:      "operators",
	officer.Retire:            "operators",
	officer.Rename:            "operators",
	officer.Reload:            "operators",
	officer.Jump:              "operators",
	officer.KeysNew:           "operators",
	officer.Backup:            "operators",
	officer.Restore:           "operators",
}

// allowed reads the sentence for one person.
func allowed(act officer.Act, who officer.Actor, parties []string) bool {
	bound := map[string]string{"op-bound": "root", "m-bound": "maine", "both": "maine"}[who.As]
	if bound != "" && (who.Account != bound || who.UID < 0) {
		return false
	}
	narrowed := map[string]string{"op-half": "retire ack", "n-half": "ack deny"}[who.As]
	if narrowed != "" && !strings.Contains(narrowed, string(act)) {
		return false
	}
	operator := slices.Contains([]string{"op", "op-bound", "op-half", "both"}, who.As)
	somebody, ofThem := false, false // somebody answers for these parties; and this person does
	for _, p := range parties {
		people := map[string][]string{"mema": {"m1", "m-bound", "both"}, "nb-emo": {"n1", "n-half"}}[p]
		somebody = somebody || len(people) > 0
		ofThem = ofThem || slices.Contains(people, who.As)
	}
	switch said[act] {
	case "people of the party asked":
		return ofThem
	case "people of a party that may see it; technical alarms: operators":
		return ofThem || !somebody && operator // what only parties without people see is the operators' to quieten
	case "operators, and people of the destination's party":
		return operator || ofThem
	case "operators":
		return operator
	}
	panic("no rule is written down for " + act)
}

func TestEveryActOfEverybody(t *testing.T) {
	table := officer.NewTable(ofGateway, ofParties)
	names := []string{"op", "op-bound", "op-half", "both", "m1", "m-bound", "n1", "n-half", "mallory", "OP", "op ", ""}
	asked, yes := 0, 0
	for _, act := range officer.Acts() {
		for _, parties := range subjects {
			for _, from := range accounts {
				for _, name := range names {
					who := from
					who.As = name
					refused, want := table.May(act, who, parties...), allowed(act, who, parties)
					if (refused == nil) != want {
						t.Errorf("%s by %q from %s (%d) about %q: %v, want %v", act, name, from.Account, from.UID, parties, refused, want)
					}
					if refused != nil && (refused.Code == "" || !strings.HasSuffix(refused.Text, ".")) {
						t.Errorf("a refusal that says too little: %+v", refused)
					}
					if ever := table.Ever(act, who); ever != nil && refused == nil {
						t.Errorf("%s by %q about %q is allowed, and the door refuses it: %v", act, name, parties, ever)
					}
					asked++
					if want {
						yes++
					}
				}
			}
		}
	}
	if yes < 200 || asked-yes < 200 {
		t.Errorf("%d of %d are allowed: this test tells nothing", yes, asked)
	}
}

// What Ever lets pass, some party makes allowed: the door refuses a stranger for every act.
func TestTheDoorRefusesAllItCan(t *testing.T) {
	table := officer.NewTable(ofGateway, ofParties)
	for _, act := range officer.Acts() {
		for _, name := range []string{"op", "both", "m1", "n-half", "mallory", ""} {
			who := officer.Actor{As: name, Account: "maine", UID: 1001}
			could := slices.ContainsFunc(subjects, func(parties []string) bool { return allowed(act, who, parties) })
			if refused := table.Ever(act, who); (refused == nil) != could {
				t.Errorf("%s by %q: %v, and %v that it could be allowed", act, name, refused, could)
			}
		}
	}
}

func TestNamesAreThoseWhoMay(t *testing.T) {
	table := officer.NewTable(ofGateway, ofParties)
	for _, act := range officer.Acts() {
		for _, parties := range subjects {
			var want []string
			for _, name := range []string{"both", "m-bound", "m1", "n-half", "n1", "op", "op-bound", "op-half"} {
				for _, from := range accounts[:2] {
					if who := (officer.Actor{As: name, Account: from.Account, UID: from.UID}); allowed(act, who, parties) {
						want = append(want, name)
						break
					}
				}
			}
			got := table.Names(act, parties...)
			slices.Sort(got)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s about %q: %v, want %v", act, parties, got, want)
			}
		}
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	table := officer.NewTable(ofGateway, ofParties)
	for _, c := range []struct {
		act     officer.Act
		as      string
		account string
		parties []string
		code    string
		words   string
	}{
		{officer.Approve, "", "root", []string{"mema"}, officer.NoName, "m1, m-bound, both"},
		{officer.Approve, "mallory", "root", []string{"mema"}, officer.NotListed, `"mallory"`},
		{officer.Approve, "m\x1b[2J", "root", []string{"mema"}, officer.NotListed, `m\x1b[2J`},
		{officer.Approve, "m-bound", "root", []string{"mema"}, officer.WrongAccount, "belongs to the account 1001"},
		{officer.Approve, "n1", "root", []string{"mema"}, officer.NotAsked, "m1, m-bound, both"},
		{officer.Approve, "n-half", "root", []string{"nb-emo"}, officer.NotAllowed, "approve"},
		{officer.Retire, "m1", "root", nil, officer.NotYours, "op, op-bound, op-half"},
		{officer.Approve, "op", "root", []string{"responders-ca"}, officer.NotAsked, "lists nobody"},
	} {
		got := table.May(c.act, officer.Actor{As: c.as, Account: c.account}, c.parties...)
		if got == nil || got.Code != c.code || !strings.Contains(got.Error(), c.words) {
			t.Errorf("%s by %q: %+v, want %s with %q", c.act, c.as, got, c.code, c.words)
		}
	}
}

func TestWhereNobodyIsListedEverybodyMay(t *testing.T) {
	table := officer.NewTable(nil, map[string][]officer.Person{"local-us": nil})
	for _, act := range officer.Acts() {
		if refused := table.May(act, officer.Actor{Account: "me", UID: 1000}, "local-us"); refused != nil || table.Ever(act,
			officer.Actor{}) != nil {
			t.Errorf("%s: %v", act, refused)
		}
	}
	if one := officer.NewTable(nil, map[string][]officer.Person{"mema": {{Name: "m1"}}}); one.Open() ||
		one.Ever(officer.Jump, officer.Actor{As: "m1"}) == nil {
		t.Error("one person is listed, and everybody may still do everything")
	}
}

func TestEveryActIsKnownByItsName(t *testing.T) {
	for _, act := range officer.Acts() {
		if !officer.Known(act) || said[act] == "" {
			t.Errorf("%s is not known", act)
		}
	}
	if officer.Known("aprove") || len(said) != len(officer.Acts()) {
		t.Error("an act too many, or too few")
	}
}
