// Package derive makes of an alert what its destinations get: it gathers what they have of the chain, translates,
// signs and renders, once for each variant that they need. Gather comes first, then Drafts; what is made is written by
// package way. A draft that is shown to people is made by the same steps, unsigned (shown.go).
package derive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/documents"
	"bordercast/gateway/draft"
	"bordercast/gateway/settings"
)

// Deriver makes drafts by the settings in force.
type Deriver struct {
	Settings *settings.Current
	Clock    adapters.Clock
	DB       *book.Book
	CPU      *cpulimit.Limiter
	Blobs    *documents.Cache
	Parsed   *Parsed
}

// Rendering is what one variant of an alert becomes, and the destinations that share it. Making it is pure.
type Rendering struct {
	Variant      string
	AsOf         time.Time // the clock that it is made by
	Destinations []DestinationState
	Parts        []Part
	Digest       string // of the draft; "" where nobody was ever asked
	Err          error
}

// Part is one derived alert, rendered and packed.
type Part struct {
	Part      int
	Ends      bool
	Draft     translate.Draft // zero for a pass-through
	Alert     *cap.Alert      // as the reader gets it
	Districts []string
	Event     string
	Cap       book.Packed
	Report    book.Packed
	made      book.Derived
	Derived   int64 // row of made, once put
	Blob      int64
	Stored    bool // blob holds these very bytes, and not those of an earlier release
	Reported  int64
	Rendered  []renderedJSON
}

// renderedJSON is the JSON for one destination's placement; it names its own CAP topic, so trees differ in it.
type renderedJSON struct {
	where Placement
	Doc   book.Packed
	Blob  int64
}

// Original is the variant of an alert that its own side's readers get as it is.
const Original = "original"

// Drafts renders an alert once for each variant its destinations need, and for each clock it was shown by.
func (g *Deriver) Drafts(from Gathered) []Rendering {
	var made []Rendering
	for _, at := range from.Destinations {
		variant := g.VariantFor(from, at)
		asOf := from.ClockOf(at, variant)
		i := slices.IndexFunc(made, func(m Rendering) bool {
			return m.Variant == variant && m.AsOf.Equal(asOf) && m.Destinations[0].parts == at.parts &&
				m.Destinations[0].group == at.group
		})
		if i < 0 {
			made, i = append(made, Rendering{Variant: variant, AsOf: asOf}), len(made)
		}
		made[i].Destinations = append(made[i].Destinations, at)
	}
	for i := range made {
		g.render(g.For(from, made[i].Destinations[0]), &made[i])
	}
	return made
}

// VariantFor is the digest of all that shapes what a destination gets; destinations with one variant share one derived
// alert.
func (g *Deriver) VariantFor(from Gathered, at DestinationState) string {
	if g.isPassThrough(from, at) {
		return Original
	}
	return translate.Variant(g.request(g.For(from, at), at))
}

// isPassThrough says that a destination gets the alert as it is: its readers are on the alert's own side, and nothing
// is to be kept from them. The end of what was derived there ends that.
func (g *Deriver) isPassThrough(from Gathered, at DestinationState) bool {
	derived := func(d book.Derived) bool { return d.Identifier != "" }
	return at.group == 0 && !(from.Shape.Ends && slices.ContainsFunc(at.Derived, derived)) &&
		at.System.Side == from.Row.Side && from.Alert.Scope == cap.Public && at.Pending == ""
}

func (g *Deriver) request(from Gathered, at DestinationState) translate.Request {
	original, resource := g.offers(from)
	req := translate.Request{
		Alert: from.Alert, To: at.System.Side, From: from.Row.Side, Gateway: g.Settings.Now().Name,
		Sender: g.Settings.Now().Sender, Lane: from.Row.Lane,
		Live: at.lives(g.Settings.Now().Sender), Parts: at.parts, Allow: at.Decision.Allow,
		OriginalSHA: hex.EncodeToString(from.Row.SHA256[:]),
		Group:       from.Group, Edition: from.Edition, Original: original, ResourceURI: resource,
		Events: g.Settings.Now().Events, Atlas: g.Settings.Now().Atlas, Ground: from.Ground, Area: at.System.Area,
	}
	req.Unreviewed = at.Pending
	if h := at.Decision.Hold; h != nil {
		req.Channels, req.French = h.Channels, h.French
		if approval.Narrower(h.Area, from.Shape.Districts) { // whoever approved it narrowed it
			for _, d := range h.Area {
				req.Narrow = append(req.Narrow, geo.District(d))
			}
		}
	}
	return req
}

