package webhook

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/certs"
)

// authority makes a development authority: server.pem for 127.0.0.1, clients/mema.pem, clients/other.pem, ca.pem.
func authority(t *testing.T) (file func(string) string) {
	t.Helper()
	dir := t.TempDir()
	_, err := certs.Init(dir, certs.Plan{Gateway: "nb-me", Agencies: []string{"mema", "other"}}, rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return func(name string) string { return filepath.Join(dir, name) }
}

// encrypted serves a handler with TLS on loopback. It asks for a certificate and judges none.
func encrypted(t *testing.T, file func(string) string, h http.Handler) *httptest.Server {
	t.Helper()
	cfg, err := certs.ServerTLS(file("broker.pem"), file("broker.key"), "")
	if err != nil {
		t.Fatal(err)
	}
	cfg.ClientAuth = tls.RequestClientCert
	s := httptest.NewUnstartedServer(h)
	s.TLS = cfg
	s.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestClientCertificates(t *testing.T) {
	ours, theirs := authority(t), authority(t)
	if _, err := certs.Issue(ours(""), "mema", certs.RoleBroker, nil, rand.Reader, time.Now()); err != nil {
		t.Fatal(err)
	}
	s, k, l := source(t, In{ClientCA: ours("ca.pem"), ClientName: "mema"})
	run(t, s)
	<-s.Ready()
	server := encrypted(t, ours, s)
	for _, c := range []struct {
		name      string
		cert, key string
		want      string
	}{
		{"the one expected", ours("clients/mema.pem"), ours("clients/mema.key"), "done"},
		{"another of the authority", ours("clients/other.pem"), ours("clients/other.key"), "again"},
		{"the same name of another authority", theirs("clients/mema.pem"), theirs("clients/mema.key"), "again"},
		{"a server's of that name", ours("mema.pem"), ours("mema.key"), "again"},
		{"none", "", "", "again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, far := newDestination(t, Out{URL: server.URL + "/in/mema", CA: ours("ca.pem"), Cert: c.cert, Key: c.key})
			want(t, "result", words(deliver(t, d, alert("k1", "a"))), c.want)
			want(t, "health", far.reasons(), map[string]string{"done": "ready answering", "again": "ready unauthorised"}[c.want])
		})
	}
	got := k.kept()
	if len(got) != 1 || !strings.Contains(got[0].Envelope, "with the certificate of CN=mema") {
		t.Errorf("handed on: %+v", got)
	}
	want(t, "health", l.reasons(), "listening unauthorised")
	want(t, "without TLS", told(ask(s, home, strings.NewReader(doc1))), "401 not-authenticated")
}

func TestWhyThereIsNoAnswer(t *testing.T) {
	ours, theirs := authority(t), authority(t)
	f := &farEnd{}
	https := encrypted(t, ours, f)
	strict := httptest.NewUnstartedServer(f)
	strict.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, Certificates: https.TLS.Certificates}
	strict.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	strict.StartTLS()
	t.Cleanup(strict.Close)
	old := httptest.NewUnstartedServer(f)
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, Certificates: https.TLS.Certificates}
	old.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	old.StartTLS()
	t.Cleanup(old.Close)
	plain := httptest.NewServer(f)
	t.Cleanup(plain.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(407) }))
	t.Cleanup(refuses.Close)
	for _, c := range []struct {
		name   string
		cfg    Out
		want   string
		reason string
	}{
		{"nobody listens", Out{URL: "http://" + closed.Addr().String()}, "again", Refused},
		{"an unknown authority", Out{URL: https.URL, CA: theirs("ca.pem")}, "again", TLSFailed},
		{"no TLS there", Out{URL: strings.Replace(plain.URL, "http:", "https:", 1)}, "again", TLSFailed},
		{"too old", Out{URL: old.URL, CA: ours("ca.pem")}, "again", TLSFailed},
		{"a certificate is missing", Out{URL: strict.URL, CA: ours("ca.pem")}, "unknown no-answer", TLSFailed},
		{"the proxy says no", Out{URL: https.URL, CA: ours("ca.pem"), Proxy: refuses.URL}, "again", ProxyFailed},
		{"no proxy", Out{URL: https.URL, CA: ours("ca.pem"), Proxy: "http://" + closed.Addr().String()}, "again",
			ProxyFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.URL += "/?token=hidden"
			d, l := newDestination(t, c.cfg)
			got := deliver(t, d, alert("k1", "a"))
			if w := words(got); w != c.want && !(c.cfg.URL == strict.URL+"/?token=hidden" && w == "again") { // as it comes
				t.Errorf("result: %s, want %s", w, c.want)
			}
			h := l.last()
			if h.Up || h.Reason != c.reason || !strings.HasSuffix(h.Text, ".") || strings.Contains(h.Text, "hidden") ||
				h.Text != got[0].Text {
				t.Errorf("told %+v", h)
			}
		})
	}
	if f.count() != 0 {
		t.Errorf("%d requests arrived", f.count())
	}
}

