package webhook

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/adapters"
)

const doc1 = "<alert>1</alert>"

// told is the status and the reason of an answer.
func told(w *httptest.ResponseRecorder) string {
	var body struct{ Received, Reason, Text string }
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		return fmt.Sprintf("%d %v", w.Code, err)
	}
	if (w.Code == http.StatusAccepted) != (body.Received != "") || body.Received == "" && (body.Reason == "" ||
		body.Text == "") {
		return fmt.Sprintf("%d with %s", w.Code, w.Body)
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", w.Code, body.Reason))
}

func TestWhatIsSafeIsAccepted(t *testing.T) {
	for name, make := range map[string]func(testing.TB) (*Source, *keeper, *log){"signed": signed, "bearing": bearing} {
		t.Run(name, func(t *testing.T) {
			s, k, l := make(t)
			headers := token()
			if name == "signed" {
				headers = signing(doc1)
			}
			run(t, s)
			<-s.Ready()
			w := ask(s, home, strings.NewReader(doc1), append(headers, "Content-Type", "application/cap+xml; charset=utf-8")...)
			sum := sha256.Sum256([]byte(doc1))
			if told(w) != "202" || !strings.Contains(w.Body.String(), hex.EncodeToString(sum[:])) {
				t.Errorf("%s: %s", told(w), w.Body)
			}
			got := k.kept()
			if len(got) != 1 || got[0].System != "mema" || string(got[0].Bytes) != doc1 || got[0].At.IsZero() ||
				got[0].Retained || !strings.HasPrefix(got[0].Envelope, home+", ") {
				t.Errorf("handed on: %+v", got)
			}
			want(t, "health", l.reasons(), "listening")
		})
	}
}

func TestAnswers(t *testing.T) {
	s, k, _ := bearing(t)
	want(t, "before Run", told(ask(s, home, strings.NewReader(doc1), token()...)), "503 not-taking")
	stop := run(t, s)
	<-s.Ready()
	with := func(headers ...string) []string { return append(token(), headers...) }
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		want                     string
	}{
		{"another path", "POST", "/in/mema/", doc1, token(), "404 not-found"},
		{"a GET", "GET", "/in/mema", "", token(), "405 not-a-post"},
		{"nothing", "POST", "/in/mema", doc1, nil, "401 not-authenticated"},
		{"another token", "POST", "/in/mema", doc1, []string{"Authorization", "Bearer " + secretText + "x"},
			"401 not-authenticated"},
		{"another scheme", "POST", "/in/mema", doc1, []string{"Authorization", "Basic " + secretText},
			"401 not-authenticated"},
		{"two tokens", "POST", "/in/mema", doc1, with("Authorization", "Bearer other"), "401 not-authenticated"},
		{"a form", "POST", "/in/mema", doc1, with("Content-Type", "application/x-www-form-urlencoded"), "415 media-type"},
		{"JSON", "POST", "/in/mema", doc1, with("Content-Type", "application/json"), "415 media-type"},
		{"packed", "POST", "/in/mema", doc1, with("Content-Encoding", "gzip"), "415 media-type"},
		{"bytes", "POST", "/in/mema", doc1, with("Content-Type", "application/octet-stream"), "202"},
		{"text", "POST", "/in/mema", doc1, with("Content-Type", `text/xml; charset="utf-8"`), "202"},
		{"no body", "POST", "/in/mema", "", token(), "400 empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			for i := 0; i < len(c.headers); i += 2 {
				r.Header.Add(c.headers[i], c.headers[i+1])
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			want(t, "answer", told(w), c.want)
			if w.Code == http.StatusMethodNotAllowed && w.Header().Get("Allow") != "POST" {
				t.Error("405 without Allow")
			}
			if w.Code == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") != "Bearer" {
				t.Error("401 without WWW-Authenticate")
			}
		})
	}
	if n := len(k.kept()); n != 2 {
		t.Errorf("%d were handed on, want 2", n)
	}
	stop()
	w := ask(s, home, strings.NewReader(doc1), token()...)
	if told(w) != "503 not-taking" || w.Header().Get("Retry-After") != "5" {
		t.Errorf("after Run: %s, Retry-After %q", told(w), w.Header().Get("Retry-After"))
	}
}

