package gateway

import (
	"crypto/sha256"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
)

// act is a sentence of a script: its form, and what it does with the words found.
var acts = []struct {
	form *regexp.Regexp
	do   func(c *tale, words []string)
}{
	{regexp.MustCompile(`^(\S+) sends (\S+)$`), (*tale).sends},
	{regexp.MustCompile(`^the broker of (\S+) gives (\S+) again$`), func(c *tale, w []string) { c.b.kept(w[1], string(c.letter(w[2]).doc)) }},
	{regexp.MustCompile(`^(\S+) (approves|denies) (\S+?)(?: for (\S+?))?(?:, only (.+))?$`), (*tale).rules},
	{regexp.MustCompile(`^(\S+) (recalls|resends) (\S+?)(?: at (\S+))?$`), (*tale).corrects},
	{regexp.MustCompile(`^(\S+) lets in (\S+)$`), (*tale).letsIn},
	{regexp.MustCompile(`^the link to (\S+) breaks$`), func(c *tale, w []string) { c.breaks(w[1], "cut") }},
	{regexp.MustCompile(`^the link to (\S+) breaks before it answers$`), func(c *tale, w []string) { c.breaks(w[1], "silent") }},
	{regexp.MustCompile(`^the link to (\S+) is back$`), (*tale).mends},
	{regexp.MustCompile(`^the gateway stops$`), func(c *tale, _ []string) { c.b.close(); c.b = nil }},
	{regexp.MustCompile(`^the gateway starts$`), (*tale).starts},
	{regexp.MustCompile(`^the gateway starts as it was$`), (*tale).startsAsItWas},
	{regexp.MustCompile(`^the disk is lost$`), (*tale).losesDisk},
	{regexp.MustCompile(`^a backup is made$`), (*tale).backsUp},
	{regexp.MustCompile(`^the backup is put back$`), (*tale).putsBack},
	{regexp.MustCompile(`^somebody litters (\S+)$`), (*tale).litters},
	{regexp.MustCompile(`^the gateway starts without (\S+)$`), (*tale).startsWithout},
	{regexp.MustCompile(`^the gateway starts again with «(.+)» for «(.+)»$`), (*tale).startsWith},
	{regexp.MustCompile(`^(\S+) reads (\S+?)(?:, only (.+))?$`), (*tale).looks},
	{regexp.MustCompile(`^(\S+) approves what they read of (\S+)$`), (*tale).approvesRead},
	{regexp.MustCompile(`^nothing happens$`), func(*tale, []string) {}},
}

var actLine = regexp.MustCompile(`^((?:\+\d )?\d\d:\d\d(?::\d\d)?) (.+)$`)

// perform plays the script, and then lets everything come to its end.
func (c *tale) perform(script string) {
	c.play(script)
	c.trails()
	c.end()
}

// play does what the lines of a script say.
func (c *tale) play(script string) {
	for line := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		words := actLine.FindStringSubmatch(line)
		if words == nil {
			c.t.Fatalf("not a line of a script: %q", line)
		}
		c.until(words[1])
		c.act(words[2])
		c.report(line, true)
	}
}

// until lets time pass; what the clock does on the way is told by itself.
func (c *tale) until(text string) {
	to := c.at(text, false).At
	c.time.pass(max(0, to.Sub(c.time.Now())))
	if c.b == nil {
		return
	}
	c.clock()
	c.report("by "+text, false)
}

func (c *tale) clock() {
	c.b.tick(0)
	c.deliver()
	c.office()
}

func (c *tale) act(sentence string) {
	for _, a := range acts {
		if words := a.form.FindStringSubmatch(sentence); words != nil {
			a.do(c, words)
			if c.b != nil {
				c.b.rest()
				c.deliver()
				c.office()
			}
			return
		}
	}
	c.t.Fatalf("nothing is known by the words %q", sentence)
}

func (c *tale) letter(name string) *letter {
	l := c.letters[name]
	if l == nil {
		c.t.Fatalf("there is no letter %q", name)
	}
	return l
}

func (c *tale) sends(words []string) { c.b.send(words[1], string(c.letter(words[2]).doc)) }

func (c *tale) rules(words []string) {
	r := api.Ruling{Actor: api.Actor{User: "u", As: words[1]}, Alert: c.letter(words[3]).alert.Identity().Token(), Destination: words[4], Verdict: api.Approve, Reason: "decided"}
	if words[2] == "denies" {
		r.Verdict = api.Deny
	}
	if words[5] != "" {
		r.Area = strings.Fields(words[5])
	}
	if r.Verdict == api.Approve {
		r.Draft = c.reads(r)
	}
	_, err := desk{c.b.Gateway}.Rule(c.t.Context(), r)
	c.refused(err)
}

