package translate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
)

const checkIt = "please check with its sender"

// asked are the reasons for which somebody is to ask the sender about what contradicts itself.
func asked(t *testing.T, req translate.Request) string {
	t.Helper()
	var out []string
	for _, d := range all(t, req) {
		for _, r := range d.Report.Rows {
			if r.Rule == "contradictions" {
				// two parts may say it
				if one := r.Path + " " + strings.TrimSuffix(r.Why, ": "+checkIt); !slices.Contains(out, one) {
					out = append(out, one)
				}
				if !strings.HasSuffix(r.Why, checkIt) || r.Action != translate.Carried {
					t.Errorf("%+v", r)
				}
				if note := d.Report.Note(true); !strings.Contains(note, "à vérifier auprès de l’émetteur") ||
					strings.Contains(note, "«\u00a0"+r.Why) {
					t.Errorf("the French note does not ask: %s", note)
				}
			}
		}
	}
	return strings.Join(out, "; ")
}

// twoLanguages is an alert in English and French that says the same in both.
func twoLanguages() *cap.Alert {
	a := message(cap.MsgAlert, "flood:1302", "flood:1302")
	a.Infos[1].Language = "fr-CA"
	return a
}

// TestContradictionsAreNamed: each kind of contradiction is a finding under "Please check", in both languages; none is
// corrected, and what is normal is silent.
func TestContradictionsAreNamed(t *testing.T) {
	english := "The water of the river is rising and will be over the road at noon for your safety"
	french := "Le niveau de la rivière monte et les routes sont sous l’eau dans la vallée pour la nuit"
	for _, c := range []struct {
		what   string
		change func(*cap.Alert)
		want   string
	}{
		{"nothing", func(*cap.Alert) {}, ""},
		{"codes", func(a *cap.Alert) {
			a.Infos[0].EventCodes = append(a.Infos[0].EventCodes, cap.Pair{Name: "SAME", Value: "TOR"})
		},
			"/alert/info[1]/eventCode SAME TOR does not agree with CAP-CP flood, event “flood”"},
		{"two codes", func(a *cap.Alert) {
			a.Infos[0].EventCodes = append(a.Infos[0].EventCodes, cap.Pair{Name: "profile:CAP-CP:Event:0.4", Value: "wind"})
		},
			"/alert/info[1]/eventCode two codes of one scheme, profile:CAP-CP:Event:0.4 (flood, wind)"},
		{"severity", func(a *cap.Alert) { a.Infos[1].Severity = cap.Minor },
			"/alert/info[2]/severity in en-CA it is Severe, and in fr-CA Minor"},
		{"urgency", func(a *cap.Alert) { a.Infos[1].Urgency = cap.Future },
			"/alert/info[2]/urgency in en-CA it is Immediate, and in fr-CA Future"},
		{"code", func(a *cap.Alert) {
			a.Infos[1].EventCodes = []cap.Pair{{Name: "profile:CAP-CP:Event:0.4", Value: "flashFlood"}}
			a.Infos[1].Event = "crue"
		},
			"/alert/info[2]/eventCode in en-CA it is profile:CAP-CP:Event:0.4=flood, and in fr-CA " +
				"profile:CAP-CP:Event:0.4=flashFlood"},
		{"times", func(a *cap.Alert) { a.Infos[1].Expires = cap.FormatTime(noon.Add(2 * time.Hour)) },
			"/alert/info[2]/expires in en-CA it is 2026-03-06T18:00:00-00:00, and in fr-CA 2026-03-06T19:00:00-00:00"},
		{"one instant, written otherwise", func(a *cap.Alert) {
			a.Infos[1].Expires = cap.ParseTime("2026-03-06T14:00:00-04:00")
		}, ""},
		{"area", func(a *cap.Alert) { a.Infos[1].Areas[0].Geocodes[0].Value = "1310" },
			"/alert/info[2]/area in en-CA it is 1302, and in fr-CA 1310"},
		{"an area in one language only", func(a *cap.Alert) { a.Infos[1].Areas = nil }, ""},
		{"a code in one language only", func(a *cap.Alert) { a.Infos[1].EventCodes = nil }, ""},
		{"no language twice", func(a *cap.Alert) { a.Infos[1].Language = "en-US"; a.Infos[1].Severity = cap.Minor }, ""},
		{"swapped", func(a *cap.Alert) { a.Infos[0].Description, a.Infos[1].Description = french, english },
			"/alert/info[1]/language the block says it is en-CA and reads as French; /alert/info[2]/language the block says " +
				"it is fr-CA and reads as English"},
		{"not swapped", func(a *cap.Alert) { a.Infos[0].Description, a.Infos[1].Description = english, french }, ""},
		{"both in one block", func(a *cap.Alert) { a.Infos[0].Description = english + "\n" + french }, ""},
		{"escaped twice", func(a *cap.Alert) { a.Infos[0].Headline = "Crue &amp; embâcle" },
			"/alert/info[1]/headline its text was encoded twice, as “&amp;” shows"},
		{"an accent escaped twice", func(a *cap.Alert) { a.Infos[1].Description = "Mar&eacute;e" },
			"/alert/info[2]/description its text was encoded twice, as “&eacute;” shows"},
		{"read as one byte a letter", func(a *cap.Alert) { a.Infos[1].Event = "tempÃªte" },
			"/alert/info[2]/event its text was encoded twice, as “Ãª” shows"},
		{"a plain ampersand", func(a *cap.Alert) { a.Infos[0].Headline = "Bay of Fundy & St. John River; Âge" }, ""},
	} {
		a := twoLanguages()
		c.change(a)
		before := string(a.Encode())
		for _, to := range []cap.Side{cap.US, cap.CA} {
			if got := asked(t, request(a, to, true)); got != c.want {
				t.Errorf("%s to %s: %q, want %q", c.what, to, got, c.want)
			}
		}
		if string(a.Encode()) != before {
			t.Errorf("%s was corrected in the source", c.what)
		}
	}
}

