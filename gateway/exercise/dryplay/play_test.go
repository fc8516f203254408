package dryplay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/scenarios"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// morning is when every play of these tests is.
var morning = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

func played(t *testing.T, s scenario.Scenario) (all []Inject) {
	t.Helper()
	if err := Play(t.Context(), s, morning, func(i Inject) { all = append(all, i) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// Nothing of what comes with the program is said to be in vain, for it was played.
func TestWhatComesWithTheProgram(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := scenarios.Read(name)
			if err != nil {
				t.Fatal(err)
			}
			holds := 0
			for _, i := range played(t, s) {
				if i.Failed != "" {
					t.Errorf("%s: %s", i.Inject.ID, i.Failed)
				}
				for _, j := range i.Judged {
					if j.Verdict == Never {
						t.Errorf("line %d: %s: %s", j.Line, j.Text, j.Why)
					}
					if j.Verdict == Holds {
						holds++
					}
				}
			}
			if holds < 5 {
				t.Errorf("only %d expectations hold", holds)
			}
		})
	}
}

// begun is the scenario to begin with, with other injects, and one text of its configuration and messages changed.
func begun(t *testing.T, injects, old, changed string) scenario.Scenario {
	t.Helper()
	text := string(scenarios.New("levee"))
	head, _, _ := strings.Cut(text, "scenes:\n")
	if old != "" && !strings.Contains(head, old) {
		t.Fatalf("the scenario does not say %q", old)
	}
	head = strings.Replace(head, old, changed, 1)
	s, err := scenario.Read("levee.yaml", []byte(head+"scenes:\n- scene: 1\n  title: it\n  injects:\n"+injects))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// inject is one with this id and time, and what it does and expects.
func inject(id, at, does string, expect ...string) string {
	text := fmt.Sprintf("  - {id: %s, at: 1 %s, who: somebody, does: something, %s,\n     expect: [%s]}\n", id, at, does,
		strings.Join(expect, ", "))
	return strings.Replace(text, ", ,", ",", 1)
}

func TestVerdicts(t *testing.T) {
	const asks, approve = "send: leak", "approve: {message: leak, as: province, reason: yes}"
	const short = "deadline: 70s, then: drop"
	for name, tc := range map[string]struct {
		injects      []string
		old, changed string
		want         []string // of the last inject: the verdict, and words of why
	}{
		"what is held is held": {injects: []string{inject("a", "09:10", asks,
			"{receipt: leak, at: readers, state: held}", "{asked: leak, party: province}")}, want: []string{"holds", "holds"}},
		"what is held does not cross": {injects: []string{inject("a", "09:10", asks,
			"{receipt: leak, at: readers, state: crossed}")}, want: []string{"never readers held (await-acceptance)"}},
		"what crosses is not nowhere": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("b", "09:11", approve, "{nowhere: leak, under: alerts/}")},
			want: []string{"never it was delivered to alerts/v1/exercise/ca/"}},
		"what no route wants stands nowhere": {old: "event: [HMW]}", changed: "event: [TOR]}",
			injects: []string{inject("a", "09:10", asks, "{stands: leak, reader: ca}")},
			want:    []string{"never nothing of it stands under"}},
		"nor does it during a cut": {old: "event: [HMW]}", changed: "event: [TOR]}",
			injects: []string{inject("a", "09:10", "cut: {for: 5s}, "+asks, "{stands: leak, reader: ca}",
				"{during-cut: leak, reader: ca}", "{first-after-cut: leak, reader: ca}")},
			want: []string{"never nothing of it stands", "never nothing of leak", "never nothing of leak"}},
		"a cut may keep back what crosses": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("b", "09:11", "cut: {for: 5s}, "+approve, "{nowhere: leak, under: alerts/}",
				"{during-cut: leak, reader: ca}")},
			want: []string{"not-judged a line may be cut", "not-judged no line is cut"}},
		"and until it is mended": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("b", "09:11", "cut: {for: 5s}, "+approve, "received: leak"),
			inject("c", "09:12", "", "{nowhere: leak, under: alerts/}")},
			want: []string{"not-judged a line may be cut"}},
		"but not after": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("b", "09:11", "cut: {for: 5s}, "+approve, "received: leak"),
			inject("c", "09:12", "mend: all", "received: leak"),
			inject("d", "09:13", "", "{nowhere: leak, under: alerts/}")}, want: []string{"never it was delivered"}},
		"a second gateway may be in the way": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("b", "09:11", "second: start", "{unheld: leak}", "second-waits")},
			want: []string{"not-judged a second gateway", "not-judged no second gateway"}},
		"the clock ends it in time": {old: "deadline: 30m, then: hold", changed: short,
			injects: []string{inject("a", "09:10", asks, "{receipt: leak, at: readers, state: stayed}")},
			want:    []string{"holds"}},
		"the clock ends it about when the next begins": {old: "deadline: 30m, then: hold", changed: short,
			injects: []string{inject("a", "09:10", asks, "{receipt: leak, at: readers, state: stayed}"),
				inject("b", "09:11", "", "received: leak")}, want: []string{"holds"}},
		"nobody answers twice": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("b", "09:11", "deny: {message: leak, as: province, reason: no}", "{unheld: leak}"),
			inject("c", "09:12", approve, "{unheld: leak}")},
			want: []string{"never the move before it cannot be made: duty-province cannot"}},
		"what is about links": {injects: []string{inject("a", "09:10", asks, "links-up", "trail-verifies",
			"{all-receipted: county}", "{alarm: outbound-down}")},
			want: []string{"not-judged no links", "not-judged to disk", "not-judged no receipt", "not-judged links"}},
		"who comes late sees what is there": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("b", "09:11", approve, "received: leak"),
			inject("c", "09:12", "subscribe: {name: late, filters: [alerts/v1/exercise/ca/#]}",
				"sees-only: {exercise: leak}")}, want: []string{"holds"}},
		"and not what is not": {injects: []string{inject("a", "09:10", asks, "received: leak"),
			inject("c", "09:12", "subscribe: {name: late, filters: [alerts/v1/exercise/ca/#]}",
				"sees-only: {exercise: leak}")}, want: []string{"never it was given:"}},
	} {
		t.Run(name, func(t *testing.T) {
			all := played(t, begun(t, strings.Join(tc.injects, ""), tc.old, tc.changed))
			last := all[len(all)-1]
			if len(last.Judged) != len(tc.want) {
				t.Fatalf("%+v", last.Judged)
			}
			for k, j := range last.Judged {
				verdict, why, _ := strings.Cut(tc.want[k], " ")
				if string(j.Verdict) != verdict || !strings.Contains(j.Why, why) {
					t.Errorf("%s: %s, %s; want %s", j.Text, j.Verdict, j.Why, tc.want[k])
				}
			}
		})
	}
}

