package restamp

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
)

var now = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

// alert is a recorded one; of info only the times.
func alert(id, sent, references, times string) Document {
	if references != "" {
		references = "<references>" + references + "</references>"
	}
	return Document{Name: id + ".xml", Bytes: fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>a@a.invalid</sender>
<sent>%s</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope>%s
<info><category>Met</category><event>Storm</event><urgency>Past</urgency><severity>Minor</severity>
<certainty>Observed</certainty>%s<headline>EXERCISE: bring &lt;this&gt; along at 10:20</headline><river>high</river></info></alert>
`, id, sent, references, times)}
}

func restamped(t *testing.T, o Options, documents ...Document) []Restamped {
	t.Helper()
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	o.Now = now
	all, err := All(documents, o)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(t *testing.T, b []byte) *cap.Alert {
	t.Helper()
	a, _, err := cap.Read(b)
	if err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return a
}

func TestTimesAndNames(t *testing.T) {
	first := alert("first", "2013-03-05T10:20:00-04:00", "", "<effective>2013-03-05T14:20:00Z</effective>"+
		"<onset>2013-03-05T12:20:00-05:00</onset><expires>2013-03-06T10:20:00-04:00</expires>")
	second := alert("second", "2013-03-05T11:00:00-04:00",
		"a@a.invalid,first,2013-03-05T10:20:00-04:00 b@b.invalid,other,2013-01-01T00:00:00-00:00", "")
	all := restamped(t, Options{}, second, first)
	a, b := read(t, all[0].Bytes), read(t, all[1].Bytes)
	for what, is := range map[string][2]string{
		"sent":       {a.Sent.Text, "2026-11-20T10:59:59-04:00"},
		"effective":  {a.Infos[0].Effective.Text, "2026-11-20T14:59:59-00:00"},
		"onset":      {a.Infos[0].Onset.Text, "2026-11-20T12:59:59-05:00"},
		"expires":    {a.Infos[0].Expires.Text, "2026-11-21T10:59:59-04:00"},
		"later":      {b.Sent.Text, "2026-11-20T11:00:00-04:00"},
		"headline":   {a.Infos[0].Headline, "EXERCISE: bring <this> along at 10:20"},
		"was":        {all[0].Was + " " + all[1].Was, "first second"},
		"references": {b.References, "a@a.invalid," + a.Identifier + "," + a.Sent.Text + " b@b.invalid,other,2013-01-01T00:00:00-00:00"},
		"left":       {strings.Join(all[1].Left, " "), "b@b.invalid,other,2013-01-01T00:00:00-00:00"},
	} {
		if is[0] != is[1] {
			t.Errorf("%s: %s, want %s", what, is[0], is[1])
		}
	}
	if !slices.Equal(all[1].After, []int{0}) || all[0].After != nil {
		t.Errorf("what comes after what: %v, %v", all[0].After, all[1].After)
	}
	if !strings.HasPrefix(a.Identifier, "first-again-") || len(a.Identifier) != len("first-again-")+10 {
		t.Errorf("identifier %s", a.Identifier)
	}
	if !bytes.Contains(all[0].Bytes, []byte("<river>high</river>")) {
		t.Error("what CAP does not know is lost")
	}
}

func TestReferencesOfEveryKind(t *testing.T) {
	const at = "2013-03-05T10:20:00-04:00"
	first := alert("urn:oid:2.49.0.1.840.0.1", at, "", "")
	for name, tc := range map[string]struct{ refers, want string }{
		"another sender":    {"w@w.invalid,urn:oid:2.49.0.1.840.0.1," + at, "w@w.invalid,NEW,2026-11-20T10:59:59-04:00"},
		"another offset":    {"a@a.invalid,urn:oid:2.49.0.1.840.0.1,2013-03-05T14:20:00+00:00", "a@a.invalid,NEW,2026-11-20T14:59:59-00:00"},
		"as IPAWS names it": {"a@a.invalid,urn:oid:2.49.0.1.840.0.1.IPAWS," + at, "a@a.invalid,NEW.IPAWS,2026-11-20T10:59:59-04:00"},
		"another instant":   {"a@a.invalid,urn:oid:2.49.0.1.840.0.1,2013-03-05T10:20:01-04:00", "a@a.invalid,urn:oid:2.49.0.1.840.0.1,2013-03-05T10:20:01-04:00"},
		"no time":           {"a@a.invalid,urn:oid:2.49.0.1.840.0.1,soon", "a@a.invalid,NEW,2026-11-20T10:59:59-04:00"},
		"a name alone":      {"whatever", "whatever"},
	} {
		t.Run(name, func(t *testing.T) {
			all := restamped(t, Options{}, first, alert("second", "2013-03-05T11:00:00-04:00", tc.refers, ""))
			want := strings.ReplaceAll(tc.want, "NEW", all[0].Identifier)
			if !strings.Contains(tc.want, "NEW") && len(all[1].Left) != 1 {
				t.Errorf("left: %q", all[1].Left)
			}
			if got := read(t, all[1].Bytes).References; got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

func TestOldVersions(t *testing.T) {
	old := func(id, sent, references string) Document {
		d := alert(id, sent, references, "")
		d.Bytes = bytes.ReplaceAll(d.Bytes, []byte("urn:oasis:names:tc:emergency:cap:1.2"),
			[]byte("http://www.incident.com/cap/1.0"))
		return d
	}
	all := restamped(t, Options{}, old("first", "2006-03-05T10:20:00-04:00", ""),
		old("second", "2006-03-05T10:21:00-04:00", "first/a@a.invalid lost/a@a.invalid"))
	a := read(t, all[1].Bytes)
	if a.Version != cap.V10 || a.References != all[0].Identifier+"/a@a.invalid lost/a@a.invalid" {
		t.Errorf("version %s, references %s", a.Version, a.References)
	}
}

// The same alert twice is the same alert still, and what was restamped before has one mark.
func TestTheSameAgain(t *testing.T) {
	first := alert("first", "2013-03-05T10:20:00-04:00", "", "")
	all := restamped(t, Options{}, first, first)
	if !bytes.Equal(all[0].Bytes, all[1].Bytes) {
		t.Error("the same alert has become two")
	}
	twice := restamped(t, Options{}, Document{"first.xml", all[0].Bytes})[0]
	if twice.Identifier == all[0].Identifier || strings.Count(twice.Identifier, again) != 1 {
		t.Errorf("restamped twice: %s, then %s", all[0].Identifier, twice.Identifier)
	}
	fixed := bytes.Repeat([]byte{7}, 8)
	one := restamped(t, Options{Rand: bytes.NewReader(fixed)}, first)[0]
	other := restamped(t, Options{Rand: bytes.NewReader(fixed)}, first)[0]
	if !bytes.Equal(one.Bytes, other.Bytes) {
		t.Error("with the same randomness it is another alert")
	}
	if _, err := All([]Document{first}, Options{Now: now, Rand: bytes.NewReader(nil)}); err == nil {
		t.Error("without randomness it was restamped")
	}
}

func TestWhatIsRefused(t *testing.T) {
	good := alert("first", "2013-03-05T10:20:00-04:00", "", "")
	actual := Document{"real.xml", bytes.Replace(good.Bytes, []byte(">Exercise<"), []byte("> Actual\n<"), 1)}
	shouted := Document{"loud.xml", bytes.Replace(good.Bytes, []byte(">Exercise<"), []byte(">ACTUAL<"), 1)}
	for code, d := range map[string]Document{StatusActual: actual, "status-actual ": shouted,
		NoAlert: {"no.xml", []byte("<feed/>")}, NoSent: alert("late", "yesterday", "", "")} {
		_, err := All([]Document{good, d}, Options{Now: now, Rand: rand.Reader})
		var refused *Refusal
		if !errors.As(err, &refused) || refused.Code != strings.TrimSpace(code) || !strings.HasPrefix(refused.Text, d.Name) {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	if all := restamped(t, Options{Actual: true}, good, actual); len(all) != 2 {
		t.Errorf("%d restamped", len(all))
	}
}

// A signature goes, for it would not hold; a key makes one that does.
func TestSignatures(t *testing.T) {
	key, _, err := certs.LoadOrCreateKey(t.TempDir(), "a", rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	mine := func(sender string) *certs.Key {
		if sender == "a@a.invalid" {
			return &key
		}
		return nil
	}
	first := alert("first", "2013-03-05T10:20:00-04:00", "", "")
	signed := restamped(t, Options{Key: mine}, first)[0]
	verdict := func(b []byte) (states []xmldsig.State) {
		_, doc, err := cap.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range xmldsig.Verify(doc, key.Signer.Public()) {
			states = append(states, r.State)
		}
		return states
	}
	if got := verdict(signed.Bytes); !slices.Equal(got, []xmldsig.State{xmldsig.Good}) || signed.Unsigned {
		t.Errorf("signed anew: %v, %t", got, signed.Unsigned)
	}
	bare := restamped(t, Options{}, Document{"first.xml", signed.Bytes})[0]
	if got := verdict(bare.Bytes); len(got) > 0 || !bare.Unsigned {
		t.Errorf("without a key: %v, %t", got, bare.Unsigned)
	}
	again := restamped(t, Options{Key: mine}, Document{"first.xml", signed.Bytes})[0]
	if got := verdict(again.Bytes); !slices.Equal(got, []xmldsig.State{xmldsig.Good}) {
		t.Errorf("signed, restamped and signed: %v", got)
	}
	others := Document{"b.xml", bytes.Replace(first.Bytes, []byte("a@a.invalid"), []byte("b@b.invalid"), 1)}
	if got := verdict(restamped(t, Options{Key: mine}, others)[0].Bytes); len(got) > 0 {
		t.Errorf("what another sender sent: %v", got)
	}
}

// Alerts that reference each other, which no recording should hold, are all there, and end no order.
func TestACircle(t *testing.T) {
	const at, later = "2013-03-05T10:20:00-04:00", "2013-03-05T10:30:00-04:00"
	all := restamped(t, Options{}, alert("b", later, "a@a.invalid,a,"+at, ""), alert("a", at, "a@a.invalid,b,"+later, ""))
	if len(all) != 2 || len(all[0].After)+len(all[1].After) != 1 || len(all[0].Left)+len(all[1].Left) != 0 {
		t.Errorf("%+v", all)
	}
}

// Of any recording: references are consistent, the order is kept, durations are kept, identifiers are new.
func TestProperties(t *testing.T) {
	for seed := range uint64(60) {
		random := mathrand.New(mathrand.NewPCG(seed, 1))
		chains, at := map[int][]string{}, time.Date(2013, 3, 5, 12, 0, 0, 0, time.UTC)
		zones := []*time.Location{time.UTC, time.FixedZone("", -4*3600), time.FixedZone("", -5*3600)}
		var documents []Document
		refers := map[string][]string{} // by identifier: those that it references
		for n := range 2 + random.IntN(40) {
			at = at.Add(time.Duration(random.IntN(4)) * time.Minute)
			chain, id := random.IntN(5), fmt.Sprintf("m%d", n)
			here := at.In(zones[random.IntN(3)])
			var references []string
			for _, triplet := range chains[chain] {
				if random.IntN(3) > 0 {
					references = append(references, triplet)
					refers[id] = append(refers[id], strings.Split(triplet, ",")[1])
				}
			}
			lasts := time.Duration(1+random.IntN(100)) * time.Minute
			chains[chain] = append(chains[chain], "a@a.invalid,"+id+","+cap.FormatTime(here).Text)
			documents = append(documents, alert(id, cap.FormatTime(here).Text, strings.Join(references, " "),
				"<expires>"+cap.FormatTime(here.Add(lasts)).Text+"</expires>"))
		}
		was := map[string]*cap.Alert{}
		for _, d := range documents {
			a := read(t, d.Bytes)
			was[a.Identifier] = a
		}
		random.Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
		all := restamped(t, Options{}, documents...)
		place, triplets := map[string]int{}, map[string]string{}
		for i, r := range all {
			a := read(t, r.Bytes)
			if _, twice := place[a.Identifier]; twice || was[a.Identifier] != nil {
				t.Fatalf("seed %d: identifier %s is not new", seed, a.Identifier)
			}
			place[a.Identifier], triplets[r.Was] = i, a.Sender+","+a.Identifier+","+a.Sent.Text
		}
		for i, r := range all {
			before, a := was[r.Was], read(t, r.Bytes)
			if a.Infos[0].Expires.At.Sub(a.Sent.At) != before.Infos[0].Expires.At.Sub(before.Sent.At) {
				t.Errorf("seed %d: %s lasts otherwise", seed, r.Was)
			}
			if a.Sent.At.After(now) {
				t.Errorf("seed %d: %s is sent in the future", seed, r.Was)
			}
			var want []string
			for _, id := range refers[r.Was] {
				want = append(want, triplets[id])
			}
			if a.References != strings.Join(want, " ") || len(r.Left) > 0 {
				t.Errorf("seed %d: %s references %s, want %v", seed, r.Was, a.References, want)
			}
			for _, ref := range a.ReferenceList() {
				if to := place[ref.Identifier]; to >= i || !slices.Contains(r.After, to) {
					t.Errorf("seed %d: %s comes before what it references", seed, r.Was)
				}
				if !ref.Sent.At.Before(a.Sent.At) {
					t.Errorf("seed %d: %s is not later than what it references", seed, r.Was)
				}
			}
			if i > 0 && (was[all[i-1].Was].Sent.At.After(before.Sent.At) || all[i-1].Sent.At.After(a.Sent.At)) {
				t.Errorf("seed %d: %s is out of order", seed, r.Was)
			}
		}
	}
}
