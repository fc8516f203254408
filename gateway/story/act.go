package story

import (
	"regexp"
	"strings"
	"time"
)

// verb is what a sentence does with the words found in it.
type verb func(c *story, words []string)

// asPeople and asRun are verbs of a part of a story.
func asPeople(do func(p *people, words []string)) verb {
	return func(c *story, words []string) { do(c.people, words) }
}

func asRun(do func(r *run, words []string)) verb {
	return func(c *story, words []string) { do(c.run, words) }
}

// acts are the sentences of a script.
var acts = []struct {
	form *regexp.Regexp
	do   verb
}{
	{regexp.MustCompile(`^(\S+) sends (\S+)$`), (*story).sends},
	{regexp.MustCompile(`^the broker of (\S+) gives (\S+) again$`), (*story).givesAgain},
	{regexp.MustCompile(`^(\S+) (approves|denies) (\S+?)(?: for (\S+?))?(?:, the (\S+?))?(?:, only (.+))?$`),
		asPeople((*people).rule)},
	{regexp.MustCompile(`^(\S+) (recalls|resends) (\S+?)(?: at (\S+))?$`), asPeople((*people).correct)},
	{regexp.MustCompile(`^(\S+) lets in (\S+)$`), asPeople((*people).letIn)},
	{regexp.MustCompile(`^the link to (\S+) breaks$`), func(c *story, w []string) { c.breaks(w[1], Down) }},
	{regexp.MustCompile(`^the link to (\S+) breaks before it answers$`),
		func(c *story, w []string) { c.breaks(w[1], Silent) }},
	{regexp.MustCompile(`^the link to (\S+) is back$`), func(c *story, w []string) { c.mends(w[1]) }},
	{regexp.MustCompile(`^the gateway stops$`), asRun(func(r *run, _ []string) { r.stop() })},
	{regexp.MustCompile(`^the gateway starts$`), asRun(func(r *run, _ []string) { r.start() })},
	{regexp.MustCompile(`^the gateway starts as it was$`), asRun((*run).startAsItWas)},
	{regexp.MustCompile(`^the disk is lost$`), asRun((*run).loseDisk)},
	{regexp.MustCompile(`^a backup is made$`), asRun((*run).backUp)},
	{regexp.MustCompile(`^the backup is put back$`), asRun((*run).putBack)},
	{regexp.MustCompile(`^somebody litters (\S+)$`), func(c *story, w []string) { c.brokers.litter(w[1]) }},
	{regexp.MustCompile(`^the gateway starts without (\S+)$`), asRun((*run).startWithout)},
	{regexp.MustCompile(`^the gateway starts again with «(.+)» for «(.+)»$`), asRun((*run).startWith)},
	{regexp.MustCompile(`^(\S+) reads (\S+?)(?:, only (.+))?$`), asPeople((*people).look)},
	{regexp.MustCompile(`^(\S+) approves what they read of (\S+)$`), asPeople((*people).approveRead)},
	{regexp.MustCompile(`^nothing happens$`), func(*story, []string) {}},
}

var actLine = regexp.MustCompile(`^((?:\+\d )?\d\d:\d\d(?::\d\d)?) (.+)$`)

// perform plays the script, and then lets everything come to its end.
func (c *story) perform(script string) {
	c.play(script)
	if seen := c.see(); seen != nil {
		c.report.trails(*seen)
	}
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
		c.report.tell(line, c.see(), c.people.refusals, true)
		c.people.refusals = nil
	}
}

// see is what can be known of the gateway, and of every message of the story; nil while it does not run.
func (c *story) see() *Seen {
	if !c.run.runs {
		return nil
	}
	seen := c.world.Seen(c.messages.identities())
	return &seen
}

// until lets time pass; what the clock does on the way is reported by itself.
func (c *story) until(text string) {
	if to := timeOf(c.t, text, false).At; to.After(c.rules.now) {
		c.rules.now = to
	}
	c.world.Tick(c.rules.now)
	if seen := c.see(); seen != nil {
		c.report.tell("by "+text, seen, nil, false)
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

func (c *story) sends(words []string) {
	c.world.Send(words[1], c.messages.get(words[2]).document, false)
}

// givesAgain sends what a broker had retained.
func (c *story) givesAgain(words []string) {
	c.world.Send(words[1], c.messages.get(words[2]).document, true)
}

func (c *story) breaks(destination string, how Fault) {
	c.broken[destination], c.rules.late = true, true
	c.world.Cut(destination, how)
}

func (c *story) mends(destination string) {
	delete(c.broken, destination)
	c.world.Mend(destination)
}

// end lets two days pass, each looked at: then nothing may be shown, and the trail must hold.
func (c *story) end() {
	for destination := range c.broken {
		c.mends(destination)
	}
	if !c.run.runs {
		c.run.start()
	}
	for range 4 {
		c.rules.now = c.rules.now.Add(16 * time.Hour)
		c.world.Tick(c.rules.now)
	}
	c.rules.atTheEnd(*c.see())
}