// TestBlocksArePaired: with many area groups each block is held against the one it says the same as, wherever it
// stands.
func TestBlocksArePaired(t *testing.T) {
	a := message(cap.MsgUpdate, "flood:1302", "flood:1310", "flood:1310", "flood:1302")
	a.Infos[2].Language, a.Infos[3].Language = "fr-CA", "fr-CA"
	a.Infos[1].Severity, a.Infos[2].Severity = cap.Minor, cap.Minor
	if got := asked(t, request(a, cap.US, true)); got != "" {
		t.Error(got)
	}
}

// TestSpanishByAnotherName: sp-US is what some senders of Spanish write.
func TestSpanishByAnotherName(t *testing.T) {
	a := twoLanguages()
	a.Infos[1].Language = "sp-US"
	req := request(a, cap.CA, true)
	if got := asked(t, req); got != "/alert/info[2]/language the language sp-US is no code for Spanish, which is es; "+
		"it is read as Spanish" {
		t.Error(got)
	}
	for _, i := range all(t, req)[0].Alert.Infos {
		if strings.HasPrefix(i.Language, "sp") {
			t.Error("Spanish crossed to Canada, where it is off")
		}
	}
}

// TestContradictionsOfPrivateAlerts: what stays behind is not told in a finding either.
func TestContradictionsOfPrivateAlerts(t *testing.T) {
	a := twoLanguages()
	a.Scope, a.Restriction = cap.Restricted, "police"
	a.Infos[0].Headline, a.Infos[1].Areas[0].Geocodes[0].Value = "Jane &amp; John", "1310"
	a.Infos[0].EventCodes = append(a.Infos[0].EventCodes, cap.Pair{Name: "SAME", Value: "TOR"})
	req := request(a, cap.US, false)
	if got := asked(t, req); got != "" {
		t.Error(got)
	}
	req.Allow = []string{"event", "eventCode", "headline", "geocode", "polygon", "circle"}
	if got := asked(t, req); strings.Contains(got, "TOR") || strings.Contains(got, "1310") ||
		!strings.Contains(got, "its own words do not agree") {
		t.Error(got)
	}
}

