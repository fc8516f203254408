package entitlement

import (
	"testing"

	"bordercast/cap"
	"bordercast/certs"
)

const (
	duty     = "duty@maine.invalid"
	weather  = "weather@maine.invalid"
	stranger = "duty@nb.invalid"
)

// rules are of a world with systems of every policy: "strict" holds what is not valid, "open" takes it, "second" may
// end what both brought, "copy" lists the same senders and may end nothing, "loose" lists nobody.
var rules = Rules{
	Systems: map[string]System{
		"strict": {Senders: []string{duty}, EndsBy: []string{"second"}},
		"open":   {Senders: []string{duty}, EndsBy: []string{"second"}, Unsigned: true, Unverifiable: true},
		"second": {Senders: []string{duty, weather}, Unsigned: true},
		"copy":   {Senders: []string{duty}},
		"loose":  {Unsigned: true, Unverifiable: true},
	},
	MayEnd: func(sender, of string) bool { return sender == of || sender == weather && of == duty },
}

func TestWhoMayEndWhat(t *testing.T) {
	end := func(system string, v certs.Verdict) Message {
		return Message{Sender: duty, System: system, Lane: cap.LaneActual, Verdict: v, Ends: true}
	}
	update := func(system string, v certs.Verdict) Message {
		m := end(system, v)
		m.Ends = false
		return m
	}
	of := func(system string, v certs.Verdict) Named {
		return Named{Sender: duty, System: system, Lane: cap.LaneActual, Verdict: v, Brought: v}
	}
	by := func(sender string, m Message) Message { m.Sender = sender; return m }
	vouched := func(m Message) Message { m.Vouched = true; return m }
	exercise := func(m Message) Message { m.Lane = cap.LaneExercise; return m }
	brought := func(n Named, v certs.Verdict) Named { n.Brought = v; return n }
	tests := []struct {
		name string
		m    Message
		n    Named
		want string
	}{
		{"signed, of signed", end("strict", certs.Valid), of("strict", certs.Valid), ""},
		{"the signature taken off", end("strict", certs.Unsigned), of("strict", certs.Valid), UnverifiableEnd},
		{"the signature taken off, where unsigned is taken", end("open", certs.Unsigned), of("open", certs.Valid),
			UnverifiableEnd},
		{"the signature forged", end("strict", certs.Unverifiable), of("strict", certs.Valid), UnverifiableEnd},
		{"the signature forged, where that is taken", end("open", certs.Unverifiable), of("open", certs.Valid),
			UnverifiableEnd},
		{"unsigned, of unsigned", end("strict", certs.Unsigned), of("strict", certs.Unsigned), ""},
		{"unsigned, of unsigned that is taken", end("open", certs.Unsigned), of("open", certs.Unsigned), ""},
		{"unverifiable, of unsigned", end("strict", certs.Unverifiable), of("strict", certs.Unsigned), UnverifiableEnd},
		{"unverifiable, of unsigned, where that is taken", end("open", certs.Unverifiable), of("open", certs.Unsigned), ""},
		{"unverifiable, of unverifiable", end("strict", certs.Unverifiable), of("strict", certs.Unverifiable),
			UnverifiableEnd},
		{"unverifiable, of unverifiable that is taken", end("open", certs.Unverifiable), of("open", certs.Unverifiable), ""},
		{"a signature where the alert had none", end("strict", certs.Valid), of("strict", certs.Unsigned), ""},
		{"a person's word", vouched(end("strict", certs.Unsigned)), of("strict", certs.Valid), ""},

		{"an update signed, of signed", update("strict", certs.Valid), of("strict", certs.Valid), ""},
		{"an update without the signature", update("strict", certs.Unsigned), of("strict", certs.Valid), UnverifiableUpdate},
		{"an update with a forged one", update("open", certs.Unverifiable), of("open", certs.Valid), UnverifiableUpdate},
		{"an update unsigned, of unsigned", update("strict", certs.Unsigned), of("strict", certs.Unsigned), ""},
		{"an update unverifiable, of unverifiable", update("strict", certs.Unverifiable), of("strict", certs.Unverifiable),
			""},
		{"an update unverifiable, of unsigned", update("strict", certs.Unverifiable), of("strict", certs.Unsigned),
			UnverifiableUpdate},
		{"an update by a person's word", vouched(update("strict", certs.Unsigned)), of("strict", certs.Valid), ""},

		{"another's sender", by(stranger, end("strict", certs.Valid)), of("strict", certs.Valid), NotEntitled},
		{"another's sender by a person's word", vouched(by(stranger, end("strict", certs.Valid))), of("strict", certs.Valid),
			NotEntitled},
		{"one who stands for it, by its own system", by(weather, end("strict", certs.Valid)), of("strict", certs.Valid), ""},
		{"one who stands for it, by the other", by(weather, end("second", certs.Valid)), of("strict", certs.Valid), ""},
		{"one who stands for it, unsigned", by(weather, end("strict", certs.Unsigned)), of("strict", certs.Valid),
			UnverifiableEnd},
		{"for whom it does not stand", end("strict", certs.Valid), Named{Sender: weather, System: "strict",
			Lane: cap.LaneActual}, NotEntitled},

		{"the system that may", end("second", certs.Valid), of("strict", certs.Valid), ""},
		{"the system that may, unsigned", end("second", certs.Unsigned), of("strict", certs.Valid), UnverifiableEnd},
		{"the system that may, unsigned, of unsigned that is held", end("second", certs.Unsigned),
			of("strict", certs.Unsigned), UnverifiableEnd},
		{"the system that may, unsigned, of unsigned that is taken", end("second", certs.Unsigned),
			of("open", certs.Unsigned), ""},
		{"the system that may, unverifiable, which it holds itself", end("second", certs.Unverifiable),
			of("open", certs.Unverifiable), UnverifiableEnd},
		{"a system that lists the sender and is not named", end("copy", certs.Valid), of("strict", certs.Valid), NotEntitled},
		{"a system that lists nobody, with a key of its own", end("loose", certs.Valid), of("strict", certs.Valid),
			NotEntitled},
		{"the other way round", end("strict", certs.Valid), of("second", certs.Valid), NotEntitled},
		{"an alert of a system that is no more", end("copy", certs.Valid), of("gone", certs.Valid), ""},
		{"an alert of a system that is no more, by one that lists nobody", end("loose", certs.Valid), of("gone", certs.Valid),
			NotEntitled},
		{"an alert of a system that is no more, unsigned", end("open", certs.Unsigned), of("gone", certs.Unsigned),
			UnverifiableEnd},

		{"another's copy made it valid", end("open", certs.Unsigned), brought(of("open", certs.Valid), certs.Unsigned), ""},
		{"another's copy made it valid, held", end("strict", certs.Unsigned), brought(of("strict", certs.Valid),
			certs.Unsigned), UnverifiableEnd},
		{"an exercise of the real thing", exercise(end("strict", certs.Valid)), of("strict", certs.Valid), LanesMixed},
		{"an exercise by a person's word", vouched(exercise(end("strict", certs.Valid))), of("strict", certs.Valid),
			LanesMixed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := rules.Judge(test.m, test.n)
			code := ""
			if got != nil {
				code = got.Code
				if waits := code == UnverifiableEnd || code == UnverifiableUpdate; got.Wait != waits {
					t.Errorf("%s waits for a person: %t", code, got.Wait)
				}
			}
			if code != test.want {
				t.Errorf("got %q, want %q", code, test.want)
			}
		})
	}
}

