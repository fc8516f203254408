package exercise

import (
	"context"
	"time"
)

// inject is one row of the script: something that happens to the gateway, and what must come of it.
type inject struct {
	no    int // 0 for the night
	title string
	beats []beat
}

// beat is one moment of an inject. It starts at its time or when everything before it is settled, whichever is
// later.
type beat struct {
	at     moment
	who    string // whose move it is, as the timeline says
	does   string
	act    func(ctx context.Context, s *stage) error
	expect []expectation
	tell   []string // letters whose way the timeline tells once the beat is settled
}

// expectation is one thing the script demands. It is asked again and again until it holds or its time, in real
// seconds, is up; a quiet one must hold for all that time.
type expectation struct {
	text   string
	within time.Duration // 0 is usual
	quiet  bool
	holds  func(s *stage) finding
}

// usual is how long an expectation has. A gateway answers in milliseconds; the rest is for a busy machine.
const usual = 15 * time.Second

// hush is how long a quiet expectation listens.
const hush = 600 * time.Millisecond

// finding is whether an expectation holds, and what was seen: the reason when it does not.
type finding struct {
	ok   bool
	seen string
}

// yes and no make findings.
func yes(seen string) finding { return finding{true, seen} }
func no(seen string) finding  { return finding{false, seen} }

// limit is how long the expectation has in real time.
func (e expectation) limit() time.Duration {
	switch {
	case e.within > 0:
		return e.within
	case e.quiet:
		return hush
	}
	return usual
}

// outcome is how one expectation went.
type outcome struct {
	inject int
	text   string
	finding
	took  time.Duration // real time until it held
	quiet bool          // it held all the time: took says only how long was listened
}

// scenario is the whole script in order.
func scenario() []inject {
	return append(scriptDay1(), scriptDay2()...)
}
