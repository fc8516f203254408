package trouble

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bordercast/gateway/api"
)

// view is what a person is shown of an alert, with the flags they give.
func (w *world) view(args ...string) (s api.AlertView) {
	w.t.Helper()
	must(w.t, json.Unmarshal([]byte(w.does(append([]string{"show", "--data", "data", "--json"}, args...)...)), &s))
	return s
}

// waiting posts a letter that waits for New Brunswick's word, and gives its token and its draft once it is shown.
func (w *world) waiting(l letter) (token, draft string) {
	w.t.Helper()
	w.post("maine", l, "public-ca")
	w.until(l.id+" is shown", func() bool {
		s := w.view(l.id)
		token, draft = s.Alert, s.Draft
		return draft != ""
	})
	return token, draft
}

// storm is a thunderstorm over Washington County, which the built-in table of events calls orages.
func storm(id string) letter {
	l := us(id)
	l.category, l.event = "Met", "Severe Thunderstorm Warning"
	l.code = "<eventCode><valueName>SAME</valueName><value>SVR</value></eventCode>"
	return l
}

// ofPublicCA is all that stands before Canada's readers.
func (w *wire) ofPublicCA() string {
	text := ""
	for topic, payload := range w.tree("alerts/v1/actual/ca/#") {
		text += topic + " " + payload + "\n"
	}
	return text
}

// Shown: orages. The operator changes the table of events, and the gateway reads it anew. Approved: what was read. It
// must not become: tornade.
func TestAnApprovalIsOfWhatWasShown(t *testing.T) {
	t.Parallel()
	w := asking(t)
	d := w.up("data")
	token, draft := w.waiting(storm("STORM"))
	if shown := w.does("show", token, "--data", "data"); !strings.Contains(shown, "avertissement – orages") &&
		!strings.Contains(shown, "orages") {
		t.Fatalf("no thunderstorm is shown:\n%s", shown)
	}

	config, err := os.ReadFile(filepath.Join(w.dir, "bordercast.yaml"))
	must(t, err)
	w.write("bordercast.yaml", append(config,
		"events: [{from: same, code: SVR, to: tornado, grade: judgement, source: fictional, why: to be seen here}]\n"...))
	before := d.status().Configured
	d.hangup()
	w.until("the gateway has read it", func() bool { s := d.status(); return s.Ready && s.Configured.After(before) })

	said, code := w.run("approve", token, "--as", "luc", "--draft", draft, "--data", "data")
	if code != 1 || !strings.Contains(said, "Nothing was approved") || !strings.Contains(said, "tornade") {
		t.Fatalf("approved by what was read before: exit code %d\n%s", code, said)
	}
	if again := "Read it: bordercast show " + token + " --as luc --data data"; !strings.Contains(said, again) {
		t.Errorf("it does not say %q:\n%s", again, said)
	}
	if stands := w.wire.ofPublicCA(); stands != "" {
		t.Fatalf("something stands in Canada:\n%s", stands)
	}
	shown := w.does("show", token, "--data", "data")
	inOrder(t, shown, "NOT RELEASED", "It has changed since it was shown before:", "orages", "tornade", "Draft ")
	now := w.view(token)
	if now.Draft == draft {
		t.Fatal("another draft has the same digest")
	}
	w.does("approve", token, "--as", "luc", "--draft", now.Draft[:16], "--data", "data")
	w.until("what was shown stands", func() bool { return strings.Contains(w.wire.ofPublicCA(), "tornade") })
	trail := w.does("trail", "show", "--data", "data")
	inOrder(t, trail, "held", "held", "held", "approved")
	if strings.Contains(trail, "tornade") {
		t.Errorf("the trail quotes the alert:\n%s", trail)
	}
}