// render makes what is released: the draft, its sent, its signature.
func (g *Deriver) render(from Gathered, m *Rendering) {
	g.translated(from, m, g.releaseTime())
	for i := range m.Parts {
		p := &m.Parts[i]
		if m.Variant != Original && m.Err == nil {
			m.Err = g.sign(p)
		}
		for _, at := range m.Destinations {
			if p.Ends {
				continue
			}
			where := PlaceAt(at.System, from.Row, from.Chain.Token, p.Part, from.Shape)
			if slices.ContainsFunc(p.Rendered, func(r renderedJSON) bool { return r.where == where }) {
				continue // several systems of a party share its tree: what stands there is one document, delivered once to each
			}
			p.Rendered = append(p.Rendered, renderedJSON{where: where, Doc: p.PackJSON(g.Feature(from, *p, at.System, where,
				Mark{PendingOf: at.Pending}))})
		}
	}
}

// translated makes the parts of a rendering, without signature, and the digest of them where somebody was asked.
func (g *Deriver) translated(from Gathered, m *Rendering, sent time.Time) {
	at := m.Destinations[0]
	if m.Variant == Original {
		m.Parts, m.Digest = []Part{g.pass(from)}, draft.OfBytes(from.Row.SHA256)
		return
	}
	if from.Group != nil && from.Shape.Passenger() && !slices.ContainsFunc(at.Derived,
		func(d book.Derived) bool { return d.Identifier != "" }) {
		return // there is nothing of its own that it could end
	}
	req := g.request(from, at)
	req.At, req.Sent = m.AsOf, sent
	if req.At.IsZero() {
		req.At = sent
	}
	drafts, err := translate.Translate(req)
	if m.Err = err; err != nil {
		return
	}
	var alerts []*cap.Alert
	for _, d := range drafts {
		if d.Kind == translate.KindEndOnly {
			continue // nothing of it stands there: endRest says what there is to say
		}
		m.Parts, alerts = append(m.Parts, partOf(d)), append(alerts, d.Alert)
	}
	for i := range m.Parts {
		m.Parts[i].made.AsOf = m.AsOf
	}
	if slices.ContainsFunc(m.Destinations, func(at DestinationState) bool { return at.asks() }) {
		m.Digest = draft.Digest(alerts)
	}
}

// pass is the alert itself, byte for byte.
func (g *Deriver) pass(from Gathered) Part {
	return Part{
		Part: 1, Ends: from.Shape.Ends, Alert: from.Alert, Districts: from.Shape.Districts, Event: from.Shape.Event,
		Cap:  PackCAP(from.Raw),
		made: book.Derived{Part: 1, Sent: from.Row.Sent, Level: Original},
	}
}

func partOf(d translate.Draft) Part {
	p := Part{
		Part: d.Part, Ends: d.Kind == translate.KindCancel, Draft: d, Alert: d.Alert, Event: d.Event,
		made: book.Derived{Part: d.Part, Identifier: d.Alert.Identifier, Sent: d.Alert.Sent.At, Level: string(d.Level),
			Event: d.Event},
	}
	for _, place := range d.Districts {
		p.Districts = append(p.Districts, string(place))
	}
	return p
}

// sign makes the document that leaves: signed by the gateway as itself.
func (g *Deriver) sign(p *Part) error {
	key := g.Settings.Now().Key
	doc, err := xmldsig.Seal(p.Alert.Canonical(), nil, key.Signer, key.Certificate)
	if err != nil {
		return fmt.Errorf("the derived alert could not be signed: %w", err)
	}
	p.Cap, p.Report = PackCAP(doc), book.Pack(p.Draft.Report.JSON())
	return nil
}

