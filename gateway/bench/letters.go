package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/certs/xmldsig"
)

// letters writes the alerts of one centre: chains of an Alert, its Updates and a Cancel, so that no more than active
// are live at a time. A document is made from a template in a few microseconds, or writing would be the bottleneck.
type letters struct {
	sender  string
	key     *ecdsa.PrivateKey
	active  int
	base    time.Time
	run     string // tells the identities of one run from those of another
	letters map[cap.MsgType]template
}

// lives is how many messages a chain has: an Alert, then Updates, then a Cancel.
const lives = 10

// Places in a template, each of fixed meaning.
const (
	slotIdentifier = iota
	slotSent
	slotReferences
	slotExpires
)

// template is a document already in canonical form, cut at its slots, and the SignedInfo that goes with it.
type template struct {
	text  [][]byte // text[i] stands before slot slots[i]; one more stands after the last
	slots []int
	info  string // canonical SignedInfo with %s for the digest
}

func newLetters(side cap.Side, run string, active int, change ...func(*cap.Alert)) (*letters, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	l := &letters{
		sender: "duty@centre-" + string(side) + ".invalid", key: key, active: active, run: run,
		base: time.Now().Add(-6 * time.Hour).Truncate(time.Second), letters: map[cap.MsgType]template{},
	}
	for _, kind := range []cap.MsgType{cap.MsgAlert, cap.MsgUpdate, cap.MsgCancel} {
		a := sample(side, l.sender, kind)
		for _, do := range change {
			do(a)
		}
		if l.letters[kind], err = newTemplate(a, key); err != nil {
			return nil, err
		}
	}
	return l, nil
}

var slot = regexp.MustCompile(`@slot([0-9])@`)

func newTemplate(a *cap.Alert, key *ecdsa.PrivateKey) (template, error) {
	root := a.Element()
	canonical, err := xmldsig.Bytes(root)
	if err != nil {
		return template{}, err
	}
	body := strings.TrimSpace(string(canonical[bytes.IndexByte(canonical, '\n')+1:]))
	if err := xmldsig.Sign(root, rand.Reader, key, nil); err != nil {
		return template{}, err
	}
	whole, err := xmldsig.Bytes(root)
	if err != nil {
		return template{}, err
	}
	info := regexp.MustCompile(`<SignedInfo>.*</SignedInfo>`).FindString(string(whole))
	t := template{info: regexp.MustCompile(`<DigestValue>.*</DigestValue>`).ReplaceAllString(info,
		"<DigestValue>%s</DigestValue>")}
	at := 0
	for _, found := range slot.FindAllStringSubmatchIndex(body, -1) {
		t.text = append(t.text, []byte(body[at:found[0]]))
		t.slots = append(t.slots, int(body[found[2]]-'0'))
		at = found[1]
	}
	t.text = append(t.text, []byte(body[at:]))
	return t, nil
}

// letter is the n-th alert, and the token of its chain. Chains take turns, so the messages of one lie active apart.
func (l *letters) letter(n int) (doc []byte, chain string) {
	of, round := n%l.active, n/l.active
	step := (round + of) % lives // chains are of all ages, so that there are as many ends at any time
	first := max(0, round-step)
	kind := cap.MsgUpdate
	switch {
	case round == first:
		kind = cap.MsgAlert
	case step == lives-1:
		kind = cap.MsgCancel
	}
	values := [4]string{l.identifier(of, round), stamp(l.sent(round)), "", stamp(l.base.Add(48 * time.Hour))}
	if round > first {
		values[slotReferences] = l.sender + "," + l.identifier(of, round-1) + "," + stamp(l.sent(round-1))
	}
	return l.letters[kind].write(values, l.key), cap.Identity{Sender: l.sender, Identifier: l.identifier(of, first),
		Sent: l.sent(first)}.Token()
}

func (l *letters) identifier(of, round int) string {
	return fmt.Sprintf("EXERCISE-%s-%04d-%05d", l.run, of, round)
}

func (l *letters) sent(round int) time.Time { return l.base.Add(time.Duration(round) * time.Second) }

// stamp writes a time as CAP does, in a place four hours behind Greenwich.
func stamp(t time.Time) string {
	return t.In(time.FixedZone("", -4*3600)).Format("2006-01-02T15:04:05-07:00")
}

func (t template) write(values [4]string, key *ecdsa.PrivateKey) []byte {
	const declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	doc := make([]byte, 0, 20<<10)
	doc = append(doc, declaration...)
	for i, s := range t.slots {
		doc = append(append(doc, t.text[i]...), values[s]...)
	}
	doc = append(doc, t.text[len(t.text)-1]...)
	sum := sha256.Sum256(doc[len(declaration):])
	info := fmt.Sprintf(t.info, base64.StdEncoding.EncodeToString(sum[:]))
	canonical := strings.Replace(info, "<SignedInfo>", `<SignedInfo xmlns="`+xmldsig.Namespace+`">`, 1)
	sum = sha256.Sum256([]byte(canonical))
	doc = doc[:len(doc)-len("</alert>")]
	doc = append(doc, `<Signature xmlns="`+xmldsig.Namespace+`">`+info+`<SignatureValue>`...)
	doc = append(doc, base64.StdEncoding.EncodeToString(ecdsaValue(key, sum[:]))...)
	return append(doc, "</SignatureValue></Signature></alert>\n"...)
}

// ecdsaValue is a signature as XMLDSig writes it: the two halves in fixed length.
func ecdsaValue(key *ecdsa.PrivateKey, sum []byte) []byte {
	r, s, err := ecdsa.Sign(rand.Reader, key, sum)
	if err != nil {
		panic(err) // the machine's randomness never fails
	}
	value := make([]byte, 64)
	r.FillBytes(value[:32])
	s.FillBytes(value[32:])
	return value
}
