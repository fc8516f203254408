package webhook

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"bordercast/adapters"
)

func TestWhatIsPosted(t *testing.T) {
	end := adapters.Outgoing{Key: "k2", Kind: adapters.End, Lane: "exercise", Chain: "c", Part: 1,
		Documents: []adapters.Document{doc(adapters.CAP, "<cancel/>"), doc(adapters.Ended, `{"end":"cancelled"}`)}}
	expired := end
	expired.Documents = end.Documents[1:]
	remark := adapters.Outgoing{Key: "k3", Kind: adapters.Annotation, Lane: "exercise", Chain: "c", Part: 1,
		Documents: []adapters.Document{doc(adapters.CAP, "<alert/>"), doc(adapters.JSON, `{"remark":1}`)}}
	empty := adapters.Outgoing{Key: "k4", Kind: adapters.Alert, Chain: "c",
		Documents: []adapters.Document{doc(adapters.JSON, "")}}
	both := []Format{FormatGeoJSON, FormatCAP}
	capOnly := []Format{FormatCAP}
	geo := []Format{FormatGeoJSON}
	for _, c := range []struct {
		name   string
		format []Format
		out    adapters.Outgoing
		want   string
		result string
	}{
		{"an alert", nil, alert("k1", "c"), "k1-cap application/cap+xml; charset=utf-8 <alert>k1</alert>", "done"},
		{"in both", both, alert("k1", "c"), `k1-geojson application/geo+json {"key":"k1"}` + "\n" +
			"k1-cap application/cap+xml; charset=utf-8 <alert>k1</alert>", "done"},
		{"an end", capOnly, end, "k2-cap application/cap+xml; charset=utf-8 <cancel/>", "done"},
		{"an end in GeoJSON", geo, end, `k2-geojson application/json {"end":"cancelled"}`, "done"},
		{"an end in both", both, end, `k2-geojson application/json {"end":"cancelled"}` + "\n" +
			"k2-cap application/cap+xml; charset=utf-8 <cancel/>", "done"},
		{"what ran out", capOnly, expired, `k2-cap application/json {"end":"cancelled"}`, "done"},
		{"what ran out, in both", both, expired, `k2-geojson application/json {"end":"cancelled"}`, "done"},
		{"a remark", both, remark, `k3-geojson application/geo+json {"remark":1}`, "done"},
		{"a remark to a reader of CAP", capOnly, remark, "", "done"},
		{"nothing", geo, empty, "", "refused no-document"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, Out{Format: c.format, HMACFile: file(t, "hmac", secretText)}, func(t *testing.T, d *Destination, f *farEnd,
				_ *pipe, l *log) {
				want(t, "result", words(deliver(t, d, c.out)), c.result)
				var all []string
				for i, r := range f.requests {
					all = append(all, r.Header.Get(KeyHeader)+" "+r.Header.Get("Content-Type")+" "+f.bodies[i])
					claim, ok := readSignature(r.Header, time.Now())
					mac := newMAC([]byte(secretText), claim.stamp)
					mac.Write([]byte(f.bodies[i]))
					if !ok || !claim.holds(mac.Sum(nil)) {
						t.Error("the signature does not hold")
					}
					want(t, "headers", strings.Join([]string{r.Header.Get(LaneHeader), r.Header.Get(KindHeader),
						r.Header.Get(ChainHeader), r.Header.Get(PartHeader), r.Header.Get(GatewayHeader), r.Method, r.RequestURI,
						r.Header.Get("Accept-Encoding")}, " "),
						"exercise "+string(c.out.Kind)+" c 1 nb-me POST /hook?token=hidden ")
				}
				want(t, "requests", strings.Join(all, "\n"), c.want)
				if len(all) > 0 {
					want(t, "health", l.reasons(), "ready answering")
				}
			})
		})
	}
}