func TestSignatures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, l := signed(t)
		defer run(t, s)()
		<-s.Ready()
		at := func(d time.Duration, secret, body string) []string {
			h := http.Header{}
			Sign(h, []byte(secret), []byte(body), time.Now().Add(d))
			return []string{TimestampHeader, h.Get(TimestampHeader), SignatureHeader, h.Get(SignatureHeader)}
		}
		good := at(0, secretText, doc1)
		for _, c := range []struct {
			name    string
			headers []string
			want    string
		}{
			{"good", good, "202"},
			{"the same again", good, "202"}, // the gateway knows it by its digest
			{"five minutes old", at(-5*time.Minute, secretText, doc1), "202"},
			{"older", at(-5*time.Minute-time.Second, secretText, doc1), "401 not-authenticated"},
			{"of the future", at(5*time.Minute+time.Second, secretText, doc1), "401 not-authenticated"},
			{"of another body", at(0, secretText, doc1+" "), "401 not-authenticated"},
			{"by another secret", at(0, secretText+"x", doc1), "401 not-authenticated"},
			{"at another time", []string{good[0], "1" + good[1], good[2], good[3]}, "401 not-authenticated"},
			{"spelled otherwise", []string{good[0], "+" + good[1], good[2], good[3]}, "401 not-authenticated"},
			{"without a time", good[2:], "401 not-authenticated"},
			{"without a signature", good[:2], "401 not-authenticated"},
			{"of another version", []string{good[0], good[1], good[2], "v0=" + good[3][3:]}, "401 not-authenticated"},
			{"too short", []string{good[0], good[1], good[2], good[3][:20]}, "401 not-authenticated"},
			{"by two secrets", []string{good[0], good[1], good[2], "v1=" + strings.Repeat("00", 32) + ", " + good[3]}, "202"},
			{"by too many", []string{good[0], good[1], good[2], strings.Repeat(good[3]+",", 4) + good[3]},
				"401 not-authenticated"},
			{"twice", append(good[:4:4], good[2], good[3]), "401 not-authenticated"},
			{"with a token instead", token(), "401 not-authenticated"},
		} {
			want(t, c.name, told(ask(s, home, strings.NewReader(doc1), c.headers...)), c.want)
		}
		if n := len(k.kept()); n != 4 {
			t.Errorf("%d were handed on, want 4", n)
		}
		want(t, "health", l.reasons(), "listening unauthorised listening")
		time.Sleep(rogueEvery)
		ask(s, home, strings.NewReader(doc1))
		want(t, "health after a while", l.reasons(), "listening unauthorised listening unauthorised")
		if h := l.last(); !h.Up || !strings.Contains(h.Text, home) {
			t.Errorf("told %+v", h)
		}
	})
}

// The pair of faults: the gateway did not keep it, and the gateway kept it and its word was lost. Neither is a 202.
func TestNothingIsAcceptedBeforeItIsSafe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := bearing(t)
		stop := run(t, s)
		<-s.Ready()
		answered := make(chan string, 1)
		send := func() { answered <- told(ask(s, home, strings.NewReader(doc1), token()...)) }

		k.say(nil, true)
		go send()
		synctest.Wait()
		select {
		case early := <-answered:
			t.Fatalf("answered before the gateway said anything: %s", early)
		default:
		}
		k.kept()[0].Done(nil)
		k.kept()[0].Done(errors.New("said twice")) // by mistake: it changes nothing
		want(t, "kept", <-answered, "202")

		go send()
		synctest.Wait()
		k.kept()[1].Done(errors.New("the disk is full"))
		want(t, "not kept", <-answered, "503 not-kept")

		began := time.Now()
		go send()
		want(t, "no word", <-answered, "503 not-kept")
		if waited := time.Since(began); waited != commitTime {
			t.Errorf("it waited %s for the gateway's word", waited)
		}
		k.kept()[2].Done(nil) // the sender sends again, and the gateway knows it

		go send()
		synctest.Wait()
		began = time.Now()
		stop()
		want(t, "the gateway stops", <-answered, "503 not-kept")
		if waited := time.Since(began); waited != drainTime {
			t.Errorf("Run waited %s for the gateway's word", waited)
		}
		k.kept()[3].Done(nil)
	})
}

func TestAWordBeforeTheEndIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := bearing(t)
		stop := run(t, s)
		<-s.Ready()
		k.say(nil, true)
		answered := make(chan string, 1)
		go func() { answered <- told(ask(s, home, strings.NewReader(doc1), token()...)) }()
		synctest.Wait()
		go func() { time.Sleep(drainTime / 2); k.kept()[0].Done(nil) }()
		began := time.Now()
		stop()
		want(t, "answer", <-answered, "202")
		if waited := time.Since(began); waited != drainTime/2 {
			t.Errorf("Run waited %s", waited)
		}
	})
}

// A source whose gateway never said a word of some messages is as good as new in its next Run.
func TestRunsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := bearing(t)
		k.say(nil, true)
		for range 2 {
			stop := run(t, s)
			synctest.Wait()
			var sent sync.WaitGroup
			for range maxHanded {
				sent.Go(func() { ask(s, home, strings.NewReader(doc1), token()...) })
			}
			synctest.Wait()
			want(t, "one more", told(ask(s, home, strings.NewReader(doc1), token()...)), "429 busy")
			stop()
			sent.Wait()
			time.Sleep(time.Minute)
		}
		if n := len(k.kept()); n != 2*maxHanded {
			t.Errorf("%d were handed on", n)
		}
	})
}

func TestAClientThatGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := bearing(t)
		defer run(t, s)()
		<-s.Ready()
		k.say(nil, true)
		p := serve(t, s)
		c, err := p.dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "POST /in/mema HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
			secretText, len(doc1), doc1)
		synctest.Wait()
		_ = c.Close()
		synctest.Wait()
		got := k.kept()
		if len(got) != 1 {
			t.Fatalf("handed on %d times", len(got))
		}
		got[0].Done(nil)
		synctest.Wait()

		if c, err = p.dial(t.Context(), "", ""); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "POST /in/mema HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 100\r\n\r\nhalf",
			secretText)
		synctest.Wait()
		_ = c.Close()
		synctest.Wait()
		if n := len(k.kept()); n != 1 {
			t.Errorf("half a body was handed on: %d in all", n)
		}
	})
}

func TestSlowBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := bearing(t)
		defer run(t, s)()
		<-s.Ready()
		p := serve(t, s)
		c, err := p.dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		var writing sync.WaitGroup
		defer func() { _ = c.Close(); writing.Wait() }()
		fmt.Fprintf(c, "POST /in/mema HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 100\r\n\r\n",
			secretText)
		writing.Go(func() {
			for range 100 { // a byte a second: never silent for long
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		})
		began := time.Now()
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if waited := time.Since(began); resp.StatusCode != http.StatusRequestTimeout || waited != bodyTime || !resp.Close {
			t.Errorf("%s after %s, to be closed: %t", resp.Status, waited, resp.Close)
		}
		if n := len(k.kept()); n != 0 {
			t.Errorf("%d were handed on", n)
		}
	})
}