// Where the clock ends something before an expectation's time is up, and an inject comes between, nothing is certain.
func TestTheClockBetweenTwoInjects(t *testing.T) {
	all := played(t, begun(t, inject("a", "09:10", "send: leak", "{receipt: leak, at: readers, state: stayed}")+
		inject("b", "09:11", "", "received: leak"), "deadline: 30m, then: hold", "deadline: 70s, then: drop"))
	if j := all[0].Judged[0]; j.Verdict != NotJudged || !strings.Contains(j.Why, "the clock ends something") {
		t.Errorf("%+v", j)
	}
}

// Every line that is named is that of the expectation in its file.
func TestLines(t *testing.T) {
	text := string(scenarios.New("levee"))
	s, err := scenario.Read("levee.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	for _, i := range played(t, s) {
		if !strings.Contains(lines[i.Inject.Line-1], "id: "+i.Inject.ID) {
			t.Errorf("inject %s is said to be at line %d: %s", i.Inject.ID, i.Inject.Line, lines[i.Inject.Line-1])
		}
		for k, j := range i.Judged {
			if !strings.HasPrefix(strings.TrimSpace(lines[j.Line-1]), "- ") || k > 0 && j.Line != i.Judged[k-1].Line+1 {
				t.Errorf("%s is said to be at line %d: %s", j.Text, j.Line, lines[j.Line-1])
			}
		}
	}
}

// Of a flood some reports are tried, and all of it is judged by them.
func TestFlood(t *testing.T) {
	s := begun(t, inject("a", "09:10", "flood: many", "{all-arrive: many, reader: ca}"), "# What happens, and", `floods:
  many: {count: 300, each: {like: leak}}

# What happens, and`)
	i := played(t, s)[0]
	if i.Judged[0].Verdict != Never || !strings.Contains(i.Judged[0].Why, "0 arrived") {
		t.Errorf("what is held arrives: %+v", i.Judged[0])
	}
	s.Configuration.Text = strings.Replace(s.Configuration.Text, "do: hold", "do: forward", 1)
	s.Configuration.Text = strings.Replace(s.Configuration.Text,
		"hold: {ask: acceptance, of: province, deadline: 30m, then: hold}", "", 1)
	i = played(t, s)[0]
	if i.Judged[0].Verdict != Holds {
		t.Errorf("what crosses does not arrive: %+v", i.Judged[0])
	}
	if len(i.Outcomes) != 1 || i.Outcomes[0].Message != "many" || i.Outcomes[0].Count != mostTried {
		t.Errorf("%+v", i.Outcomes)
	}
	if !slices.ContainsFunc(i.Untried, func(s string) bool { return strings.HasPrefix(s, "260 of the 300 reports") }) {
		t.Errorf("%q", i.Untried)
	}
}

// An interrupt ends it.
func TestInterrupted(t *testing.T) {
	s, err := scenarios.MaineNewBrunswick()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err = Play(ctx, s, morning, func(Inject) { cancel() })
	if !errors.Is(err, ctx.Err()) || err == nil {
		t.Errorf("%v", err)
	}
}
