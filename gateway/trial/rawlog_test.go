package trial

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// entry is one message as the independent subscriber had it from the broker.
type entry struct {
	topic string
	sum   [sha256.Size]byte
	word  word
}

// word is what a message says, made out with nothing of the gateway's own code.
type word struct {
	kind       string // cap, json, end or clear
	step       string // identifier of the agency's alert that it is about
	identifier string // of the CAP document itself
	ending     string
}

// key names a publication: what, where, about which alert. A retained topic that is cleared says nothing more.
func (e entry) key() string {
	return strings.Join([]string{e.topic, e.word.kind, e.word.step, e.word.ending}, " ")
}

// rawlog is the subscriber's log, in order of arrival: in memory what is judged, in a file every byte.
type rawlog struct {
	mu      sync.Mutex
	entries []entry
	counted map[string]int    // by key
	origin  map[string]string // of the gateway's own documents, by identifier: which agency's alert they come from
	stood   map[string]map[string]bool
	faults  []string
	file    *bufio.Writer
}

func newRawlog(t *testing.T) *rawlog {
	t.Helper()
	path := filepath.Join(t.TempDir(), "raw.log")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return &rawlog{counted: map[string]int{}, origin: map[string]string{}, stood: map[string]map[string]bool{"us": {},
		"ca": {}}, file: bufio.NewWriterSize(f, 1<<20)}
}

// take logs one message.
func (l *rawlog) take(topic string, payload []byte, _ bool) {
	e := entry{topic: topic, sum: sha256.Sum256(payload)}
	var err error
	e.word, err = read(topic, payload)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.faults = append(l.faults, err.Error())
	}
	fmt.Fprintf(l.file, "%s\n%d\n%s\n", topic, len(payload), payload)
	if err := e.word.resolve(l.origin); err != nil {
		l.faults = append(l.faults, topic+": "+err.Error())
	}
	l.entries = append(l.entries, e)
	l.counted[e.key()]++
	if e.word.kind == "cap" {
		l.stood[readerOf(topic)][e.word.step] = true
	}
}

// crossed says whether both sides' readers were given an alert.
func (l *rawlog) crossed(identifier string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stood["us"][identifier] && l.stood["ca"][identifier]
}

// missing are expected publications not seen so far, and how many.
func (l *rawlog) missing(expected map[string]int) (some []string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, times := range expected {
		if short := times - l.counted[key]; short > 0 {
			n += short
			if len(some) < 10 {
				some = append(some, key)
			}
		}
	}
	return some, n
}

func (l *rawlog) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.entries)
}

func read(topic string, payload []byte) (word, error) {
	leaf := topic[strings.LastIndexByte(topic, '/')+1:]
	if len(payload) == 0 {
		return word{kind: "clear"}, nil
	}
	w := word{kind: leaf}
	switch leaf {
	case "cap":
		return w, w.readCAP(payload)
	case "json":
		var feature struct {
			Properties struct{ Identity struct{ Identifier string } }
		}
		err := json.Unmarshal(payload, &feature)
		w.identifier = feature.Properties.Identity.Identifier
		return w, err
	case "end":
		var notice struct {
			End string
			By  struct{ Identifier string }
		}
		err := json.Unmarshal(payload, &notice)
		w.step, w.ending = notice.By.Identifier, notice.End
		return w, err
	}
	return w, fmt.Errorf("%s: no reader knows what stands there", topic)
}

func (w *word) readCAP(payload []byte) error {
	text := string(payload)
	w.identifier = between(text, "<identifier>", "</identifier>")
	if w.step = w.identifier; w.step == "" {
		return fmt.Errorf("a CAP payload without identifier: %.200s", text)
	}
	if _, rest, made := strings.Cut(text, "layer:bordercast:1.0:origin</valueName>"); made {
		origin := strings.Split(between(rest, "<value>", "</value>"), ",")
		if len(origin) != 3 {
			return fmt.Errorf("%s does not name its origin in full", w.identifier)
		}
		w.step = origin[1]
	}
	return nil
}

func between(text, before, behind string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, behind)
	return found
}

// resolve learns from a CAP document whose it is, and finds for a feature the alert that its document comes from: the
// document is published before the features that name it.
func (w *word) resolve(origin map[string]string) error {
	switch w.kind {
	case "cap":
		origin[w.identifier] = w.step
	case "json":
		if w.step = origin[w.identifier]; w.step == "" {
			return fmt.Errorf("a feature names %s, and nobody was given that document before", w.identifier)
		}
	}
	return nil
}

// readerOf is the side whose readers a topic is for.
func readerOf(topic string) string { return strings.Split(topic, "/")[3] }
