package story

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"bordercast/gateway/api"
)

// act is a sentence of a script: its form, and what it does with the words found.
var acts = []struct {
	form *regexp.Regexp
	do   func(c *story, words []string)
}{
	{regexp.MustCompile(`^(\S+) sends (\S+)$`), (*story).sends},
	{regexp.MustCompile(`^the broker of (\S+) gives (\S+) again$`), (*story).givesAgain},
	{regexp.MustCompile(`^(\S+) (approves|denies) (\S+?)(?: for (\S+?))?(?:, the (\S+?))?(?:, only (.+))?$`),
		(*story).rules},
	{regexp.MustCompile(`^(\S+) (recalls|resends) (\S+?)(?: at (\S+))?$`), (*story).corrects},
	{regexp.MustCompile(`^(\S+) lets in (\S+)$`), (*story).letsIn},
	{regexp.MustCompile(`^the link to (\S+) breaks$`), func(c *story, w []string) { c.breaks(w[1], Down) }},
	{regexp.MustCompile(`^the link to (\S+) breaks before it answers$`), func(c *story, w []string) {
		c.breaks(w[1],
			Silent)
	}},
	{regexp.MustCompile(`^the link to (\S+) is back$`), (*story).mends},
	{regexp.MustCompile(`^the gateway stops$`), (*story).stops},
	{regexp.MustCompile(`^the gateway starts$`), (*story).starts},
	{regexp.MustCompile(`^the gateway starts as it was$`), (*story).startsAsItWas},
	{regexp.MustCompile(`^the disk is lost$`), (*story).losesDisk},
	{regexp.MustCompile(`^a backup is made$`), (*story).backsUp},
	{regexp.MustCompile(`^the backup is put back$`), (*story).putsBack},
	{regexp.MustCompile(`^somebody litters (\S+)$`), (*story).litters},
	{regexp.MustCompile(`^the gateway starts without (\S+)$`), (*story).startsWithout},
	{regexp.MustCompile(`^the gateway starts again with «(.+)» for «(.+)»$`), (*story).startsWith},
	{regexp.MustCompile(`^(\S+) reads (\S+?)(?:, only (.+))?$`), (*story).looks},
	{regexp.MustCompile(`^(\S+) approves what they read of (\S+)$`), (*story).approvesRead},
	{regexp.MustCompile(`^nothing happens$`), func(*story, []string) {}},
}

var actLine = regexp.MustCompile(`^((?:\+\d )?\d\d:\d\d(?::\d\d)?) (.+)$`)

// perform plays the script, and then lets everything come to its end.
func (c *story) perform(script string) {
	c.play(script)
	c.trails()
	c.end()
}