func TestAnswersOfAFarEnd(t *testing.T) {
	for _, c := range []struct {
		status  int
		headers []string
		want    string
		after   time.Duration
		health  string
	}{
		{200, nil, "done", 0, "ready answering"},
		{204, nil, "done", 0, "ready answering"},
		{302, []string{"Location", "http://127.0.0.1:1/other"}, "refused redirected", 0, "ready answering"},
		{307, []string{"Location", "http://127.0.0.1:1/other"}, "refused redirected", 0, "ready answering"},
		{400, nil, "refused not-accepted", 0, "ready answering"},
		{401, nil, "again", soon, "ready unauthorised"},
		{403, nil, "refused forbidden", 0, "ready answering"},
		{404, nil, "refused not-found", 0, "ready answering"},
		{407, nil, "again", soon, "ready unauthorised"},
		{408, nil, "again", soon, "ready answering"},
		{409, nil, "again", soon, "ready answering"},
		{409, []string{KeyHeader, "k1-cap"}, "done", 0, "ready answering"},
		{409, []string{KeyHeader, "k2-cap"}, "again", soon, "ready answering"},
		{410, nil, "refused not-found", 0, "ready answering"},
		{413, nil, "refused too-large", 0, "ready answering"},
		{415, nil, "refused media-type", 0, "ready answering"},
		{418, nil, "refused refused", 0, "ready answering"},
		{422, nil, "refused not-accepted", 0, "ready answering"},
		{425, []string{"Retry-After", "7"}, "again", 7 * time.Second, "ready answering"},
		{429, []string{"Retry-After", "120"}, "again", 2 * time.Minute, "ready busy"},
		{500, nil, "unknown server-error", soon, "ready"},
		{501, nil, "unknown server-error", soon, "ready"},
		{502, nil, "unknown server-error", soon, "ready failing"},
		{503, []string{"Retry-After", "7200"}, "again", 5 * time.Minute, "ready busy"},
		{503, nil, "again", 0, "ready busy"},
		{504, nil, "unknown server-error", soon, "ready failing"},
	} {
		t.Run(fmt.Sprint(c.status, c.headers), func(t *testing.T) {
			bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, l *log) {
				body := "no\x1b[2J, " + string([]byte{0xff}) + strings.Repeat("x", 100_000)
				if c.status == http.StatusNoContent {
					body = ""
				}
				f.status(c.status, body, c.headers...)
				got := deliver(t, d, alert("k1", "c"))
				want(t, "result", words(got), c.want)
				if got[0].After != c.after {
					t.Errorf("not sooner than %s, want %s", got[0].After, c.after)
				}
				if text := got[0].Text; got[0].Outcome != adapters.Done && (!strings.Contains(text, fmt.Sprint(c.status)) ||
					!strings.Contains(text, "http://127.0.0.1:1 answered") || !strings.HasSuffix(text, ".")) ||
					strings.Contains(text, "hidden") || strings.Contains(text, "\x1b") || !utf8.ValidString(text) || len(text) > 400 {
					t.Errorf("text %q", text)
				}
				want(t, "health", l.reasons(), c.health)
				if n := f.count(); n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// What answers without an end is read no further than it takes to show what it said.
func TestAnEndlessAnswer(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, _ *log) {
		written := make(chan int64, 1)
		f.fail(func(w http.ResponseWriter, _ *http.Request) bool {
			n, _ := io.Copy(w, io.LimitReader(&endless{}, 100<<20))
			written <- n
			return true
		})
		want(t, "result", words(deliver(t, d, alert("k1", "c"))), "done")
		if n := <-written; n > 2*maxResponse {
			t.Errorf("%d bytes were read", n)
		}
	})
}

// A request that fails late, when the far end has been down and is back, says nothing of how it is now.
func TestLateNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog()
		k := newLink(adapters.NewReporter("nb-emo", wall{}, l.add), "https://b.invalid", rand.Reader, wall{})
		ctx, cancel := context.WithCancel(t.Context())
		var work sync.WaitGroup
		work.Go(func() { k.run(ctx) })
		old, _ := k.begin()
		k.fail(old, Busy, "It asks for a pause.", 0)
		k.answered(old, "It answers.") // while it is down: no reason to go on before it said
		<-k.connected()
		k.fail(old, Busy, "It asks for a pause.", 0)
		k.away(old, Refused, "Nobody listens.")
		k.strike(old, Timeout, "No answer.")
		k.strike(old, Timeout, "No answer.")
		if _, up := k.begin(); !up {
			t.Error("it is down by old news")
		}
		want(t, "health", l.reasons(), "busy")
		cancel()
		work.Wait()
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Duration{"": 0, "0": 0, "30": 30 * time.Second, "301": 5 * time.Minute,
		"99999999999999999999999": 5 * time.Minute, "-1": 0, "soon": 0, "1.5": 0,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Minute).Format(http.TimeFormat): 0,
		now.AddDate(1, 0, 0).Format(http.TimeFormat): 5 * time.Minute} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// The pair of faults: the request came to nothing and was not stored, or it was stored and the answer was lost. The
// gateway cannot tell, sends both again under the same key, and the far end has one of each.
func TestAnAnswerIsLost(t *testing.T) {
	for _, stored := range []bool{false, true} {
		for name, fault := range map[string]func(*farEnd){
			"silence":        func(f *farEnd) { f.swallow(stored) },
			"a hangup":       func(f *farEnd) { f.raw("", stored) },
			"half an answer": func(f *farEnd) { f.raw("HTTP/1.1 200", stored) },
			"no HTTP":        func(f *farEnd) { f.raw("SSH-2.0-x\r\n\r\n", stored) },
			"an error": func(f *farEnd) {
				f.fail(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(500); return stored })
			},
		} {
			t.Run(fmt.Sprintf("%s, stored %t", name, stored), func(t *testing.T) {
				bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, l *log) {
					fault(f)
					for range 2 { // fails, fails again
						got := deliver(t, d, alert("k1", "c"))
						if got[0].Outcome != adapters.Unknown || got[0].Code == "" || got[0].Text == "" {
							t.Errorf("%+v", got[0])
						}
					}
					if h := l.last(); h.Up || h.Text == "" || strings.Contains(h.Text, "hidden") {
						t.Errorf("told %+v", h)
					}
					f.well()
					<-d.Connected()
					want(t, "result", words(deliver(t, d, alert("k1", "c"))), "done")
					got, repeats := f.has()
					want(t, "stored", got, "k1-cap=<alert>k1</alert>")
					if stored != (repeats > 0) {
						t.Errorf("%d repeats", repeats)
					}
				})
			})
		}
	}
}

