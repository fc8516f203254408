package translate_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// leaf is one thing that an alert says, by the path that a report tells it under.
type leaf struct{ path, value string }

// leaves are all that an alert says: every element of its own, every value of its lists and pairs.
func leaves(a *cap.Alert) (all []leaf) {
	add := func(path string, values ...string) {
		for _, v := range values {
			if strings.TrimSpace(v) != "" {
				all = append(all, leaf{path, v})
			}
		}
	}
	pairs := func(path string, list []cap.Pair) {
		for _, p := range list {
			all = append(all, leaf{path, p.Name + "=" + p.Value})
		}
	}
	add("/alert/identifier", a.Identifier)
	add("/alert/sender", a.Sender)
	add("/alert/sent", a.Sent.Text)
	add("/alert/status", string(a.Status))
	add("/alert/msgType", string(a.MsgType))
	add("/alert/source", a.Source)
	add("/alert/scope", string(a.Scope))
	add("/alert/restriction", a.Restriction)
	add("/alert/addresses", a.Addresses)
	add("/alert/code", a.Codes...)
	add("/alert/note", a.Note)
	add("/alert/references", a.References)
	add("/alert/incidents", a.Incidents)
	for n := range a.Infos {
		i, at := &a.Infos[n], fmt.Sprintf("/alert/info[%d]", n+1)
		add(at+"/language", i.Language)
		add(at+"/category", i.Categories...)
		add(at+"/event", i.Event)
		add(at+"/responseType", i.ResponseTypes...)
		add(at+"/urgency", string(i.Urgency))
		add(at+"/severity", string(i.Severity))
		add(at+"/certainty", string(i.Certainty))
		add(at+"/audience", i.Audience)
		pairs(at+"/eventCode", i.EventCodes)
		add(at+"/effective", i.Effective.Text)
		add(at+"/onset", i.Onset.Text)
		add(at+"/expires", i.Expires.Text)
		add(at+"/senderName", i.SenderName)
		add(at+"/headline", i.Headline)
		add(at+"/description", i.Description)
		add(at+"/instruction", i.Instruction)
		add(at+"/web", i.Web)
		add(at+"/contact", i.Contact)
		pairs(at+"/parameter", i.Parameters)
		for _, r := range i.Resources {
			add(at+"/resource/resourceDesc", r.Desc)
			add(at+"/resource/mimeType", r.MimeType)
			add(at+"/resource/size", r.Size)
			add(at+"/resource/uri", r.URI)
			add(at+"/resource/derefUri", r.Deref)
			add(at+"/resource/digest", r.Digest)
		}
		for _, r := range i.Areas {
			add(at+"/area/areaDesc", r.Desc)
			add(at+"/area/polygon", r.Polygons...)
			add(at+"/area/circle", r.Circles...)
			pairs(at+"/area/geocode", r.Geocodes)
			add(at+"/area/altitude", r.Altitude)
			add(at+"/area/ceiling", r.Ceiling)
		}
	}
	return all
}

// unaccounted are the leaves that no report of the drafts tells: neither by their own path, with the value where there
// may be several, nor by what holds them, where that was dropped as a whole.
func unaccounted(src *cap.Alert, drafts []translate.Draft) (left []leaf) {
	values := map[string][]string{}
	gone := map[string]bool{}
	for _, d := range drafts {
		for _, r := range d.Report.Rows {
			path := r.Path
			if at, name, is := strings.Cut(path, "/parameter["); is {
				path = at + "/parameter"
				values[path] = append(values[path], strings.TrimSuffix(name, "]")+"="+r.From,
					strings.TrimSuffix(name, "]")+"="+r.To)
			}
			values[path] = append(values[path], r.From, r.To)
			gone[path] = gone[path] || r.Action == translate.Dropped
		}
	}
	several := regexp.MustCompile(`/(code|category|responseType|eventCode|parameter|polygon|circle|geocode)$`)
	for _, l := range leaves(src) {
		told, known := values[l.path]
		covered := known && !several.MatchString(l.path)
		for _, v := range told {
			covered = covered || alike(v, l.value)
		}
		for at := l.path; at != "" && !covered; at = at[:strings.LastIndexByte(at, '/')] {
			covered = at != l.path && gone[at]
		}
		if !covered {
			left = append(left, l)
		}
	}
	return left
}

// alike tells a value that a report shows, which may be cut, be one of several, or be told by its value alone.
func alike(told, value string) bool {
	told, _, _ = strings.Cut(told, "…")
	_, alone, pair := strings.Cut(value, "=")
	for _, v := range []string{value, alone} {
		if v == value || pair {
			n := min(len(v), len(told))
			if told != "" && (strings.Contains(told, v) || len(told) > 40 && strings.HasPrefix(v, told[:n])) {
				return true
			}
		}
	}
	return false
}

// TestAccountOfTheReport: whatever an alert says is told by the reports of what it became, as carried, changed,
// composed over or dropped: nothing is lost without a word. What the parser passes over is told too (cap.TestAccount
// holds that it is known). Of an alert that is not public the reports tell less, for they cross.
func TestAccountOfTheReport(t *testing.T) {
	t.Parallel()
	looked := 0
	everyReport(t, func(name string, src *cap.Alert, drafts []translate.Draft) {
		looked++
		account(t, name, src, drafts)
	})
	if looked < 60 {
		t.Errorf("only %d alerts were looked at", looked)
	}
}

// account finds what no report tells.
func account(t *testing.T, name string, src *cap.Alert, drafts []translate.Draft) {
	t.Helper()
	if src.Scope != cap.Public || len(drafts) == 0 {
		return
	}
	for _, l := range unaccounted(src, drafts) {
		t.Errorf("%s to %s: no report tells of %s: %.80q", name, drafts[0].Report.To, l.path, l.value)
	}
	for _, u := range src.Unread {
		told := false
		for _, d := range drafts {
			for _, r := range d.Report.Rows {
				told = told || r.Action == translate.Dropped && (r.Path == "/"+u.Path || strings.HasPrefix("/"+u.Path, r.Path+"/"))
			}
		}
		if !told {
			t.Errorf("%s to %s: no report tells of %s, which is not read", name, drafts[0].Report.To, u.Path)
		}
	}
}