// reads is the digest of what a person is shown before they approve.
func (c *tale) reads(r api.Ruling) string {
	sheet, err := desk{c.b.Gateway}.Show(c.t.Context(), api.Look{Actor: r.Actor, Alert: r.Alert, Destination: r.Destination, Area: r.Area})
	if err != nil || sheet.Draft == "" {
		return strings.Repeat("0", 64) // nothing is asked: what an answer is told then is the story's
	}
	return sheet.Draft
}

// looks has a person read what waits, and keep its digest.
func (c *tale) looks(words []string) {
	r := api.Ruling{Actor: api.Actor{User: "u", As: words[1]}, Alert: c.letter(words[2]).alert.Identity().Token()}
	if words[3] != "" {
		r.Area = strings.Fields(words[3])
	}
	c.read = map[string]string{words[1] + " " + words[2]: c.reads(r)}
}

// approvesRead approves the draft that was read before, whatever has happened since.
func (c *tale) approvesRead(words []string) {
	r := api.Ruling{Actor: api.Actor{User: "u", As: words[1]}, Alert: c.letter(words[2]).alert.Identity().Token(), Verdict: api.Approve, Reason: "decided"}
	r.Draft = c.read[words[1]+" "+words[2]]
	_, err := desk{c.b.Gateway}.Rule(c.t.Context(), r)
	c.refused(err)
}

func (c *tale) corrects(words []string) {
	o := api.Order{Actor: api.Actor{User: "u", As: words[1]}, Alert: c.letter(words[3]).alert.Identity().Token(), Destination: words[4], Reason: "decided"}
	d, err := desk{c.b.Gateway}, error(nil)
	if words[2] == "recalls" {
		_, err = d.Recall(c.t.Context(), o)
	} else {
		_, err = d.Resend(c.t.Context(), o)
	}
	c.refused(err)
}

// letsIn takes the newest message of a letter out of quarantine.
func (c *tale) letsIn(words []string) {
	id := int64(0)
	c.view(func(tx *sqlite.Tx) error {
		shelved, err := tx.SightingsOfBytes(sha256.Sum256(c.letter(words[2]).doc))
		for _, s := range shelved {
			if s.State == store.Quarantined {
				id = s.ID
			}
		}
		return err
	})
	r := api.Release{Actor: api.Actor{User: "u", As: words[1]}, ID: strconv.FormatInt(id, 10), Reason: "confirmed by telephone"}
	_, err := desk{c.b.Gateway}.ReleaseQuarantined(c.t.Context(), r)
	c.refused(err)
}

func (c *tale) refused(err error) {
	var fault *api.Fault
	switch {
	case errors.As(err, &fault):
		c.refusals = append(c.refusals, "refused, "+fault.Code)
	case err != nil:
		c.t.Fatal(err)
	}
}

func (c *tale) breaks(destination, how string) { c.broken[destination], c.late = how, true }

func (c *tale) mends(words []string) {
	delete(c.broken, words[1])
	c.b.outboxes[words[1]].Push(c.waiting[words[1]]...)
	delete(c.waiting, words[1])
	c.compare(words[1])
}

// starts takes up what the last run left, in the order in which the daemon does.
func (c *tale) starts([]string) {
	c.open()
	if err := c.b.restoreAlarms(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	if err := c.b.resume(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	c.b.rest()
	c.b.tick(0)
	for _, d := range c.b.destinations {
		c.compare(d.Name)
	}
}

func (c *tale) startsWithout(words []string) {
	var kept []string
	for line := range strings.SplitSeq(c.config, "\n") {
		if !strings.Contains(line, "{name: "+words[1]+",") && !strings.Contains(line, "to: ["+words[1]+"]") {
			kept = append(kept, strings.ReplaceAll(strings.ReplaceAll(line, ", "+words[1]+"]", "]"), "["+words[1]+", ", "["))
		}
	}
	c.before, c.config = c.config, strings.Join(kept, "\n")
	c.starts(nil)
}

// startsWith ends the gateway and starts it on another configuration, as a hangup does.
func (c *tale) startsWith(words []string) {
	if !strings.Contains(c.config, words[2]) {
		c.t.Fatalf("the configuration does not say %q", words[2])
	}
	c.config = strings.ReplaceAll(c.config, words[2], words[1])
	c.b.close()
	c.starts(nil)
}

// end lets two days pass, each looked at: then nothing may stand, and the trail must hold.
func (c *tale) end() {
	for destination := range c.broken {
		c.mends([]string{"", destination})
	}
	if c.b == nil {
		c.starts(nil)
	}
	for range 4 {
		c.time.pass(16 * time.Hour)
		c.clock()
	}
	c.rulesAtTheEnd()
}