// Whatever the policies: taking the signature off a message, or spoiling it, never lets it do more.
func TestAWeakerSignatureNeverDoesMore(t *testing.T) {
	verdicts := []certs.Verdict{certs.Unsigned, certs.Unverifiable, certs.Valid}
	for system := range rules.Systems {
		for admitting := range rules.Systems {
			for _, named := range verdicts {
				for _, ends := range []bool{true, false} {
					m := Message{Sender: duty, System: system, Lane: cap.LaneActual, Ends: ends, Verdict: certs.Valid}
					n := Named{Sender: duty, System: admitting, Lane: cap.LaneActual, Verdict: named, Brought: named}
					signed := rules.Judge(m, n) == nil
					for _, v := range verdicts[:2] {
						m.Verdict = v
						if rules.Judge(m, n) == nil && !signed {
							t.Errorf("%s by %s does to a %s alert of %s what a valid one may not", v, system, named, admitting)
						}
					}
					if m.Verdict = certs.Unsigned; named == certs.Valid && rules.Judge(m, n) == nil {
						t.Errorf("unsigned by %s touches a valid alert of %s", system, admitting)
					}
				}
			}
		}
	}
}

func TestWhoMaySpeak(t *testing.T) {
	for _, test := range []struct {
		system, sender string
		want           bool
	}{
		{"strict", duty, true}, {"strict", weather, false}, {"second", weather, true},
		{"loose", duty, false}, {"loose", weather, false}, {"loose", "nobody@else.invalid", true},
		{"strict", "nobody@else.invalid", false},
	} {
		if got := rules.Speaks(test.system, test.sender); got != test.want {
			t.Errorf("%s may speak as %s: %t", test.system, test.sender, got)
		}
	}
}

func TestWhoMayReplace(t *testing.T) {
	for _, test := range []struct {
		system, admitting string
		want              bool
	}{{"strict", "strict", true}, {"copy", "strict", true}, {"loose", "loose", true}, {"loose", "strict", false}} {
		if got := rules.Replaces(test.system, duty, test.admitting); got != test.want {
			t.Errorf("a copy by %s may replace %s's: %t", test.system, test.admitting, got)
		}
	}
}