func TestHowLongAnAnswerIsWaitedFor(t *testing.T) {
	bubble(t, Out{Timeout: "3s"}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, _ *log) {
		f.swallow(false)
		began := time.Now()
		want(t, "result", words(deliver(t, d, alert("k1", "c"))), "unknown no-answer")
		if waited := time.Since(began); waited != 3*time.Second {
			t.Errorf("waited %s", waited)
		}
		// A status is an answer, though what follows it drips.
		f.fail(func(w http.ResponseWriter, r *http.Request) bool {
			w.WriteHeader(200)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return true
		})
		began = time.Now()
		want(t, "result", words(deliver(t, d, alert("k1", "c"))), "done")
		if waited := time.Since(began); waited != 3*time.Second {
			t.Errorf("waited %s", waited)
		}
	})
}

// A far end that cannot be reached is tried a few times a minute, whatever waits, without a delivery being spent on it;
// that it is back is reported though nothing is delivered.
func TestADeadFarEndIsLeftAlone(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, p *pipe, l *log) {
		p.down.Store(true)
		for _, r := range deliver(t, d, alert("k1", "a"), alert("k2", "b"), alert("k3", "c"), alert("k4", "d"),
			alert("k5", "e"), alert("k6", "f")) {
			if r.Outcome != adapters.Again {
				t.Fatalf("%+v", r)
			}
		}
		time.Sleep(10 * time.Minute)
		select {
		case <-d.Connected():
			t.Error("connected to nobody")
		default:
		}
		if n := p.dials.Load(); n < 20 || n > 60 {
			t.Errorf("%d dials in ten minutes", n)
		}
		want(t, "health", l.reasons(), "ready refused")
		p.down.Store(false)
		back := time.Now()
		<-d.Connected()
		if waited := time.Since(back); waited > maxPause {
			t.Errorf("noticed after %s", waited)
		}
		want(t, "health", l.reasons(), "ready refused ready")
		if f.count() > 0 {
			t.Error("something was posted to find that out")
		}
		want(t, "result", words(deliver(t, d, alert("k1", "a"))), "done")
		want(t, "health", l.reasons(), "ready refused ready answering")
	})
}

