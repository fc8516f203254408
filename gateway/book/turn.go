package book

import (
	"context"

	"bordercast/gateway/trail"
)

type command struct {
	do       func(*Tx) error
	done     func(error)
	weight   int
	readOnly bool     // it writes nothing
	renewal  *renewal // it is the last that the key in use signs; nil for all others

	line  string // its place in the queue
	class int64
}

// A Turn is the book for one of those who use it at the same time: commands under one name are carried out in order,
// and those of several names take turns, the most urgent class first (a smaller number; see package fair). Without a
// name one waits among the urgent.
type Turn struct {
	book  *Book
	line  string
	class int64
}

// For is the book for what belongs to a source, or to a part of the gateway, and is as urgent as class.
func (b *Book) For(name string, class int64) Turn { return Turn{b, name, class} }

// Submit queues a command. done is called from the book's goroutine, once the command is durable (nil) or is known not
// to be; it must be quick, and queue nothing there. weight is about how many bytes the command writes. Commands of one
// Turn are carried out, and their waiters woken, in the order of submission.
//
// A command may be carried out twice, the first time undone: it begins its own work anew each time.
func (t Turn) Submit(weight int, do func(*Tx) error, done func(error)) {
	t.book.submit(command{do: do, done: done, weight: weight, line: t.line, class: t.class})
}

// Update runs a command and waits until it is durable. Once queued the command is carried out and waited for, even if
// ctx ends meanwhile: it writes to its caller's variables, which must not be read before it is done.
func (t Turn) Update(ctx context.Context, do func(*Tx) error) error {
	return t.wait(ctx, command{do: do})
}

// ReadInWriter runs a function over what is committed, like View, but with what the book has in memory: a View of few
// rows spends most of its time on finding them again. It is for what every alert needs on its way, and must be as
// quick as a command and not write.
func (t Turn) ReadInWriter(ctx context.Context, do func(*Tx) error) error {
	return t.wait(ctx, command{do: do, readOnly: true})
}

// renewal is the key that signs the trail after a command, and what makes it the one in use where keys are kept.
type renewal struct {
	key     *trail.Key
	install func() error
}

// Renew runs a command like Update, whose entries are the last that the key in use signs: the last of them must tell of
// the new key. Once it is durable install puts the keys in their place, and the new one signs from then on: no command
// is between the two. Where install fails nobody knows which key is in use. The book ends then, as after a commit of
// unknown outcome, and the next start puts them in their place.
func (b *Book) Renew(ctx context.Context, key *trail.Key, do func(*Tx) error, install func() error) error {
	return Turn{book: b}.wait(ctx, command{do: do, renewal: &renewal{key, install}})
}

func (t Turn) wait(ctx context.Context, c command) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.line, c.class = t.line, t.class
	result := make(chan error, 1)
	c.done = func(err error) { result <- err }
	t.book.submit(c)
	return <-result
}

// Submit is Turn.Submit without a name.
func (b *Book) Submit(weight int, do func(*Tx) error, done func(error)) {
	Turn{book: b}.Submit(weight, do, done)
}

// Update is Turn.Update without a name.
func (b *Book) Update(ctx context.Context, do func(*Tx) error) error {
	return Turn{book: b}.Update(ctx, do)
}

// ReadInWriter is Turn.ReadInWriter without a name.
func (b *Book) ReadInWriter(ctx context.Context, do func(*Tx) error) error {
	return Turn{book: b}.ReadInWriter(ctx, do)
}

func (b *Book) submit(c command) {
	if err := b.writer.queue.put(c); err != nil {
		c.done(err)
	}
}

// Flush waits until the book has nothing to do: every command queued so far, and while it waits, has had its answer.
func (b *Book) Flush() { b.writer.queue.flush() }