// Documents are the digests of all that a rendering may have to store.
func (m Rendering) Documents() (all [][sha256.Size]byte) {
	for _, p := range m.Parts {
		all = append(all, p.Cap.SHA256)
		if p.Report.Size > 0 {
			all = append(all, p.Report.SHA256)
		}
		for _, r := range p.Rendered {
			all = append(all, r.Doc.SHA256)
		}
	}
	return all
}

// Put stores a part, or takes what an earlier release to another destination stored: bytes are fixed once.
func (p *Part) Put(tx *book.Tx, from Gathered, variant string) (err error) {
	known, err := tx.Derived.Of(from.Row.ID, variant)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.Part == p.Part && k.Digest == from.Row.Digest {
			p.Derived, p.Blob, p.Reported = k.ID, k.Blob, k.Report
			return p.putJSON(tx)
		}
	}
	if p.Blob, err = tx.Documents.Put(p.Cap); err != nil {
		return err
	}
	p.Stored = true
	if p.Report.Size > 0 {
		if p.Reported, err = tx.Documents.Put(p.Report); err != nil {
			return err
		}
	}
	if len(p.Draft.Resources) > 0 && from.Shape.Scope == cap.Public {
		if err := keepResources(tx, from, p.Draft.Resources); err != nil {
			return err
		}
	}
	row := p.made
	row.Alert, row.Variant, row.Blob, row.Report, row.Districts = from.Row.ID, variant, p.Blob, p.Reported, p.Districts
	row.Edition, row.Digest, row.Group = from.Edition, from.Row.Digest, from.Number()
	if p.Derived, err = tx.Derived.Put(row); err != nil {
		return err
	}
	return p.putJSON(tx)
}

func (p *Part) putJSON(tx *book.Tx) (err error) {
	for i := range p.Rendered {
		if p.Rendered[i].Blob, err = tx.Documents.Put(p.Rendered[i].Doc); err != nil {
			return err
		}
	}
	return nil
}

// Documents are the retained payloads of a part in one placement.
func (p *Part) Documents(where Placement) []Document {
	json, capTopics, report := where.leaves(p.Districts)
	var docs []Document
	if len(capTopics) > 0 {
		docs = append(docs, Document{Payload{p.Blob, p.Cap.Public}, capTopics})
	}
	for _, r := range p.Rendered {
		if r.where == where {
			docs = append(docs, Document{Payload{r.Blob, r.Doc.Public}, json})
		}
	}
	if len(report) > 0 && p.Reported != 0 {
		docs = append(docs, Document{Payload{p.Reported, false}, report})
	}
	return docs
}

// Said is what the trail is told of a release: digests, codes and ids.
func (m Rendering) Said(destination string) map[string]any {
	var parts []any
	for _, p := range m.Parts {
		parts = append(parts, map[string]any{"part": p.Part, "identifier": p.made.Identifier,
			"sha256": hex.EncodeToString(p.Cap.SHA256[:]), "level": p.made.Level})
	}
	return map[string]any{"destination": destination, "variant": m.Variant, "parts": parts}
}

// Personal says whether carried prose has the shape of a telephone number or an e-mail address.
func (m Rendering) Personal() bool {
	return slices.ContainsFunc(m.Parts, func(p Part) bool { return len(p.Draft.Personal) > 0 })
}

// Payload is a stored document, and whether it is for everybody (gateway/gate).
type Payload struct {
	Blob   int64
	Public bool
}

// Document is a payload and the retained topics it stands on.
type Document struct {
	Payload
	Topics []string
}

// IsStale says whether the chain has changed since, or other settings are in force: what was drafted of it is to be made
// again.
func (from *Gathered) IsStale(tx *book.Tx, now *settings.Settings) (bool, error) {
	chain, err := tx.Chains.ByID(from.Chain.ID)
	return err == nil && (from.In != now || chain.ID != from.Chain.ID || chain.Version != from.Chain.Version), err
}

// releaseTime is what a derived alert's sent is: to the second, as CAP writes it.
func (g *Deriver) releaseTime() time.Time { return g.Clock.Now().Truncate(time.Second) }
