package mqtt

import (
	"context"
	"time"
)

// acknowledge sends PUBACKs in order of receipt until the link ends. It has a goroutine of its own, because a PUBACK
// may block on a slow socket and Done must not.
func acknowledge(l *link, box *inbox) {
	for {
		for _, a := range box.ready() {
			a.msg.Ack()
		}
		select {
		case <-box.acked:
		case <-l.ctx.Done():
			return
		}
	}
}

// drain gives what was handed on a last chance to be acknowledged when the source is told to stop: what is not
// acknowledged comes again at the next start.
func (s *Source) drain(l *link, box *inbox) {
	limit := s.Drain
	if limit == 0 {
		limit = time.Second
	}
	fired, stop := s.cfg.Timer.After(limit)
	defer stop()
	for box.waiting() > 0 {
		select {
		case <-box.emptied:
		case <-l.ctx.Done():
			return
		case <-fired:
			return
		}
	}
}

// confirm asks for something a broker answers, because it does not answer PUBACK: a link closed while the last
// acknowledgements are on their way may lose them, and the messages would come again. Giving up a subscription
// nobody has is such a question.
func (s *Source) confirm(l *link) {
	select {
	case <-l.wire.down:
		return
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	// Without an answer the messages come again, which is always allowed.
	_ = l.await(ctx, s.cfg, l.client.Unsubscribe("bordercast/v1/nothing/"+s.cfg.ClientID))
}