// The proxy of the block is used, and that of the environment is not.
func TestProxy(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	ours := authority(t)
	f := &farEnd{}
	server := encrypted(t, ours, f)
	through := make(chan string, 10)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		through <- r.Method + " " + r.RequestURI
		to, err := net.Dial("tcp", r.RequestURI)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer to.Close()
		from, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer from.Close()
		_, _ = io.WriteString(from, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
		_, _ = io.Copy(from, to)
	}))
	t.Cleanup(proxy.Close)
	d, _ := newDestination(t, Out{URL: server.URL, CA: ours("ca.pem"), Proxy: proxy.URL})
	want(t, "through the proxy", words(deliver(t, d, alert("k1", "a"))), "done")
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the proxy heard", <-through, "CONNECT "+u.Host)
	d, _ = newDestination(t, Out{URL: server.URL, CA: ours("ca.pem")})
	want(t, "without a proxy", words(deliver(t, d, alert("k2", "a"))), "done")
	plain := httptest.NewServer(f)
	t.Cleanup(plain.Close)
	d, _ = newDestination(t, Out{URL: plain.URL})
	want(t, "plain, without a proxy", words(deliver(t, d, alert("k3", "a"))), "done")
	if len(through) > 0 {
		t.Error("the proxy was used unasked")
	}
}

func TestReasons(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, NotReachable},
		{&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, NotReachable},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, Timeout},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, Cut},
		{&net.OpError{Op: "socks connect", Err: syscall.ECONNREFUSED}, ProxyFailed},
		{io.ErrUnexpectedEOF, Cut},
		{errLate, Timeout},
	} {
		got := whyNot("https://b.invalid", c.err)
		if got.reason != c.want || !strings.Contains(got.text, "https://b.invalid") || !strings.HasSuffix(got.text, ".") {
			t.Errorf("%v: %+v, want %s", c.err, got, c.want)
		}
	}
}

func TestPlainHTTPStaysOnThisMachine(t *testing.T) {
	for address, ok := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "192.0.2.1:80": false, "x": false} {
		if err := onlyLoopback("tcp", address, nil); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
	d, _ := newDestination(t, Out{URL: "http://localhost:1"}) // which a name server might say is elsewhere
	if _, err := d.transport.DialContext(t.Context(), "tcp", "192.0.2.1:1"); err == nil ||
		!strings.Contains(err.Error(), "is another machine") {
		t.Errorf("dialled another machine: %v", err)
	}
}

// Whether a far end can be reached again is found out with TLS and its certificates, and a change of reason is told.
func TestComesBackWithTLS(t *testing.T) {
	ours, theirs := authority(t), authority(t)
	f := &farEnd{}
	first := encrypted(t, theirs, f)
	address := first.Listener.Addr().String()
	d, l := newDestination(t, Out{URL: "https://" + address, CA: ours("ca.pem")})
	want(t, "another authority", words(deliver(t, d, alert("k1", "a"))), "again")
	first.Close()
	l.until(t, Refused)
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	second := httptest.NewUnstartedServer(f)
	_ = second.Listener.Close()
	second.Listener = listener
	if second.TLS, err = certs.ServerTLS(ours("broker.pem"), ours("broker.key"), ""); err != nil {
		t.Fatal(err)
	}
	second.StartTLS()
	t.Cleanup(second.Close)
	<-d.Connected()
	want(t, "result", words(deliver(t, d, alert("k1", "a"))), "done")
	want(t, "health", l.reasons(), "ready tls refused ready answering")
}

// A far end that closes idle connections, as all do, costs no alert a failure.
func TestAnIdleConnectionIsClosed(t *testing.T) {
	f := &farEnd{}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	d, l := newDestination(t, Out{URL: server.URL})
	for n := range 20 {
		want(t, "result", words(deliver(t, d, alert(number(n), "a"))), "done")
		server.CloseClientConnections()
	}
	want(t, "health", l.reasons(), "ready answering")
}

func TestFilesThatCannotBeUsed(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	short := file(t, "short", "short")
	long := file(t, "long", secretText)
	for name, in := range map[string]In{
		"no secret": {HMACFile: none}, "a short secret": {HMACFile: short}, "no token": {BearerFile: none},
		"no authority": {ClientCA: none, ClientName: "x"}, "no certificate": {ClientCA: long, ClientName: "x"},
	} {
		in.Path = "/x"
		_, err := NewSource(Config{In: &in}, adapters.Inbound{System: "mema", Clock: wall{}, Timer: wall{}})
		if err == nil || !strings.Contains(err.Error(), "system mema: ") || strings.Contains(err.Error(), secretText) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, out := range map[string]Out{
		"no secret": {HMACFile: none}, "no authority": {CA: none}, "no certificate": {Cert: none, Key: none},
	} {
		out.URL = "https://b.invalid"
		_, err := NewDestination(Config{Out: &out}, adapters.Outbound{System: "mema", Clock: wall{}, Timer: wall{}})
		if err == nil || !strings.Contains(err.Error(), "system mema: ") || errors.Is(err, os.ErrPermission) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
