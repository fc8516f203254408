// Package draft names what a person was shown before anything is released. It is pure.
//
// A draft is all parts that one alert becomes at one destination, made once, unsigned, when it is first shown. Digest
// is its name: whoever approves says it, and release makes the draft again and compares. What is the same has the
// same name, whenever it is sent; what differs by one character has another. Changes says in what two drafts differ,
// so that a person who is asked again need not search.
//
//	shown := draft.Digest(parts)              // stands beside the draft wherever it is shown
//	if draft.Digest(today) != shown {         // the event table, the map, the chain: anything may have changed
//		ask(draft.Changes(parts, today))
//	}
//
// Two things it refuses to do: it never compares less than everything (Kin is for copies of the same news under another
// name, and says what it leaves out), and it takes no shortened digest for a whole one (Find wants sixteen figures).
package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// Digest is the hex SHA-256 over the canonical bytes of all parts in their order, without sent and signature: a draft
// waits for its answer, and is sent when it is answered.
func Digest(parts []*cap.Alert) string {
	return digest(parts, func(*cap.Alert) {})
}

// OfBytes is the digest of an alert that crosses as it is: over its bytes, signature and all.
func OfBytes(sha256 [sha256.Size]byte) string { return hex.EncodeToString(sha256[:]) }

// Kin is the digest of a draft without what names its source: identifier and references, where its provenance repeats
// them, and where a composed block says when its source was sent. Two alerts that are copies of one piece of news have
// the same.
func Kin(parts []*cap.Alert) string {
	return digest(parts, func(a *cap.Alert) {
		a.Identifier, a.References = "", ""
		a.Infos = slices.Clone(a.Infos)
		for i := range a.Infos {
			a.Infos[i].Parameters = slices.DeleteFunc(slices.Clone(a.Infos[i].Parameters), namesSource)
			a.Infos[i].Description = translate.WithoutSent(&a.Infos[i])
		}
	})
}

// layer is the gateway's own in CAP: what stands under it, the translation wrote.
const layer = "layer:bordercast:1.0:"

// namesSource tells a parameter that differs with the source's name: which alert it is, and where its bytes are.
func namesSource(p cap.Pair) bool {
	name, ours := strings.CutPrefix(p.Name, layer)
	return ours && (name == "origin" || name == "original" || name == "sha256")
}

func digest(parts []*cap.Alert, without func(*cap.Alert)) string {
	sum := sha256.New()
	for _, p := range parts {
		bare := *p
		bare.Sent = cap.Time{}
		without(&bare)
		_, _ = sum.Write(bare.Canonical()) // a hash takes everything
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Question is one draft that waits for an answer at one destination; Group is the event group that it is of, where the
// alert is of several events, and else 0.
type Question struct {
	Alert, Destination, Draft string
	Group                     int
}

// Group is the digest by which several questions are answered at once: over all of them, sorted. Of one question it is
// the draft's own.
func Group(questions []Question) string {
	if len(questions) == 1 {
		return questions[0].Draft
	}
	lines := make([]string, 0, len(questions))
	for _, q := range questions {
		where := q.Alert + " " + q.Destination
		if q.Group != 0 {
			where += " " + strconv.Itoa(q.Group)
		}
		lines = append(lines, where+" "+q.Draft+"\n")
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

// Short is how many figures of a digest are shown to people, and the fewest that are taken from them: enough that
// nobody can make another draft with the same, few enough to be read out over a telephone.
const Short = 16

// Abbreviated is a digest as people are shown it.
func Abbreviated(digest string) string { return digest[:min(len(digest), Short)] }

// Is tells whether what a person gave names a digest: all of it, or no fewer than its first sixteen figures.
func Is(given, digest string) bool {
	given = strings.ToLower(strings.TrimSpace(given))
	return digest != "" && len(given) >= Short && strings.HasPrefix(digest, given)
}
