package trouble

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// withWires is twoSides with agencies and readers that are not on MQTT: desk has folders, county posts and is posted to.
// HOOK is the address it is posted to.
func withWires(hook string) string {
	return strings.NewReplacer(
		"systems:\n", `systems:
  - name: desk
    party: maine
    side: us
    kind: spool
    senders: [duty@maine.invalid]
    in: {lanes: [actual], unsigned: accept}
    spool: {in: desk/in, done: desk/done, bad: desk/bad}
  - name: county
    party: maine
    side: us
    kind: webhook
    senders: [duty@maine.invalid]
    in: {lanes: [actual], unsigned: accept}
    webhook: {in: {path: /in/county, hmac_file: county.secret}}
  - name: file-ca
    party: nb
    side: ca
    kind: spool
    out: {lanes: [actual]}
    spool: {out: file-ca, write: all}
  - name: hook-ca
    party: nb
    side: ca
    kind: webhook
    out: {lanes: [actual]}
    webhook: {out: {url: "`+hook+`", hmac_file: county.secret, format: [cap, geojson], timeout: 1s}}
`, `http: {listen: ""}`, `http: {listen: "127.0.0.1:0"}`).Replace(twoSides)
}

const wireSecret = "fictional-secret-of-the-county"

// beginWires makes a world with the folders and the secret.
func beginWires(t *testing.T, hook string) *world {
	t.Helper()
	w := begin(t, withWires(hook))
	for _, dir := range []string{"desk/in", "desk/done", "desk/bad", "file-ca"} {
		must(t, os.MkdirAll(filepath.Join(w.dir, dir), 0o700))
	}
	w.write("county.secret", []byte(wireSecret+"\n"))
	return w
}

// drop puts a complete file into desk's folder, as its senders do: under another name first.
func drop(w *world, name string, doc []byte) {
	w.t.Helper()
	part := w.write("desk/in/."+name, doc)
	must(w.t, os.Rename(part, filepath.Join(w.dir, "desk/in", name)))
}

// files are the names in a folder, sorted, without those that are not finished.
func files(w *world, dir string) (names []string) {
	w.t.Helper()
	entries, err := os.ReadDir(filepath.Join(w.dir, dir))
	must(w.t, err)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// hook is a far end that alerts are posted to. It verifies signatures with nothing of the gateway's.
type hook struct {
	t       *testing.T
	server  *httptest.Server
	secrets []string // one of which signs what it gets
	mu      sync.Mutex
	status  int // what it answers; 0 stores and answers 200
	lose    int // so many times it stores, and its answer is lost
	got     []posting
}

type posting struct{ key, kind, lane, chain, mime, body string }

func newHook(t *testing.T) *hook {
	h := &hook{t: t, secrets: []string{wireSecret}}
	h.server = httptest.NewServer(h)
	t.Cleanup(h.server.Close)
	return h
}

// ServeHTTP stores what is posted, once for each key.
func (h *hook) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	sum, stamp := r.Header.Get("Bordercast-Signature"), r.Header.Get("Bordercast-Timestamp")
	if err != nil || !slices.ContainsFunc(h.secrets, func(s string) bool { return sum == "v1="+signedBy(s, stamp, body) }) {
		h.t.Errorf("%s %s is not signed by the secret (%v)", r.Method, r.URL, err)
	}
	if h.status != 0 {
		rw.WriteHeader(h.status)
		_, _ = io.WriteString(rw, "not today")
		return
	}
	key := r.Header.Get("Idempotency-Key")
	if !slices.ContainsFunc(h.got, func(p posting) bool { return p.key == key }) {
		h.got = append(h.got, posting{key, r.Header.Get("Bordercast-Kind"), r.Header.Get("Bordercast-Lane"),
			r.Header.Get("Bordercast-Chain"), r.Header.Get("Content-Type"), string(body)})
	}
	if h.lose > 0 {
		h.lose--
		panic(http.ErrAbortHandler) // the connection is cut
	}
}

func (h *hook) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

func (h *hook) posted() []posting {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.got)
}

// kinds are the kinds and content types of what was posted, in order.
func (h *hook) kinds() string {
	var all []string
	for _, p := range h.posted() {
		mime, _, _ := strings.Cut(p.mime, ";")
		all = append(all, p.kind+" "+strings.TrimPrefix(mime, "application/"))
	}
	return strings.Join(all, ", ")
}

func signature(stamp string, body []byte) string { return signedBy(wireSecret, stamp, body) }