// TestHeadlineAgainstItsAlert: a headline that says that the product is over ends nothing by itself, and one that says
// it is in force renews nothing: each is named, and the alert stays what its codes say.
func TestHeadlineAgainstItsAlert(t *testing.T) {
	const eccc, status = "layer:EC-MSC-SMC:1.0:Alert_Type=warning", "layer:EC-MSC-SMC:1.1:Alert_Location_Status="
	const vtec = "VTEC=/O.%.KCAR.SV.W.0001.260306T1700Z-260306T1800Z/"
	canada := func(headline string, words ...string) *cap.Alert {
		a := message(cap.MsgUpdate, "thunderstorm:1302")
		a.Infos[0].Headline = headline
		saying(&a.Infos[0], words...)
		return a
	}
	states := func(headline, action string, more ...string) *cap.Alert {
		a := american(append([]string{"SAME=SVR", strings.ReplaceAll(vtec, "%", action)}, more...)...)
		a.MsgType, a.References = cap.MsgUpdate, a.Sender+",urn:oid:2.49.0.1.840.0.aa.004.1,2026-03-06T11:00:00-05:00"
		a.Infos[0].Headline = headline
		return a
	}
	expired := canada("")
	expired.Infos[0].Description = "This alert has expired"
	cancelled := states("The Severe Thunderstorm Warning has been cancelled.", "CON")
	cancelled.MsgType = cap.MsgCancel
	for _, c := range []struct {
		what  string
		alert *cap.Alert
		want  string
		kind  translate.Kind
	}{
		{"ended, by type a warning", canada("fictional thunderstorm warning ended", eccc),
			"/alert/info[1]/headline the headline says “fictional thunderstorm warning ended” and Alert_Type says warning: " +
				"it ends nothing;", translate.KindAlert},
		{"terminé, by type a warning", canada("avertissement d’orages terminé", eccc),
			"/alert/info[1]/headline the headline says “avertissement d’orages terminé” and Alert_Type says warning: it ends " +
				"nothing;", translate.KindAlert},
		{"ended, by status too", canada("fictional thunderstorm warning ended", eccc, status+"ended"), "",
			translate.KindCancel},
		{"in effect, by status ended", canada("fictional thunderstorm warning in effect", eccc, status+"ended"),
			"/alert/info[1]/headline the headline says “fictional thunderstorm warning in effect” and the alert ends it by " +
				"Alert_Location_Status ended", translate.KindCancel},
		{"in effect", canada("fictional thunderstorm warning in effect", eccc), "", translate.KindAlert},
		{"lifted, by nothing else", canada("Evacuation order lifted"),
			"/alert/info[1]/headline the headline says “Evacuation order lifted” and nothing else of the alert does: it ends " +
				"nothing;", translate.KindAlert},
		{"past", canada("Evacuation order lifted", "urgency=Past"), "", translate.KindCancel},
		{"cancelled, by VTEC continued", states("The Severe Thunderstorm Warning has been cancelled.", "CON"),
			"/alert/info[1]/headline the headline says “The Severe Thunderstorm Warning has been cancelled.” and VTEC says " +
				"CON: it ends nothing;", translate.KindAlert},
		{"expired, by VTEC extended", states("The Severe Thunderstorm Warning has expired.", "EXT"),
			"/alert/info[1]/headline the headline says “The Severe Thunderstorm Warning has expired.” and VTEC says EXT: it " +
				"ends nothing;", translate.KindAlert},
		{"its own headline", states("Update", "CON", "NWSheadline=THE SEVERE THUNDERSTORM WARNING HAS EXPIRED"),
			"/alert/info[1]/parameter the headline says “THE SEVERE THUNDERSTORM WARNING HAS EXPIRED” and VTEC says CON: it " +
				"ends nothing;", translate.KindAlert},
		{"cancelled, by VTEC", states("The Severe Thunderstorm Warning has been cancelled.", "CAN"), "",
			translate.KindCancel},
		{"nothing but that it has expired", expired,
			"/alert/info[1]/description the text is “This alert has expired” and nothing else of the alert says so: it ends " +
				"nothing;",
			translate.KindAlert},
		{"a Cancel", cancelled, "", translate.KindCancel},
		{"in part", states("The warning for the north has been cancelled. It remains in effect elsewhere.", "CON"), "",
			translate.KindAlert},
	} {
		to := map[string]cap.Side{"en-CA": cap.US, "en-US": cap.CA}[c.alert.Infos[0].Language]
		req := request(c.alert, to, true)
		if got := asked(t, req); !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
		if d := all(t, req)[0]; d.Kind != c.kind {
			t.Errorf("%s: a %s, want %s", c.what, d.Kind, c.kind)
		}
	}
}
