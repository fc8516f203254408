package approval_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"bordercast/cap/french"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
)

var (
	start = time.Date(2026, 3, 5, 14, 20, 0, 0, time.UTC)
	route = agreement.Decision{Action: agreement.HoldBack, Ask: agreement.Acceptance, Of: "nb-emo",
		Deadline: 10 * time.Minute, Then: agreement.HoldBack, Channels: []string{"wireless"}}
	area = []string{"ca/nb/1302", "us/me/029"}
	yes  = approval.Ruling{Person: "nb-duty", Party: "nb-emo", Draft: "d1"}
)

func held() approval.Hold { return approval.Open(route, "d1", area, start) }

// moves are all that can happen to a hold, tried on every state below.
func moves() map[string]func(approval.Hold) (approval.Hold, error) {
	return map[string]func(approval.Hold) (approval.Hold, error){
		"approve":  func(h approval.Hold) (approval.Hold, error) { return h.Approve(yes) },
		"deny":     func(h approval.Hold) (approval.Hold, error) { return h.Deny(yes) },
		"withdraw": func(h approval.Hold) (approval.Hold, error) { return h.Withdraw(approval.Cancelled) },
		"takeover": func(h approval.Hold) (approval.Hold, error) {
			old, _, err := h.TakeOver(approval.Open(route, "d2", area, start))
			return old, err
		},
		"due": func(h approval.Hold) (approval.Hold, error) {
			next, moved := h.Due(start.Add(time.Hour))
			if !moved {
				return next, &approval.Refusal{Code: approval.NotHeld}
			}
			return next, nil
		},
	}
}

func TestEveryMoveFromEveryState(t *testing.T) {
	fromHeld := map[string]approval.State{"approve": approval.Released, "deny": approval.Denied,
		"withdraw": approval.Withdrawn, "takeover": approval.Withdrawn, "due": approval.Held}
	for name, move := range moves() {
		after, err := move(held())
		if err != nil || after.State != fromHeld[name] {
			t.Errorf("%s of a held alert: %s, %v, want %s", name, after.State, err, fromHeld[name])
		}
		for _, state := range []approval.State{approval.Withdrawn, approval.Denied, approval.Lapsed, approval.Released} {
			h := held()
			h.State = state
			after, err := move(h)
			var refusal *approval.Refusal
			if !errors.As(err, &refusal) || refusal.Code != approval.NotHeld || !reflect.DeepEqual(h, after) {
				t.Errorf("%s of one that is %s: %+v, %v", name, state, after, err)
			}
		}
	}
}

func TestDeadline(t *testing.T) {
	late := start.Add(10 * time.Minute)
	for name, c := range map[string]struct {
		then     agreement.Action
		channels []string
		at       time.Time
		state    approval.State
		moved    bool
	}{
		"too early":                        {agreement.Drop, nil, late.Add(-1), approval.Held, false},
		"keeps holding":                    {agreement.HoldBack, nil, late, approval.Held, true},
		"drops":                            {agreement.Drop, nil, late, approval.Lapsed, true},
		"forwards":                         {agreement.Forward, nil, late, approval.Released, true},
		"never where a channel could open": {agreement.Forward, []string{"wireless"}, late, approval.Held, true},
	} {
		d := route
		d.Then, d.Channels = c.then, c.channels
		h, moved := approval.Open(d, "d1", area, start).Due(c.at)
		if h.State != c.state || moved != c.moved || h.Alarmed != c.moved {
			t.Errorf("%s: %+v, %v", name, h, moved)
		}
		if _, again := h.Due(c.at.Add(time.Hour)); again && c.moved {
			t.Errorf("%s: the deadline was told twice", name)
		}
	}
	none := route
	none.Deadline = 0
	if _, moved := approval.Open(none, "d1", area, start).Due(start.Add(1000 * time.Hour)); moved {
		t.Error("a hold without a deadline moved")
	}
}

