package geo

import (
	"runtime"
	"testing"
)

// live is what the heap keeps.
func live() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestHeap: what a loaded atlas keeps, which every gateway carries.
func TestHeap(t *testing.T) {
	before := live()
	a, err := build(nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := live() - before
	runtime.KeepAlive(a)
	t.Logf("a loaded atlas keeps %.1f MB", float64(kept)/1e6)
	if kept > 14e6 {
		t.Errorf("a loaded atlas keeps %d bytes", kept)
	}
}