// Whoever is refused before its body was read is not waited for.
func TestARefusedBodyIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, _ := bearing(t)
		defer run(t, s)()
		<-s.Ready()
		p := serve(t, s)
		c, err := p.dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		began := time.Now()
		fmt.Fprint(c, "POST /in/mema HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
		all, _ := io.ReadAll(c)
		if waited := time.Since(began); waited > 5*time.Second || !strings.HasPrefix(string(all), "HTTP/1.1 401 ") {
			t.Errorf("after %s: %s", waited, all)
		}
	})
}

func TestStrangersLeaveRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := signed(t)
		defer run(t, s)()
		<-s.Ready()
		want(t, "the sender", told(ask(s, home, strings.NewReader(doc1), signing(doc1)...)), "202")
		var strangers sync.WaitGroup
		var held []*io.PipeWriter
		slow := func(from string) {
			r, w := io.Pipe()
			held = append(held, w)
			strangers.Go(func() { ask(s, from, r, signing(doc1)...) })
			synctest.Wait()
		}
		slow("198.51.100.1:1")
		slow("198.51.100.1:2")
		w := ask(s, "198.51.100.1:3", strings.NewReader(doc1), signing(doc1)...)
		want(t, "a third of one address", told(w), "429 busy")
		slow("[2001:db8::1]:1")
		slow("[2001:db8::2]:1")
		w = ask(s, "[2001:db8::3]:1", strings.NewReader(doc1), signing(doc1)...)
		want(t, "a third of one network", told(w), "429 busy")
		for n := range maxStrangers - 4 {
			slow(fmt.Sprintf("203.0.113.%d:1", n))
		}
		w = ask(s, "203.0.113.99:1", strings.NewReader(doc1), signing(doc1)...)
		if told(w) != "429 busy" || w.Header().Get("Retry-After") != "1" {
			t.Errorf("one more stranger: %s, Retry-After %q", told(w), w.Header().Get("Retry-After"))
		}
		want(t, "the sender meanwhile", told(ask(s, "192.0.2.1:9", strings.NewReader(doc1), signing(doc1)...)), "202")
		for _, w := range held {
			_ = w.CloseWithError(io.ErrUnexpectedEOF)
		}
		strangers.Wait()
		want(t, "a stranger later", told(ask(s, "203.0.113.99:1", strings.NewReader("x"), signing(doc1)...)),
			"401 not-authenticated")
		if n := len(k.kept()); n != 2 {
			t.Errorf("%d were handed on", n)
		}
	})
}

func TestTheSendersRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := source(t, In{HMACFile: file(t, "hmac", secretText), PerSecond: 0.5})
		defer run(t, s)()
		<-s.Ready()
		for range 100 { // strangers spend nothing of it
			ask(s, home, strings.NewReader(doc1))
		}
		want(t, "first", told(ask(s, home, strings.NewReader(doc1), signing(doc1)...)), "202")
		w := ask(s, home, strings.NewReader(doc1), signing(doc1)...)
		if told(w) != "429 rate" || w.Header().Get("Retry-After") != "3" { // 2 s and a little
			t.Errorf("second: %s, Retry-After %q", told(w), w.Header().Get("Retry-After"))
		}
		time.Sleep(2 * time.Second)
		want(t, "later", told(ask(s, home, strings.NewReader(doc1), signing(doc1)...)), "202")
		if n := len(k.kept()); n != 2 {
			t.Errorf("%d were handed on", n)
		}
	})
}