func signedBy(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%s.%s", stamp, body)
	return hex.EncodeToString(mac.Sum(nil))
}

// postTo posts a document to a path of the gateway, signed with a secret's signature or another text.
func (d *daemon) postTo(path string, doc []byte, sign func(stamp string) string) (int, string, http.Header) {
	d.w.t.Helper()
	req, err := http.NewRequestWithContext(d.w.t.Context(), http.MethodPost, "http://"+d.status().HTTP+path,
		bytes.NewReader(doc))
	must(d.w.t, err)
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/cap+xml")
	req.Header.Set("Bordercast-Timestamp", stamp)
	req.Header.Set("Bordercast-Signature", "v1="+sign(stamp))
	resp, err := http.DefaultClient.Do(req)
	must(d.w.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(d.w.t, err)
	return resp.StatusCode, string(body), resp.Header
}

func (d *daemon) posts(doc []byte) int {
	code, _, _ := d.postTo("/in/county", doc, func(stamp string) string { return signature(stamp, doc) })
	return code
}

// An alert goes from a folder to readers on MQTT, in a folder and at an address; another comes by a post, with its
// update; both ends reach all three. What is refused lies beside its reason.
func TestFoldersAndAddresses(t *testing.T) {
	t.Parallel()
	h := newHook(t)
	w := beginWires(t, h.server.URL+"/alerts")
	d := w.up("data")
	first := us("FOLDER")
	drop(w, "a.xml", first.bytes(t))
	w.until("the alert is in done, at the readers, in the folder and at the address", func() bool {
		return slices.Equal(files(w, "desk/done"), []string{"a.xml"}) && len(w.wire.public("actual", "ca")) > 0 &&
			len(files(w, "file-ca")) == 4 && h.kinds() == "alert cap+xml, alert geo+json"
	})
	if names := files(w, "desk/in"); len(names) > 0 {
		t.Errorf("in the folder there is left %v", names)
	}
	original := slices.IndexFunc(files(w, "file-ca"), func(n string) bool { return strings.Contains(n, "original") })
	if original < 0 {
		t.Fatalf("no original among %v", files(w, "file-ca"))
	}
	kept, err := os.ReadFile(filepath.Join(w.dir, "file-ca", files(w, "file-ca")[original]))
	must(t, err)
	if !bytes.Equal(kept, first.bytes(t)) {
		t.Error("the original is not byte for byte as it was sent")
	}

	second := us("ADDRESS")
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("posted: %s; files: %v", h.kinds(), files(w, "file-ca"))
		}
	})
	for i, l := range []letter{second, second, second.update("ADDRESS-2")} { // one comes twice
		if code := d.posts(l.bytes(t)); code != http.StatusAccepted {
			t.Fatalf("a signed post of %s is answered %d", l.id, code)
		}
		pairs := []int{2, 2, 3}[i]
		w.until(l.id+" is there", func() bool {
			return len(files(w, "file-ca")) == 4*pairs &&
				h.kinds() == strings.TrimSuffix(strings.Repeat("alert cap+xml, alert geo+json, ", pairs), ", ")
		})
	}
	if got := h.posted(); got[2].chain != got[5].chain || got[0].chain == got[2].chain || got[0].lane != "actual" {
		t.Errorf("the update is of another chain: %+v", got)
	}

	forged := us("FORGED").bytes(t)
	if code, said, _ := d.postTo("/in/county", forged, func(string) string { return strings.Repeat("0", 64) }); code != 401 {
		t.Errorf("a forged post is answered %d: %s", code, said)
	}
	if code := d.posts(make([]byte, 6<<20)); code != 413 {
		t.Errorf("one that is too large is answered %d", code)
	}
	if code, _, _ := d.postTo("/in/nobody", first.bytes(t), func(string) string { return "" }); code != 404 && code != 405 {
		t.Errorf("a path of nobody is answered %d", code)
	}

	drop(w, "bad.xml", []byte("<alert>no alert</alert>"))
	w.until("what is no alert is in bad, with its reason", func() bool { return len(files(w, "desk/bad")) == 2 })
	for _, name := range files(w, "desk/bad") {
		text, err := os.ReadFile(filepath.Join(w.dir, "desk/bad", name))
		must(t, err)
		if strings.Contains(name, "reason") && !strings.Contains(string(text), "code: wrong-namespace") {
			t.Errorf("%s says\n%s", name, text)
		}
	}

	drop(w, "end.xml", first.cancel("END").bytes(t))
	if code := d.posts(second.update("ADDRESS-2").cancel("END-2").bytes(t)); code != http.StatusAccepted {
		t.Errorf("an end is answered %d", code)
	}
	w.until("both ends are everywhere", func() bool {
		ends := 0
		for _, p := range h.posted() {
			if p.kind == "end" {
				ends++
			}
		}
		return ends == 4 && len(w.wire.public("actual", "ca")) == 0 &&
			slices.ContainsFunc(files(w, "file-ca"), func(n string) bool { return strings.Contains(n, "ended") })
	})
	if code, said := d.stop(); code != 0 {
		t.Errorf("it ended with %d:\n%s", code, said)
	}
}

