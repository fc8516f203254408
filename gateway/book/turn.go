package book

import "context"

type command struct {
	do       func(*Tx) error
	done     func(error)
	weight   int
	readOnly bool // it writes nothing

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
