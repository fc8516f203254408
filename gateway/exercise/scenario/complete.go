package scenario

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// check looks at a message as a whole, with all that it has from the one it is like.
func (m *Message) check(r *reading, n ast.Node) {
	lasts, until := under(n, "lasts"), under(n, "until")
	switch {
	case lasts != nil:
		m.Expires = Moment{}
	case until != nil:
		m.Lasts = 0
	}
	side, known := r.side(m.From)
	if status := under(n, "status"); m.Status == "System" || !known || status != nil && m.Status == "" {
		return // a heartbeat has no more
	}
	for _, need := range []struct {
		key   string
		there bool
	}{{"category", m.Category != ""}, {"event", m.Event != Code{}}, {"grave", m.Grave != Grave{}},
		{"place", m.Place.Name != ""}, {"en", m.En.complete()},
		{"lasts or until", m.Lasts > 0 || m.Expires != Moment{} || lasts != nil || until != nil},
		{"restriction", m.Restriction != "" || m.Scope != "Restricted"},
		{"addresses", m.Addresses != "" || m.Scope != "Private"},
		{"fr", side != "ca" || m.Fr.complete()},
	} {
		switch {
		case need.there, under(n, need.key) != nil && need.key != "en" && need.key != "fr":
		case need.key == "en" || need.key == "fr":
			r.fail(at(n, need.key), "%s is missing here or not complete; write event, headline, text and area", need.key)
		default:
			r.fail(n, "%s is missing here; add it", need.key)
		}
	}
	switch {
	case side == "us" && m.Fr != Words{}:
		r.fail(at(n, "fr"), "%s is on the side of the United States and writes no French; remove this", m.From)
	case side == "us" && m.Event.Name == CAPCP("").Name, side == "ca" && m.Event.Name == SAME("").Name:
		r.fail(at(n, "event"), "%s writes the events of its own side alone; write {same: …} in the United States, "+
			"{capcp: …} in Canada", m.From)
	}
}

// side is the side of an agency.
func (r *reading) side(agency string) (side string, known bool) {
	if l := r.list("agency"); l != nil {
		if one, ok := l.done[agency]; ok {
			return one.Interface().(System).Side, true
		}
	}
	return "", false
}

// check wants the name of an agency in both languages of Canada, where it is there.
func (s *System) check(r *reading, n ast.Node) {
	if s.Side == "ca" && s.Titre == "" {
		r.fail(n, "titre is missing here; add its name in French, which an agency of Canada writes beside the English")
	}
	if s.Side == "us" && s.First != "" {
		r.fail(at(n, "first"), "an agency of the United States writes English alone; remove this")
	}
}

// check wants a place to be somewhere.
func (p *Place) check(r *reading, n ast.Node) {
	if len(pairsOf(n)) == 0 {
		r.fail(n, "this place is nowhere; give it same, ugc, sgc or a polygon")
	}
}

// mostReports is how many reports a flood may have.
const mostReports = 20_000

var inBraces = regexp.MustCompile(`\{[^}]*\}`)

// check writes the reports of a flood.
func (f *Flood) check(r *reading, n ast.Node) {
	if f.Count > mostReports {
		r.fail(at(n, "count"), "a flood has no more than %d reports; correct count", mostReports)
		return
	}
	known := []string{"{number}"}
	for name := range f.Vary {
		known = append(known, "{"+name+"}")
	}
	slices.Sort(known)
	for _, text := range append(f.Each.En.all(), f.Each.Fr.all()...) {
		for _, found := range inBraces.FindAllString(*text, -1) {
			if !slices.Contains(known, found) {
				r.fail(at(n, "each"), "%s varies nothing; write %s, or name it under vary", found, either(known))
				return
			}
		}
	}
	f.Reports = make([]Message, 0, f.Count)
	for i := range f.Count {
		pairs := []string{"{number}", fmt.Sprintf("%03d", i+1)}
		for name, g := range f.Vary {
			pairs = append(pairs, "{"+name+"}", strconv.Itoa(g.of(i)))
		}
		one, fill := f.Each, strings.NewReplacer(pairs...)
		one.Name = fmt.Sprintf("%s-%03d", f.Name, i+1)
		for _, text := range append(one.En.all(), one.Fr.all()...) {
			*text = fill.Replace(*text)
		}
		f.Reports = append(f.Reports, one)
	}
}