// A dead address keeps nothing from the others; when it is back it gets what it missed, in order. An answer that is lost
// is asked for again under the same key; what it refuses for good is an alarm, a receipt and an entry of the trail.
func TestADeadAddressDelaysNobody(t *testing.T) {
	t.Parallel()
	h := newHook(t)
	w := beginWires(t, h.server.URL+"/alerts")
	h.answer(http.StatusServiceUnavailable)
	d := w.up("data")
	first := us("DEAD")
	w.post("maine", first, "public-ca", "file-ca")
	w.post("maine", first.update("DEAD-2"), "public-ca", "file-ca")
	if len(h.posted()) > 0 {
		t.Fatalf("it has %v", h.posted())
	}
	w.until("people see that the address does not take anything", func() bool {
		return strings.Contains(says(w, "status", "--data", "data"), "hook-ca")
	})
	d.kill()
	d = w.up("data")
	h.mu.Lock()
	h.status, h.lose = 0, 1
	h.mu.Unlock()
	w.until("it has what it missed, in order, each once", func() bool {
		return h.kinds() == "alert cap+xml, alert geo+json, alert cap+xml, alert geo+json"
	})
	h.answer(http.StatusGone)
	all := w.post("maine", us("GONE"), "public-ca", "hook-ca")
	if got := stateOf(all, "hook-ca"); !strings.HasPrefix(got, "refused") {
		t.Errorf("the sender is told %q", got)
	}
	w.until("an alarm tells of the refusal", func() bool { return slices.Contains(d.alarms(), "delivery-refused") })
	h.answer(0)
	w.post("maine", us("AFTER"), "hook-ca")
}

// Systems on other wires come by a reload and go by one, while those on MQTT go on; a secret that was changed counts
// from the reload on. What stands in a folder keeps its system in the configuration.
func TestOtherWiresComeAndGoByReload(t *testing.T) {
	t.Parallel()
	h := newHook(t)
	w := beginWires(t, h.server.URL+"/alerts")
	whole, err := os.ReadFile(filepath.Join(w.dir, "bordercast.yaml"))
	must(t, err)
	w.configure(strings.Replace(twoSides, `http: {listen: ""}`, `http: {listen: "127.0.0.1:0"}`, 1))
	d := w.up("data")
	w.write("bordercast.yaml", whole)
	w.does("reload", "--as", "operator", "--data", "data")
	doc := us("COME").bytes(t)
	if code := d.posts(doc); code != http.StatusAccepted {
		t.Fatalf("after the reload a post is answered %d", code)
	}
	w.until("it is at the new destinations", func() bool { return len(files(w, "file-ca")) == 4 && len(h.posted()) == 2 })

	const another = "another-fictional-secret"
	h.mu.Lock()
	h.secrets = append(h.secrets, another)
	h.mu.Unlock()
	w.write("county.secret", []byte(another+"\n"))
	w.does("reload", "--as", "operator", "--data", "data")
	doc = us("SECRET").bytes(t)
	if code := d.posts(doc); code != http.StatusUnauthorized {
		t.Errorf("with the old secret a post is answered %d", code)
	}
	code, said, _ := d.postTo("/in/county", doc, func(stamp string) string { return signedBy(another, stamp, doc) })
	if code != http.StatusAccepted {
		t.Errorf("with the new secret a post is answered %d: %s", code, said)
	}

	w.configure(strings.Replace(twoSides, `http: {listen: ""}`, `http: {listen: "127.0.0.1:0"}`, 1))
	if said, code := w.run("reload", "--as", "operator", "--data", "data"); code == 0 ||
		!strings.Contains(said, "file-ca left the configuration") {
		t.Errorf("something stands in the folder, and the reload is answered with exit code %d:\n%s", code, said)
	}
}

// says is what a command says, whatever its exit code.
func says(w *world, args ...string) string {
	w.t.Helper()
	said, _ := w.run(args...)
	return said
}
