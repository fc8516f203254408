package daemon

import (
	"os"
	"runtime/debug"
)

// enoughMemory is what the collector keeps the heap to while it can. The rest of the process, the program itself and
// SQLite's cache, is about 50 MB.
const enoughMemory = 120 << 20

// BoundMemory has garbage collected before a flood makes the heap twice what is in use, unless the environment
// (GOMEMLIMIT) says otherwise. It is a wish and no limit: large alerts get what they need.
func BoundMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(enoughMemory)
	}
}
