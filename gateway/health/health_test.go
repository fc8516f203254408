package health_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/gateway/health"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// link is one that went up or down so many seconds ago.
func link(direction, name string, up bool, seconds int) health.Link {
	return health.Link{Name: name, Direction: direction, Up: up, Since: noon.Add(-time.Duration(seconds) * time.Second),
		Text: "Why."}
}

// away is one to something else than the broker, for long.
func away(direction, name string, up bool) health.Link {
	l := link(direction, name, up, 90)
	l.Away = true
	return l
}

func TestJudge(t *testing.T) {
	const up, down = true, false
	for name, tc := range map[string]struct {
		links []health.Link
		want  string // codes and links, gravest first
		well  string // keys that are certainly well
	}{
		"nothing known": {nil, "", ""},
		"all up": {[]health.Link{link("in", "a", up, 90), link("out", "b", up, 90)}, "",
			"broker-down inbound-down outbound-down link-down:in a link-down:out b"},
		"all down briefly": {[]health.Link{link("in", "a", down, 29), link("out", "b", down, 29)}, "", ""},
		"all down": {[]health.Link{link("in", "a", down, 40), link("out", "b", down, 30), link("office", "gateway",
			down, 35)}, "broker-down!", ""},
		// The last went only just now: the broker is not down for long, but the others have been.
		"the last went now": {[]health.Link{link("in", "a", down, 40), link("out", "b", down, 5)}, "inbound-down!", ""},
		"nothing comes in": {[]health.Link{link("in", "a", down, 40), link("in", "b", down, 31), link("out", "c", up, 90)},
			"inbound-down!", "broker-down outbound-down link-down:out c"},
		"nothing goes out": {[]health.Link{link("in", "a", up, 90), link("out", "c", down, 31), link("office", "gateway",
			up, 90)}, "outbound-down!", "broker-down inbound-down link-down:in a link-down:office gateway"},
		"one of two in": {[]health.Link{link("in", "a", down, 31), link("in", "b", up, 90), link("out", "c", up, 90)},
			"link-down:in a", "broker-down inbound-down outbound-down link-down:in b link-down:out c"},
		"one of two out": {[]health.Link{link("in", "a", up, 90), link("out", "b", down, 31), link("out", "c", up, 90)},
			"link-down:out b", "broker-down inbound-down outbound-down link-down:in a link-down:out c"},
		"the gateway alone": {[]health.Link{link("in", "a", up, 90), link("out", "b", up, 90), link("office", "gateway",
			down, 31)}, "link-down:office gateway", "broker-down inbound-down outbound-down link-down:in a link-down:out b"},
		"the receipts alone": {[]health.Link{link("in", "a", up, 90), link("out", "b", up, 90), link("office", "receipts",
			down, 31)}, "link-down:office receipts", "broker-down inbound-down outbound-down link-down:in a link-down:out b"},
		"the broker is down, folders are not": {[]health.Link{link("in", "a", down, 40), link("office", "gateway", down, 40),
			away("in", "folder", up), away("out", "hook", up)}, "broker-down!",
			"inbound-down outbound-down link-down:in folder link-down:out hook"},
		"the broker and an address are down": {[]health.Link{link("in", "a", down, 40), away("out", "hook", down)},
			"broker-down! link-down:out hook", ""},
		"back in part": {[]health.Link{link("in", "a", down, 60), link("in", "b", up, 1), link("out", "c", down, 60)},
			"outbound-down! link-down:in a", "broker-down inbound-down link-down:in b"},
	} {
		t.Run(name, func(t *testing.T) {
			v := health.Judge(health.Facts{Now: noon, Patience: 30 * time.Second, Links: tc.links})
			var got []string
			for _, trouble := range v.Troubles {
				text := strings.TrimSuffix(strings.Replace(trouble.Key(), "\n", ":", 1), ":")
				if trouble.Stops {
					text += "!"
				}
				got = append(got, text)
				if !strings.HasSuffix(trouble.EN(), "Why.") || trouble.FR() == "" || strings.Contains(trouble.FR(), "Why") {
					t.Errorf("%s says %q and %q", text, trouble.EN(), trouble.FR())
				}
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			for i, key := range v.Well {
				v.Well[i] = strings.TrimSuffix(strings.Replace(key, "\n", ":", 1), ":")
			}
			if strings.Join(v.Well, " ") != tc.well {
				t.Errorf("well: %q, want %q", v.Well, tc.well)
			}
		})
	}
}

// A reason that changes while a link stays down does not begin its time anew.
func TestLinksKeepSinceWhen(t *testing.T) {
	var links health.Links
	links.Expect(health.In, "nb-emo", noon)
	links.Report(health.In, "nb-emo", false, noon.Add(10*time.Second), "refused")
	links.Report(health.In, "nb-emo", false, noon.Add(20*time.Second), "no route")
	links.Expect(health.Out, "b", noon)
	if all := links.All(); len(all) != 2 || !all[0].Since.Equal(noon) || all[0].Text != "no route" {
		t.Fatalf("%+v", all)
	}
	facts := health.Facts{Now: noon.Add(25 * time.Second), Patience: 30 * time.Second, Links: links.All()}
	if v := health.Judge(facts); len(v.Troubles) > 0 {
		t.Errorf("%+v", v)
	}
	links.Report(health.In, "nb-emo", true, noon.Add(40*time.Second), "connected")
	links.Report(health.In, "nb-emo", false, noon.Add(50*time.Second), "cut")
	at := slices.IndexFunc(links.All(), func(l health.Link) bool { return l.Name == "nb-emo" })
	if l := links.All()[at]; !l.Since.Equal(noon.Add(50 * time.Second)) {
		t.Errorf("since %v", l.Since)
	}
}

// A dead broker takes its links along one after the other, and they come back so: it is one trouble all the same.
func TestATroubleIsToldOnce(t *testing.T) {
	var links health.Links
	teller := health.Reporter{Repeat: 5 * time.Minute}
	var told, over []string
	look := func(seconds int) {
		now := noon.Add(time.Duration(seconds) * time.Second)
		tell, well := teller.Next(now, health.Judge(health.Facts{Now: now, Patience: 30 * time.Second, Links: links.All()}))
		told, over = nil, well
		for _, trouble := range tell {
			told = append(told, strings.TrimSuffix(strings.Replace(trouble.Key(), "\n", ":", 1), ":"))
		}
	}
	report := func(seconds int, up bool, direction string) {
		links.Report(direction, "x", up, noon.Add(time.Duration(seconds)*time.Second), "")
	}
	says := func(what string, want ...string) {
		t.Helper()
		if !slices.Equal(told, want) {
			t.Errorf("%s: told %q, want %q", what, told, want)
		}
	}
	for _, direction := range []string{"in", "out", "office"} {
		report(0, true, direction)
	}
	report(100, false, "in")
	report(101, false, "out")
	report(102, false, "office")
	look(131)
	says("two of three are down for long, and the third is down too")
	look(132)
	says("the broker is down", "broker-down")
	look(200)
	says("it is still down")
	look(440)
	says("it is told again", "broker-down")
	report(441, true, "out")
	look(442)
	says("the others are not back yet")
	if !slices.Contains(over, "broker-down\n") || slices.Contains(over, "inbound-down\n") {
		t.Errorf("over: %q", over)
	}
	look(455)
	says("they do not come back", "inbound-down", "link-down:office x")
	report(460, true, "in")
	report(460, true, "office")
	look(461)
	says("all is well")
	report(470, false, "office")
	look(500)
	says("one goes alone", "link-down:office x")
}