// While a far end is left alone nothing is sent, and nobody is kept waiting.
func TestRests(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, _ *log) {
		f.status(503, "", "Retry-After", "240")
		want(t, "first", words(deliver(t, d, alert("k1", "a"))), "again")
		began := time.Now()
		f.well()
		want(t, "at once", words(deliver(t, d, alert("k1", "a"), alert("k2", "a"))), "again, again")
		if n := f.count(); n != 1 || time.Since(began) > 0 {
			t.Errorf("%d requests, after %s", n, time.Since(began))
		}
		<-d.Connected()
		if waited := time.Since(began); waited != 4*time.Minute {
			t.Errorf("left alone for %s", waited)
		}
		want(t, "later", words(deliver(t, d, alert("k1", "a"), alert("k2", "a"))), "done, done")
	})
}

// One alert that the far end cannot digest holds up no other.
func TestOneBadAlertHoldsUpNoOther(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, l *log) {
		f.fail(func(w http.ResponseWriter, r *http.Request) bool {
			if r.Header.Get(ChainHeader) == "bad" {
				w.WriteHeader(500)
				return false
			}
			return true
		})
		for n := range 20 {
			got := deliver(t, d, alert("k", "bad"))
			got = append(got, deliver(t, d, alert(number(n), "good"))...)
			want(t, "results", words(got), "unknown server-error, done")
		}
		want(t, "health", l.reasons(), "ready answering")
	})
}

func TestOrderAndWindow(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, _ *log) {
		f.hold = make(chan struct{})
		var out []adapters.Outgoing
		for n := range 30 {
			out = append(out, alert(number(n), string(rune('a'+n%10))))
		}
		done := make(chan string)
		go func() { done <- words(deliver(t, d, out...)) }()
		synctest.Wait()
		if f.count() != window {
			t.Errorf("%d requests at once", f.count())
		}
		close(f.hold)
		want(t, "results", <-done, strings.TrimSuffix(strings.Repeat("done, ", 30), ", "))
		if f.most != window {
			t.Errorf("%d requests at once", f.most)
		}
		last := map[string]int{}
		for _, r := range f.requests {
			var n int
			if _, err := fmt.Sscanf(r.Header.Get(KeyHeader), "k%d-cap", &n); err != nil {
				t.Fatal(err)
			}
			chain := r.Header.Get(ChainHeader)
			if before, found := last[chain]; found && before > n {
				t.Errorf("chain %s: %d after %d", chain, n, before)
			}
			last[chain] = n
		}
	})
}

// What follows in a chain waits for what is not over, and goes on after what is refused for good.
func TestAChainWaits(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, _ *log) {
		three := []adapters.Outgoing{alert("k1", "a"), alert("k2", "a"), alert("k3", "a")}
		status := map[string]int{"k2-cap": 408}
		f.fail(func(w http.ResponseWriter, r *http.Request) bool {
			code := max(status[r.Header.Get(KeyHeader)], 200)
			w.WriteHeader(code)
			return code == 200
		})
		want(t, "again", words(deliver(t, d, three...)), "done, again, again")
		status["k2-cap"] = 500
		want(t, "unknown", words(deliver(t, d, three...)), "done, unknown server-error, again")
		status["k2-cap"] = 422
		want(t, "refused", words(deliver(t, d, three...)), "done, refused not-accepted, done")
	})
}