// What goes on unreviewed stays held: whoever answers later is heard. It goes only where nothing but the wish of its
// readers is asked, and no channel could open.
func TestAtTheDeadlineReadersAreTold(t *testing.T) {
	late := start.Add(10 * time.Minute)
	quiet := route
	quiet.Then, quiet.Channels = agreement.Awareness, nil
	loud, release := quiet, quiet
	loud.Channels = []string{"wireless"}
	release.Ask, release.Of = agreement.Release, "mema"
	for name, c := range map[string]struct {
		hold  approval.Hold
		aware bool
	}{
		"acceptance alone":     {approval.Open(quiet, "d1", area, start), true},
		"a channel could open": {approval.Open(loud, "d1", area, start), false},
		"release":              {approval.Open(release, "d1", area, start), false},
		"a release before it": {approval.Open(quiet, "d1", area, start, approval.Question{Ask: agreement.Release,
			Of: "mema"}), false},
		"another route's ruling": {approval.Open(route, "d1", area, start), false},
	} {
		h, moved := c.hold.Due(late)
		if !moved || h.State != approval.Held || h.Aware != c.aware || !h.Alarmed {
			t.Errorf("%s: %+v, %v", name, h, moved)
		}
	}
	told, _ := approval.Open(quiet, "d1", area, start).Due(late)
	if h, err := told.Approve(yes); err != nil || h.State != approval.Released {
		t.Errorf("a yes afterwards: %+v, %v", h, err)
	}
	if h, err := told.Deny(yes); err != nil || h.State != approval.Denied {
		t.Errorf("a no afterwards: %+v, %v", h, err)
	}
	for name, c := range map[string]struct {
		next  agreement.Decision
		aware bool
	}{"the same route": {quiet, true}, "a route that holds on": {route, false}} {
		if _, taken, err := told.TakeOver(approval.Open(c.next, "d2", area, late)); err != nil || taken.Aware != c.aware {
			t.Errorf("its Update by %s: %+v, %v", name, taken, err)
		}
	}
}

func TestReleaseIsAskedFirst(t *testing.T) {
	h := approval.Open(route, "d1", area, start, approval.Question{Ask: agreement.Release, Of: "mema"})
	if _, err := h.Approve(yes); code(err) != approval.NotAsked {
		t.Fatalf("those who accept answered before the release: %v", err)
	}
	h, err := h.Approve(approval.Ruling{Person: "mema-duty", Party: "mema", Draft: "d1"})
	if err != nil || h.State != approval.Held {
		t.Fatalf("%+v, %v", h, err)
	}
	asked, open := h.Asked()
	if !open || asked != (approval.Question{Ask: agreement.Acceptance, Of: "nb-emo"}) {
		t.Fatalf("asked now: %+v, %v", asked, open)
	}
	h, err = h.Approve(yes)
	if err != nil || h.State != approval.Released {
		t.Fatalf("%+v, %v", h, err)
	}
}

func TestAnApprovalBindsAndNarrows(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*approval.Ruling)
		code   string
	}{
		"another draft":       {func(r *approval.Ruling) { r.Draft = "d0" }, approval.StaleDraft},
		"another party":       {func(r *approval.Ruling) { r.Party = "mema" }, approval.NotAsked},
		"nobody":              {func(r *approval.Ruling) { r.Person = "" }, approval.NoName},
		"more ground":         {func(r *approval.Ruling) { r.Area = []string{"us/me/003"} }, approval.OutsideArea},
		"no ground":           {func(r *approval.Ruling) { r.Area = []string{} }, approval.OutsideArea},
		"a channel not asked": {func(r *approval.Ruling) { r.Channels = []string{"eas"} }, approval.NotOffered},
	} {
		r := yes
		c.change(&r)
		h, err := held().Approve(r)
		if code(err) != c.code || !reflect.DeepEqual(h, held()) {
			t.Errorf("%s: %v, %+v", name, err, h)
		}
	}
	if h, _ := held().Approve(yes); !slices.Equal(h.Area, area) || len(h.Channels) != 0 || h.Draft != "d1" {
		t.Errorf("an approval that narrows nothing: %+v", h)
	}
}

