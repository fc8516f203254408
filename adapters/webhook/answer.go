package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// answer is what the sender of a request is told.
type answer struct {
	status int
	reason string // a stable code; "" with 202
	text   string
	digest string        // with 202
	after  time.Duration // when to come again; 0 says nothing
	header [2]string     // one more
	read   bool          // the body was read to its end: the connection may serve another request
}

func (a answer) afterBody() answer {
	a.read = true
	return a
}

// write writes the answer. A client that has gone away hears nothing, and sends again.
func (a answer) write(w http.ResponseWriter) {
	body, _ := json.Marshal(struct {
		Received string `json:"received,omitempty"`
		Reason   string `json:"reason,omitempty"`
		Text     string `json:"text,omitempty"`
	}{a.digest, a.reason, a.text}) // strings alone: it cannot fail
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if a.header[0] != "" {
		h.Set(a.header[0], a.header[1])
	}
	if a.after > 0 {
		h.Set("Retry-After", strconv.Itoa(int((a.after+time.Second-1)/time.Second)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(append(body, '\n'))
}

func stored(doc []byte, err error) answer {
	if err != nil {
		return notKept()
	}
	sum := sha256.Sum256(doc)
	return answer{status: http.StatusAccepted, digest: hex.EncodeToString(sum[:])}
}

func notKept() answer {
	return answer{status: http.StatusServiceUnavailable, reason: "not-kept", after: 5 * time.Second,
		text: "The gateway could not store the alert in time: send it again."}
}

func notTaken() answer {
	return answer{status: http.StatusServiceUnavailable, reason: "not-taking", after: 5 * time.Second,
		text: "The gateway takes no alerts at the moment: send it again."}
}

func tooMany(reason, text string, after time.Duration) answer {
	return answer{status: http.StatusTooManyRequests, reason: reason, text: text + " Send it again later.", after: after}
}

func tooLarge(limit int) answer {
	return answer{status: http.StatusRequestEntityTooLarge, reason: "oversize",
		text: fmt.Sprintf("An alert may have %d bytes.", limit)}
}

const maxEnvelope = 200 // characters

// safe is text of strangers as it may be shown: on one line, bounded, without what moves a terminal's cursor or turns
// the direction of writing.
func safe(text string, limit int) string {
	n := 0
	var b strings.Builder
	for _, r := range text {
		if n++; n > limit {
			b.WriteString("…")
			break
		}
		if r != ' ' && !unicode.IsPrint(r) {
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