// complete says whether there is what a reader needs; an instruction may be left out.
func (w Words) complete() bool {
	return w.Event != "" && w.Headline != "" && w.Description != "" && w.Area != ""
}

// all are the texts.
func (w *Words) all() []*string {
	return []*string{&w.Event, &w.Headline, &w.Description, &w.Instruction, &w.Area}
}

// check wants the tree of a flood to be named: it may stand in both.
func (l *Latency) check(r *reading, n ast.Node) {
	if l.Flood != "" && l.Reader == "" {
		r.fail(n, "reader is missing here; add it")
	}
}

// complete looks at the whole, and fills in what follows from elsewhere.
func (r *reading) complete(root ast.Node, s *Scenario) {
	if s.Start.Day > 1 {
		r.fail(at(root, "start"), "a script starts on day 1; correct the day")
	}
	for _, one := range s.Systems {
		node := at(at(root, "agencies"), one.Name)
		if r.outside.parties != nil && !slices.Contains(r.outside.sources, one.Name) {
			r.fail(node, "%s is no system of the configuration that alerts come from; give it in, or correct the name",
				one.Name)
		}
		for _, c := range s.Configuration.known.Systems {
			if c.Name == one.Name && c.Side != one.Side && one.Side != "" {
				r.fail(at(node, "side"), "the configuration has %s on side %s; let both say the same", one.Name, c.Side)
			}
		}
	}
	answer := append(s.Configuration.Parties(), Operator)
	for party, person := range s.People {
		if r.outside.parties != nil && !s.Configuration.may(person, party) && slices.Contains(answer, party) {
			r.fail(at(at(root, "people"), party), "the configuration lists no %s who may answer for %s; list them there",
				person, party)
		}
	}
	if _, there := s.People[Operator]; !there {
		r.fail(at(root, "people"), "operator is missing here: who runs the gateway, as under gateway.operators; add it")
	}
	p := &played{r: r, s: s, sent: map[string]int{}, ids: map[string]bool{}}
	scenes := itemsOf(under(root, "scenes"))
	for i := range s.Scenes {
		p.scene(scenes[i], &s.Scenes[i])
	}
	r.outside.line = s.Line
	for _, f := range s.Floods {
		delete(p.sent, f.Name) // a flood is no message
	}
	r.lookUp(s.People, p.sent)
}

// itemsOf are the entries of a list; one alone is a list of one.
func itemsOf(n ast.Node) []ast.Node {
	if list, ok := n.(*ast.SequenceNode); ok {
		return list.Values
	}
	return []ast.Node{n}
}

// played is what is known of a script while it is read from its beginning.
type played struct {
	r       *reading
	s       *Scenario
	scenes  int // the number of the last
	last    Moment
	injects int
	ids     map[string]bool
	sent    map[string]int // by message, or flood: the inject that sends it
	wrong   string         // the name that is misspelt; "" for none
	second  bool           // there is a second gateway
	cut     time.Duration  // in the inject that is looked at
	cuts    bool           // it cuts something
}

func (p *played) scene(n ast.Node, scene *Scene) {
	if scene.No != 0 {
		if scene.No != p.scenes+1 {
			p.r.fail(at(n, "scene"), "scene %d comes after %d; number them one after the other", scene.No, p.scenes)
		}
		p.scenes = scene.No
	}
	nodes := itemsOf(under(n, "injects"))
	for i := range scene.Injects {
		p.inject(nodes[i], &scene.Injects[i])
	}
}

