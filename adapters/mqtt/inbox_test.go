package mqtt

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
)

// A paper is a message as paho would hand it over.
type paper struct {
	id      uint16
	dup     bool
	qos     byte
	payload []byte
	acks    *[]uint16
}

func (p paper) Duplicate() bool   { return p.dup }
func (p paper) Qos() byte         { return p.qos }
func (p paper) Retained() bool    { return false }
func (p paper) Topic() string     { return "t" }
func (p paper) MessageID() uint16 { return p.id }
func (p paper) Payload() []byte   { return p.payload }
func (p paper) Ack()              { *p.acks = append(*p.acks, p.id) }

func TestAcknowledgementsLeaveInOrderOfReceipt(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		var acks []uint16
		box := newInbox(1 << 20)
		n := 1 + random.IntN(50)
		for id := range n {
			box.receive(paper{id: uint16(id + 1), qos: 1, payload: make([]byte, random.IntN(100)), acks: &acks}, nil)
		}
		var handed []*arrival
		for a := box.next(); a != nil; a = box.next() {
			handed = append(handed, a)
		}
		// Done comes in any order, twice for some; acknowledgements may be asked for at any time.
		for _, i := range random.Perm(n) {
			box.done(handed[i])
			box.done(handed[i])
			if random.IntN(3) == 0 {
				ackAll(box)
			}
			for at, id := range acks {
				if id != uint16(at+1) || !handed[at].done {
					t.Fatalf("seed %d: acknowledged %v", seed, acks)
				}
			}
		}
		ackAll(box)
		if len(acks) != n || box.bytes != 0 || len(box.byID) != 0 || box.waiting() != 0 {
			t.Fatalf("seed %d: %d of %d acknowledged, %d bytes and %d identifiers left", seed, len(acks), n, box.bytes,
				len(box.byID))
		}
	}
}

func ackAll(box *inbox) {
	for _, a := range box.ready() {
		a.msg.Ack()
	}
}

func TestAMessageSentAgainWhileItWaitsIsOne(t *testing.T) {
	var acks []uint16
	box := newInbox(1 << 20)
	text := []byte("EXERCISE")
	box.receive(paper{id: 7, qos: 1, payload: text, acks: &acks}, nil)
	box.receive(paper{id: 7, qos: 1, dup: true, payload: text, acks: &acks}, nil)
	box.receive(paper{id: 0, qos: 0, dup: true, payload: text, acks: &acks}, nil)
	first, second := box.next(), box.next()
	if second == nil || second.msg.Qos() != 0 || box.next() != nil {
		t.Fatal("the repetition was handed on, or the message of QoS 0 was not")
	}
	box.done(first)
	ackAll(box)
	// Once acknowledged the identifier is free, and the same bytes are a new message.
	box.receive(paper{id: 7, qos: 1, dup: true, payload: text, acks: &acks}, nil)
	if box.next() == nil || !slices.Equal(acks, []uint16{7}) {
		t.Errorf("acknowledged %v, or a later message was taken for a repetition", acks)
	}
}

func TestReadingPausesAtTheByteLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var acks []uint16
		box := newInbox(100)
		big := func(id uint16, size int) paper {
			return paper{id: id, qos: 1, payload: make([]byte, size), acks: &acks}
		}
		box.receive(big(1, 500), nil) // an empty inbox takes anything, or it would never come
		received := make(chan bool)
		go func() { box.receive(big(2, 50), nil); received <- true }()
		synctest.Wait()
		select {
		case <-received:
			t.Fatal("took more than the limit")
		default:
		}
		box.done(box.next())
		ackAll(box)
		<-received

		down := make(chan struct{})
		go func() { box.receive(big(3, 80), down); received <- true }()
		synctest.Wait()
		close(down)
		<-received
		if a := box.next(); a == nil || a.msg.MessageID() != 2 || box.next() != nil {
			t.Error("what came after the link was down is in the inbox")
		}
	})
}