func TestANarrowedDraftIsApprovedByItsOwnDigest(t *testing.T) {
	narrow := approval.Narrowed{Draft: "d1-maine", Area: []string{"us/me/029"}, Channels: []string{"wireless"}}
	for name, n := range map[string]approval.Narrowed{
		"more ground": {Draft: "x", Area: []string{"us/me/003"}}, "no ground": {Draft: "x", Area: []string{}},
		"a channel": {Draft: "x", Channels: []string{"eas"}},
	} {
		if _, err := held().ShownNarrowed(n); err == nil {
			t.Errorf("%s was shown", name)
		}
	}
	shown, err := held().ShownNarrowed(narrow)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		r    approval.Ruling
		code string
	}{
		"the whole, narrowed in words only": {approval.Ruling{Draft: "d1", Area: narrow.Area}, approval.OtherDraft},
		"the narrow one, for other ground":  {approval.Ruling{Draft: "d1-maine", Area: area}, approval.OtherDraft},
		"the narrow one, for no channel":    {approval.Ruling{Draft: "d1-maine", Channels: []string{}}, approval.OtherDraft},
		"the whole, with a channel":         {approval.Ruling{Draft: "d1", Channels: narrow.Channels}, approval.OtherDraft},
		"no draft at all":                   {approval.Ruling{}, approval.StaleDraft},
		"one never shown":                   {approval.Ruling{Draft: "d2"}, approval.StaleDraft},
	} {
		c.r.Person, c.r.Party = yes.Person, yes.Party
		if h, err := shown.Approve(c.r); code(err) != c.code || h.State != approval.Held {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, r := range map[string]approval.Ruling{"by its digest": {Draft: "d1-maine"},
		"and its words": {Draft: "d1-maine", Area: narrow.Area, Channels: narrow.Channels}} {
		r.Person, r.Party = yes.Person, yes.Party
		h, err := shown.Approve(r)
		if err != nil || h.State != approval.Released || h.Draft != "d1-maine" || !slices.Equal(h.Area, narrow.Area) ||
			!slices.Equal(h.Channels, narrow.Channels) {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
	if h := shown.Shown("d2"); len(h.Narrowed) != 0 || h.Draft != "d2" {
		t.Errorf("the drafts of before are still on the table: %+v", h)
	}
	r := yes
	r.Area = []string{"us/me/029", "ca/nb/1302"} // all of it, in another order
	if h, err := shown.Approve(r); err != nil || h.State != approval.Released {
		t.Errorf("all of it by name: %v", err)
	}
}

// A French text is part of the draft that it was attached to, and of nothing else.
func TestAFrenchTextIsApprovedWithItsDraft(t *testing.T) {
	text := &french.Text{Headline: "h", Description: "d", By: "nb-duty", Party: "nb-emo"}
	releasing := approval.Open(route, "d1", area, start, approval.Question{Ask: agreement.Release, Of: "mema"})
	if _, err := releasing.ShownNarrowed(approval.Narrowed{Draft: "d1-fr",
		French: text}); code(err) != approval.NotAccepted {
		t.Errorf("it was attached on the source's side: %v", err)
	}
	shown, err := held().ShownNarrowed(approval.Narrowed{Draft: "d1-fr", French: text})
	if err != nil {
		t.Fatal(err)
	}
	same := *text
	same.By, same.Party = "", "" // as a person gives it again
	other := same
	other.Headline = "x"
	for name, c := range map[string]struct {
		draft string
		text  *french.Text
		code  string
		want  *french.Text
	}{
		"by its digest":              {"d1-fr", nil, "", text},
		"and its words":              {"d1-fr", &same, "", text},
		"with other words":           {"d1-fr", &other, approval.OtherDraft, nil},
		"the draft without it":       {"d1", nil, "", nil},
		"its words, the other draft": {"d1", &same, approval.OtherDraft, nil},
	} {
		r := yes
		r.Draft, r.French = c.draft, c.text
		h, err := shown.Approve(r)
		if code(err) != c.code || !reflect.DeepEqual(h.French, c.want) {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
	r := yes
	r.Draft = "d1-fr"
	h, _ := shown.Approve(r)
	if again, err := h.AskAgain(area); err != nil || again.French != nil {
		t.Errorf("asked again with it: %+v, %v", again, err)
	}
	// A telephone number was found in what was accepted: the source's side releases it, text and all.
	h.State, h.Draft, h.Questions = approval.Held, "d1-fr", []approval.Question{{Ask: agreement.Release, Of: "mema"}}
	h, err = h.Approve(approval.Ruling{Person: "duty1", Party: "mema", Draft: "d1-fr"})
	if err != nil || h.French != text {
		t.Errorf("released: %+v, %v", h, err)
	}
}

func TestWhatIsNotWhatWasApprovedIsAskedAgain(t *testing.T) {
	h := approval.Open(route, "d1", area, start, approval.Question{Ask: agreement.Release, Of: "mema"})
	if _, err := h.AskAgain(area); code(err) != approval.NotHeld {
		t.Errorf("before anybody answered: %v", err)
	}
	h, _ = h.ShownNarrowed(approval.Narrowed{Draft: "d1-maine", Area: area[:1]})
	h, _ = h.Approve(approval.Ruling{Person: "mema-duty", Party: "mema", Draft: "d1-maine"})
	h, err := h.Shown("d1-of-that").Approve(approval.Ruling{Person: "nb-duty", Party: "nb-emo", Draft: "d1-of-that"})
	if err != nil || h.State != approval.Released {
		t.Fatalf("%+v, %v", h, err)
	}
	h, err = h.AskAgain(area)
	if err != nil || h.State != approval.Held || h.Draft != "" || !slices.Equal(h.Area, area) ||
		!h.Deadline.Equal(start.Add(10*time.Minute)) {
		t.Fatalf("%+v, %v", h, err)
	}
	for _, of := range []string{"mema", "nb-emo"} {
		if asked, open := h.Asked(); !open || asked.Of != of {
			t.Fatalf("asked %+v, want %s", asked, of)
		}
		if _, err := h.Approve(approval.Ruling{Person: "x", Party: of, Draft: "d1-maine"}); code(err) != approval.StaleDraft {
			t.Errorf("the old answer was taken once more: %v", err)
		}
		if h, err = h.Shown("d2-" + of).Approve(approval.Ruling{Person: "x", Party: of, Draft: "d2-" + of}); err != nil {
			t.Fatal(err)
		}
	}
	if h.State != approval.Released {
		t.Errorf("%+v", h)
	}
	late, _ := approval.Open(agreement.Decision{Action: agreement.HoldBack, Ask: agreement.Acceptance, Of: "nb-emo",
		Deadline: time.Minute, Then: agreement.Forward}, "d1", area, start).Due(start.Add(time.Hour))
	if _, err := late.AskAgain(area); code(err) != approval.NotHeld {
		t.Errorf("what nobody approved is asked again: %v", err)
	}
}

func TestTakeOverKeepsTheDeadlineAndAsksAgain(t *testing.T) {
	h := approval.Open(route, "d1", area, start, approval.Question{Ask: agreement.Release, Of: "mema"})
	h, _ = h.Approve(approval.Ruling{Person: "mema-duty", Party: "mema", Draft: "d1"})
	next := approval.Open(route, "d2", area, start.Add(5*time.Minute), approval.Question{Ask: agreement.Release,
		Of: "mema"})
	old, taken, err := h.TakeOver(next)
	if err != nil || old.State != approval.Withdrawn || old.Cause != approval.Updated {
		t.Fatalf("%+v, %v", old, err)
	}
	if asked, _ := taken.Asked(); asked.Ask != agreement.Release || !taken.Deadline.Equal(h.Deadline) ||
		taken.Draft != "d2" {
		t.Errorf("taken over: %+v", taken)
	}
	if _, err := taken.Approve(approval.Ruling{Person: "x", Party: "mema",
		Draft: "d1"}); code(err) != approval.StaleDraft {
		t.Errorf("an answer about the old draft was taken: %v", err)
	}
}

func code(err error) string {
	var r *approval.Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}