func TestOneFormatArrives(t *testing.T) {
	for status, result := range map[int]string{503: "unknown partly-arrived", 500: "unknown server-error",
		415: "refused media-type"} {
		bubble(t, Out{Format: []Format{FormatCAP, FormatGeoJSON}}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe,
			_ *log) {
			f.fail(func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.Header.Get(KeyHeader), "-geojson") {
					w.WriteHeader(status)
					return false
				}
				return true
			})
			got := deliver(t, d, alert("k1", "a"))
			want(t, "result", words(got), result)
			if !strings.HasPrefix(got[0].Text, "Format cap arrived, and then: ") {
				t.Errorf("text %q", got[0].Text)
			}
			f.well()
			<-d.Connected()
			want(t, "result", words(deliver(t, d, alert("k1", "a"))), "done")
			if got, repeats := f.has(); repeats != 1 {
				t.Errorf("%s, %d repeats", got, repeats)
			}
		})
	}
}

func TestTheGatewayStops(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, l *log) {
		f.swallow(true)
		ctx, cancel := context.WithCancel(t.Context())
		var out []adapters.Outgoing
		for n := range window + 2 {
			out = append(out, alert(number(n), number(n)))
		}
		out = append(out, alert("k9", number(0)))
		done := make(chan string)
		go func() { done <- words(deliverUntil(t, ctx, d, out...)) }()
		synctest.Wait()
		cancel()
		want(t, "results", <-done, strings.Repeat("unknown no-answer, ", window)+"again, again, again")
		want(t, "health", l.reasons(), "ready")
	})
}

func TestTheFarEndsRate(t *testing.T) {
	bubble(t, Out{PerSecond: 2}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, _ *log) {
		began := time.Now()
		var out []adapters.Outgoing
		for n := range 44 {
			out = append(out, alert(number(n), number(n)))
		}
		for _, r := range deliver(t, d, out...) {
			if r.Outcome != adapters.Done {
				t.Errorf("%+v", r)
			}
		}
		if took := time.Since(began).Round(time.Second); took != 20*time.Second {
			t.Errorf("44 requests, 2 a second and 4 at once, took %s", took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() { synctest.Wait(); cancel() }()
		want(t, "stopped", words(deliverUntil(t, ctx, d, alert("k", "x"))), "again")
		_ = f
	})
}

// What a destination posts, a source of another gateway takes.
func TestFromGatewayToGateway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k, _ := signed(t)
		defer run(t, s)()
		<-s.Ready()
		p := serve(t, s)
		d, l := destination(t, p, Out{URL: "http://127.0.0.1:1/in/mema", HMACFile: file(t, "out", secretText+"\n"),
			Format: []Format{FormatCAP, FormatGeoJSON}})
		got := deliver(t, d, alert("k1", "a"))
		want(t, "GeoJSON is no CAP", words(got), "refused media-type")
		d.formats = d.formats[:1]
		k.say(context.Canceled, false)
		want(t, "not kept", words(deliver(t, d, alert("k1", "a"))), "again")
		k.say(nil, false)
		<-d.Connected()
		want(t, "kept", words(deliver(t, d, alert("k1", "a"))), "done")
		if got := k.kept(); len(got) != 3 || string(got[2].Bytes) != "<alert>k1</alert>" {
			t.Errorf("handed on: %d", len(got))
		}
		want(t, "health", l.reasons(), "ready answering busy answering")
		d.secret = []byte("another secret, sixteen")
		want(t, "another secret", words(deliver(t, d, alert("k2", "a"))), "again")
		want(t, "health", l.reasons(), "ready answering busy answering unauthorised")
	})
}

func TestDeliverFromManyGoroutines(t *testing.T) {
	bubble(t, Out{}, func(t *testing.T, d *Destination, f *farEnd, _ *pipe, _ *log) {
		var all sync.WaitGroup
		for n := range 10 {
			all.Go(func() {
				two := []adapters.Outgoing{alert(number(2*n), number(n)), alert(number(2*n+1), number(n))}
				want(t, "results", words(deliver(t, d, two...)), "done, done")
			})
		}
		all.Wait()
		if f.count() != 20 || f.most > window {
			t.Errorf("%d requests, %d at once", f.count(), f.most)
		}
	})
}