func TestOversize(t *testing.T) {
	large := strings.Repeat("x", maxBytes+1)
	sum := sha256.Sum256([]byte(large))
	chunked := func(text string) io.Reader { return io.MultiReader(strings.NewReader(text)) } // of unknown length
	for _, c := range []struct {
		name    string
		make    func(testing.TB) (*Source, *keeper, *log)
		body    io.Reader
		headers []string
		want    string
		refused int // bytes of the refusal; 0: none
		sum     bool
	}{
		{"with a token", bearing, strings.NewReader(large), token(), "413 oversize", maxBytes + 1, false},
		{"without an end", bearing, &endless{}, token(), "413 oversize", maxBytes + 1, false},
		{"of a stranger", bearing, &endless{}, nil, "401 not-authenticated", 0, false},
		{"signed", signed, strings.NewReader(large), signing(large), "413 oversize", maxBytes + 1, true},
		{"signed, of unknown length", signed, chunked(large), signing(large), "413 oversize", maxBytes + 1, true},
		{"signed wrongly", signed, strings.NewReader(large), signing("x"), "401 not-authenticated", 0, false},
		{"signed, far too large", signed, strings.NewReader(strings.Repeat(large, 4)), signing(large), "413 oversize", 0,
			false},
		{"signed, without an end", signed, &endless{}, signing(large), "413 oversize", 0, false},
		{"just right", signed, chunked(large[1:]), signing(large[1:]), "202", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, k, _ := c.make(t)
			run(t, s)
			<-s.Ready()
			want(t, "answer", told(ask(s, home, c.body, c.headers...)), c.want)
			got := k.refusals()
			switch {
			case c.refused == 0 && len(got) > 0 || c.refused > 0 && len(got) != 1:
				t.Errorf("refusals: %+v", got)
			case c.refused > 0 && (got[0].Bytes < c.refused || got[0].Reason != adapters.Oversize || got[0].System != "mema" ||
				got[0].At.IsZero() || !strings.HasPrefix(got[0].Origin, home) || c.sum && got[0].SHA256 != sum):
				t.Errorf("refused: %+v", got[0])
			}
			if e, is := c.body.(*endless); is && e.sent > 2*oversized*maxBytes+64<<10 {
				t.Errorf("%d bytes were read of what has no end", e.sent)
			}
		})
	}
}

func TestStrangeTextIsSafe(t *testing.T) {
	got := safe("a\x1b[2Jb\nc\u202ed\xff é "+strings.Repeat("x", 300), 20)
	if strings.ContainsAny(got, "\x1b\n\u202e") || len([]rune(got)) > 21 || !strings.HasSuffix(got, "…") {
		t.Errorf("%q", got)
	}
}

// FuzzHandler: whatever is sent, nothing panics, the answer is one of those documented, and nothing is handed on that
// is not the sender's own.
func FuzzHandler(f *testing.F) {
	f.Add("POST", "/in/mema", "Authorization", "Bearer "+secretText, "application/cap+xml", []byte(doc1), int64(-1), true)
	f.Add("POST", "/in/mema", SignatureHeader, "v1=00,v1=", "text/xml; q", []byte(doc1), int64(99), false)
	f.Add("PUT", "/", TimestampHeader, "1", "a/b; c=\"", []byte{}, int64(1<<40), false)
	f.Fuzz(func(t *testing.T, method, path, name, value, media string, body []byte, length int64, hmac bool) {
		make := bearing
		if hmac {
			make = signed
		}
		s, k, _ := make(t)
		ctx, cancel := context.WithCancel(context.Background())
		ended := sync.WaitGroup{}
		ended.Go(func() { _ = s.Run(ctx) })
		<-s.Ready()
		r := httptest.NewRequest(http.MethodPost, "/in/mema", strings.NewReader(string(body)))
		r.Method, r.URL.Path, r.ContentLength = method, path, length
		r.Header[http.CanonicalHeaderKey(name)] = []string{value}
		r.Header["Content-Type"] = []string{media}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		cancel()
		ended.Wait()
		switch w.Code {
		case 202, 400, 401, 404, 405, 413, 415:
		default:
			t.Errorf("answered %d", w.Code)
		}
		for _, in := range k.kept() {
			if hmac || string(in.Bytes) != string(body) || w.Code != 202 {
				t.Errorf("handed on %q from %q with %d", in.Bytes, body, w.Code)
			}
		}
		if strings.Contains(w.Body.String(), secretText) {
			t.Error("the answer tells the secret")
		}
	})
}