func (p *played) inject(n ast.Node, i *Inject) {
	p.injects++
	p.cut, p.cuts = 0, false
	if p.ids[i.ID] && i.ID != "" {
		p.r.fail(at(n, "id"), "two injects are named %s; give this one a name of its own", i.ID)
	}
	p.ids[i.ID] = true
	if i.At != (Moment{}) {
		if i.At.Before(p.last) {
			p.r.fail(at(n, "at"), "this comes before the inject above it, which is at %d %02d:%02d; correct the time, "+
				"or move it", p.last.Day, p.last.Hour, p.last.Minute)
		}
		p.last = i.At
	}
	i.Line = placeOf(n).Line
	for _, a := range i.Acts {
		p.act(n, a)
	}
	expected := itemsOf(under(n, "expect"))
	for k, e := range i.Expect {
		where := n
		if len(expected) == len(i.Expect) {
			where = expected[k]
		}
		i.Expect[k] = p.expect(where, e)
		i.Lines = append(i.Lines, placeOf(where).Line)
	}
}

func (p *played) act(n ast.Node, a Act) {
	switch a := a.(type) {
	case Send:
		for _, name := range a.Messages {
			p.send(at(n, "send"), name)
		}
	case Tamper:
		p.send(at(n, "tamper"), a.Message)
		if l := p.r.list("message"); l != nil {
			if m, ok := l.done[a.Message]; ok && !contains(m, a.Old) {
				p.r.fail(at(at(n, "tamper"), "old"), "%s does not say %q; write words that stand in it", a.Message,
					a.Old)
			}
		}
	case Again:
		p.send(at(at(n, "again"), "named"), a.As)
	case SendFlood:
		p.send(at(n, "flood"), a.Flood)
	case Cut:
		p.cut, p.cuts = a.For, true
	case Misspell:
		p.wrong = a.Right
	case Respell:
		if p.wrong != a.Right {
			p.r.fail(at(n, "respell"), "%s is not misspelt here; misspell it first", a.Right)
		}
		p.wrong = ""
	case Second:
		if starts := a.Does == "start"; starts == p.second && a.Does != "" {
			p.r.fail(at(n, "second"), "the second gateway cannot %s here; it has to be started once, and stopped after that",
				a.Does)
		}
		p.second = a.Does == "start"
	}
}

// contains says whether the texts of a message have some words.
func contains(m reflect.Value, words string) bool {
	message := m.Interface().(Message)
	for _, text := range append(message.En.all(), message.Fr.all()...) {
		if strings.Contains(*text, words) {
			return true
		}
	}
	return false
}

func (p *played) send(n ast.Node, name string) {
	if p.sent[name] > 0 && name != "" {
		p.r.fail(n, "%s is sent already; write again to send the same bytes once more, or make another one like it",
			name)
		return
	}
	p.sent[name] = p.injects
}

// expect fills in what an expectation takes from elsewhere.
func (p *played) expect(n ast.Node, e Expectation) Expectation {
	switch e := e.(type) {
	case ReadyAgain:
		e.Cut = p.cutOf(n)
		return e
	case DuringCut:
		e.Cut = p.cutOf(n)
		return e
	case FirstAfterCut:
		e.Cut = p.cutOf(n)
		return e
	case AllArrive:
		e.Count = p.reports(e.Flood)
		return e
	case AllExpire:
		for _, flood := range e.Floods {
			e.Count += p.reports(flood)
		}
		return e
	case Nowhere:
		if e.But != "" {
			e.Under = p.others(e)
		}
		return e
	}
	return e
}

func (p *played) cutOf(n ast.Node) time.Duration {
	if !p.cuts || p.cut == 0 {
		p.r.fail(n, "nothing is cut for a while in this inject; add cut: {for: …}, or remove this")
	}
	return p.cut
}

func (p *played) reports(flood string) int {
	for _, f := range p.s.Floods {
		if f.Name == flood {
			return len(f.Reports)
		}
	}
	return 0
}

// others are the trees of every party but one, in the lane of a message.
func (p *played) others(e Nowhere) []string {
	lane := ""
	for _, m := range p.s.Messages {
		if m.Name == e.Message {
			lane = m.Lane()
		}
	}
	var out []string
	for _, party := range p.s.Configuration.Parties() {
		if party != e.But {
			out = append(out, "parties/v1/"+lane+"/"+party+"/alerts/")
		}
	}
	return out
}