// play does what the lines of a script say.
func (c *story) play(script string) {
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

// until lets time pass; what the clock does on the way is reported by itself.
func (c *story) until(text string) {
	if to := c.at(text, false).At; to.After(c.now) {
		c.now = to
	}
	c.world.Tick(c.now)
	if c.runs {
		c.report("by "+text, false)
	}
}

func (c *story) act(sentence string) {
	for _, a := range acts {
		if words := a.form.FindStringSubmatch(sentence); words != nil {
			a.do(c, words)
			return
		}
	}
	c.t.Fatalf("nothing is known by the words %q", sentence)
}

func (c *story) message(name string) *message {
	l := c.messages[name]
	if l == nil {
		c.t.Fatalf("there is no message %q", name)
	}
	return l
}

func (c *story) sends(words []string) { c.world.Send(words[1], c.message(words[2]).document, false) }

// givesAgain sends what a broker had retained.
func (c *story) givesAgain(words []string) {
	c.world.Send(words[1], c.message(words[2]).document, true)
}

// token is what people call an alert by.
func (c *story) token(name string) string { return c.message(name).alert.Identity().Token() }

// as is a person of this name.
func as(name string) api.Actor { return api.Actor{User: "u", As: name} }

func (c *story) rules(words []string) {
	r := api.Ruling{Actor: as(words[1]), Alert: c.token(words[3]), Destination: words[4], Verdict: api.Approve,
		Reason: "decided"}
	if words[2] == "denies" {
		r.Verdict = api.Deny
	}
	r.Event = words[5]
	if words[6] != "" {
		r.Area = strings.Fields(words[6])
	}
	if r.Verdict == api.Approve {
		r.Draft = c.reads(api.ShowRequest{Actor: r.Actor, Alert: r.Alert, Destination: r.Destination, Event: r.Event,
			Area: r.Area})
	}
	c.refused(c.world.Rule(r))
}

// reads is the digest of what a person is shown before they approve.
func (c *story) reads(l api.ShowRequest) string {
	digest, err := c.world.Show(l)
	if err != nil || digest == "" {
		return strings.Repeat("0", 64) // nothing is asked: what the answer to an answer is then is the story's
	}
	return digest
}

// looks has a person read what waits, and keep its digest.
func (c *story) looks(words []string) {
	l := api.ShowRequest{Actor: as(words[1]), Alert: c.token(words[2])}
	if words[3] != "" {
		l.Area = strings.Fields(words[3])
	}
	c.read = map[string]string{words[1] + " " + words[2]: c.reads(l)}
}

// approvesRead approves the draft that was read before, whatever has happened since.
func (c *story) approvesRead(words []string) {
	r := api.Ruling{Actor: as(words[1]), Alert: c.token(words[2]), Verdict: api.Approve, Reason: "decided"}
	r.Draft = c.read[words[1]+" "+words[2]]
	c.refused(c.world.Rule(r))
}

func (c *story) corrects(words []string) {
	o := api.Order{Actor: as(words[1]), Alert: c.token(words[3]), Destination: words[4], Reason: "decided"}
	c.refused(c.world.Correct(Correction{Kind: CorrectionKind(words[2]), Order: o}))
}

// letsIn takes the newest copy of a message out of quarantine.
func (c *story) letsIn(words []string) {
	o := api.Order{Actor: as(words[1]), Reason: "confirmed by telephone"}
	c.refused(c.world.Correct(Correction{Kind: LetIn, Order: o, Document: c.message(words[2]).document}))
}

func (c *story) refused(err error) {
	var fault *api.Fault
	switch {
	case errors.As(err, &fault):
		c.refusals = append(c.refusals, "refused, "+fault.Code)
	case err != nil:
		c.t.Fatal(err)
	}
}

func (c *story) breaks(destination string, how Fault) {
	c.broken[destination], c.late = true, true
	c.world.Cut(destination, how)
}

func (c *story) mends(words []string) {
	delete(c.broken, words[1])
	c.world.Mend(words[1])
}

func (c *story) starts([]string) {
	c.world.Start(c.config)
	c.runs = true
}

func (c *story) stops([]string) {
	c.world.Stop()
	c.runs = false
}

func (c *story) startsWithout(words []string) {
	var kept []string
	for line := range strings.SplitSeq(c.config, "\n") {
		if !strings.Contains(line, "{name: "+words[1]+",") && !strings.Contains(line, "to: ["+words[1]+"]") {
			line = strings.ReplaceAll(line, ", "+words[1]+"]", "]")
			kept = append(kept, strings.ReplaceAll(line, "["+words[1]+", ", "["))
		}
	}
	c.before, c.config = c.config, strings.Join(kept, "\n")
	c.starts(nil)
}

// startsWith ends the gateway and starts it on another configuration, as a hangup does.
func (c *story) startsWith(words []string) {
	if !strings.Contains(c.config, words[2]) {
		c.t.Fatalf("the configuration does not say %q", words[2])
	}
	c.config = strings.ReplaceAll(c.config, words[2], words[1])
	c.stops(nil)
	c.starts(nil)
}

// end lets two days pass, each looked at: then nothing may be shown, and the trail must hold.
func (c *story) end() {
	for destination := range c.broken {
		c.mends([]string{"", destination})
	}
	if !c.runs {
		c.starts(nil)
	}
	for range 4 {
		c.now = c.now.Add(16 * time.Hour)
		c.world.Tick(c.now)
	}
	c.rulesAtTheEnd()
}
