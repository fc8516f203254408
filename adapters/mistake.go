package adapters

// Mistake is something wrong in the block of an adapter, and what to do about it. Each adapter checks its own block;
// the configuration says where in the file it is.
type Mistake struct {
	Key  string // within the block, such as out.url; "" for the block as a whole
	What string // what is wrong, without a full stop
	Do   string // what to write instead, without a full stop
}