// Where nobody can be asked, an approval without a draft approves nothing, and says what to type; what it says works.
func TestAnApprovalWithoutADraft(t *testing.T) {
	t.Parallel()
	w := asking(t)
	w.up("data")
	token, draft := w.waiting(us("PLUME"))
	said, code := w.run("approve", token, "--as", "luc", "--to", "public-ca", "--reason", "read by two", "--data", "data")
	if code != 1 {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	inOrder(t, said, "What its originator says", "Fictional plume near the bridge", "NOT RELEASED", "nothing was approved",
		"Read it: bordercast show ")
	typed := regexp.MustCompile(`To approve what you read: bordercast (.+)`).FindStringSubmatch(said)
	if typed == nil {
		t.Fatalf("no command is told:\n%s", said)
	}
	want := "approve " + token + " --draft " + draft[:16] + " --to public-ca --as luc --data data --reason 'read by two'"
	if typed[1] != want {
		t.Fatalf("told:  %s\nwanted: %s", typed[1], want)
	}
	if stands := w.wire.ofPublicCA(); stands != "" {
		t.Fatalf("something stands in Canada:\n%s", stands)
	}
	if said, code := w.run("approve", token, "--as", "luc", "--draft", draft[:15], "--data", "data"); code != 1 ||
		!strings.Contains(said, "nothing was approved") {
		t.Errorf("a digest cut short: exit code %d\n%s", code, said)
	}
	w.does("approve", token, "--draft", draft[:16], "--to", "public-ca", "--as", "luc", "--data", "data", "--reason",
		"read by two")
	w.until("it stands", func() bool { return strings.Contains(w.wire.ofPublicCA(), "plume") })
	if said, code := w.run("approve", token, "--as", "luc", "--draft", draft, "--data", "data"); code != 1 ||
		!strings.Contains(said, "Nothing is asked") {
		t.Errorf("approved twice: exit code %d\n%s", code, said)
	}
}

// A narrower draft has a digest of its own. The digest of the whole is no yes to less of it, nor the other way round.
func TestANarrowedDraftIsReadAndApproved(t *testing.T) {
	t.Parallel()
	w := asking(t)
	w.up("data")
	two := us("TWO")
	two.area = "<areaDesc>Two counties</areaDesc><geocode><valueName>SAME</valueName><value>023029</value></geocode><geocode><valueName>SAME</valueName><value>023003</value></geocode>"
	token, whole := w.waiting(two)
	narrow := w.view(token, "--area", "us/me/003")
	if narrow.Draft == whole || narrow.Draft == "" || strings.Contains(narrow.Questions[0].Parts[0].CAP, "023029") {
		t.Fatalf("the narrower draft: %+v", narrow)
	}
	if said, code := w.run("show", token, "--area", "ca/nb/1302", "--data", "data"); code != 1 || !strings.Contains(said,
		"no district of the draft") {
		t.Errorf("a district of elsewhere: exit code %d\n%s", code, said)
	}
	for _, args := range [][]string{{"--area", "us/me/003", "--draft", whole}, {"--area", "us/me/029", "--draft",
		narrow.Draft}} {
		if said, code := w.run(append([]string{"approve", token, "--as", "luc", "--data", "data"}, args...)...); code != 1 ||
			!strings.Contains(said, "another area") {
			t.Errorf("%v: exit code %d\n%s", args, code, said)
		}
	}
	said, code := w.run("approve", token, "--as", "luc", "--area", "us/me/003", "--data", "data")
	if typed := "--draft " + narrow.Draft[:16] + " --area us/me/003 --as luc --data data"; code != 1 ||
		!strings.Contains(said, typed) {
		t.Errorf("exit code %d, and it does not say %q:\n%s", code, typed, said)
	}
	w.does("approve", token, "--as", "luc", "--area", "us/me/003", "--draft", narrow.Draft, "--data", "data")
	w.until("the one county stands", func() bool { return strings.Contains(w.wire.ofPublicCA(), "/us/me/003/") })
	if stands := w.wire.ofPublicCA(); strings.Contains(stands, "/us/me/029/") {
		t.Errorf("the other county stands too:\n%s", stands)
	}
}

// What was decided is explained by what it was decided on, whatever the configuration says by now: the route, the
// values, who answered and when. What is worked out anew is marked.
func TestAnExplanationIsOfWhatWasDecided(t *testing.T) {
	t.Parallel()
	w := asking(t)
	d := w.up("data")
	plume := us("PLUME")
	token, draft := w.waiting(plume)
	w.does("approve", token, "--as", "luc", "--draft", draft, "--data", "data")
	config, err := os.ReadFile(filepath.Join(w.dir, "bordercast.yaml"))
	must(t, err)
	other := strings.Replace(string(config), "{name: north, from: us, to: ca, lane: actual,",
		"{name: renamed, from: us, to: ca, lane: actual, match: {severity: Extreme},", 1)
	if other == string(config) {
		t.Fatal("the configuration is not what it was")
	}
	w.write("bordercast.yaml", []byte(other))
	before := d.status().Configured
	d.hangup()
	w.until("the gateway has read it", func() bool { s := d.status(); return s.Ready && s.Configured.After(before) })
	for _, what := range []string{token, "PLUME", w.file(plume)} {
		said := w.does("explain", what, "--data", "data")
		inOrder(t, said, "as it was stored then", "signature", "unsigned", "Facts the routes saw", "severity", "Severe",
			"public-ca: hold (await-acceptance)",
			"route", "north", "because", "from=maine", "released", "approved", "luc", "draft "+draft[:16], "today",
			"drop (no-route)", "worked out now")
	}
	never := us("NEVER")
	if said := w.does("explain", w.file(never), "--data", "data"); !strings.Contains(said, "has not had these bytes") {
		t.Errorf("a file that never came:\n%s", said)
	}
}

// text is what a file of the world's folder holds.
func (w *world) text(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, name))
	must(w.t, err)
	return string(text)
}
