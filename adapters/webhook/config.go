package webhook

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"bordercast/adapters"
)

// Config is the block of a system of kind webhook. It is read from YAML, and then not changed but for its paths.
type Config struct {
	In  *In  `yaml:"in,omitempty"`  // what the system posts to the gateway
	Out *Out `yaml:"out,omitempty"` // what the gateway posts to the system
}

// In is how the system's alerts come in: at a path of the gateway's own HTTP server, and known by exactly one of
// HMACFile, BearerFile and ClientCA.
type In struct {
	Path string `yaml:"path"` // /in/mema

	HMACFile   string `yaml:"hmac_file,omitempty"`   // the secret that bodies are signed with
	BearerFile string `yaml:"bearer_file,omitempty"` // the token that is sent along
	ClientCA   string `yaml:"client_ca,omitempty"`   // PEM: who issues the sender's certificates
	ClientName string `yaml:"client_name,omitempty"` // with ClientCA: the common name or DNS name in the certificate

	// PerSecond is how many alerts a second the sender may send for long: 50 when zero. Twice as many may come at once.
	PerSecond float64 `yaml:"per_second,omitempty"`
}

// Out is where deliveries go, and how.
type Out struct {
	URL      string   `yaml:"url"`                 // https://host/path; http on this machine alone
	HMACFile string   `yaml:"hmac_file,omitempty"` // the secret that bodies are signed with; without it they are not
	Format   []Format `yaml:"format,omitempty"`    // cap when empty
	Timeout  string   `yaml:"timeout,omitempty"`   // of one request, from the dial to its whole answer: 10s when empty

	CA   string `yaml:"ca,omitempty"`   // PEM: who issued the far end's certificate; the system's roots when empty
	Cert string `yaml:"cert,omitempty"` // PEM, with Key: the certificate to show to the far end
	Key  string `yaml:"key,omitempty"`

	Proxy     string  `yaml:"proxy,omitempty"`      // http://host:3128; the environment's is never used
	PerSecond float64 `yaml:"per_second,omitempty"` // requests a second that the far end takes; no limit when zero
}

// Format is a form in which an alert is posted.
type Format string

// The formats.
const (
	FormatCAP     Format = "cap"     // CAP 1.2, application/cap+xml
	FormatGeoJSON Format = "geojson" // a GeoJSON Feature, application/geo+json; ends as application/json
)

const (
	defaultTimeout = 10 * time.Second
	minTimeout     = time.Second
	maxTimeout     = time.Minute
	defaultRate    = 50
	minRate        = 0.01
	maxRate        = 1000
)

// Way is how a sender is known.
type Way string

// The ways.
const (
	ByHMAC        Way = "hmac"
	ByBearer      Way = "bearer"
	ByCertificate Way = "client-certificate"
)

// Way is how a sender is known, of a block without mistakes.
func (in In) Way() Way {
	switch {
	case in.HMACFile != "":
		return ByHMAC
	case in.BearerFile != "":
		return ByBearer
	}
	return ByCertificate
}

// Check says what is wrong with the block of a system that is a source (in), a destination (out) or both. It opens no
// file.
func (c Config) Check(in, out bool) []adapters.Mistake {
	var m mistakes
	switch {
	case in && c.In == nil:
		m.add("in", "a webhook that alerts come from has no path", "write in: {path: /in/NAME, hmac_file: FILE}")
	case in:
		c.In.check(&m)
	case c.In != nil:
		m.add("in", "nothing is taken from this system", "take it out, or write in: {lanes: [...]} in the system")
	}
	switch {
	case out && c.Out == nil:
		m.add("out", "a webhook that alerts go to has no address", "write out: {url: https://HOST/PATH, hmac_file: FILE}")
	case out:
		c.Out.check(&m)
	case c.Out != nil:
		m.add("out", "nothing is delivered to this system", "take it out, or write out: {lanes: [...]} in the system")
	}
	return m
}

// CheckServer says what is wrong with the block beside the HTTP server that its path is served by: whether that server
// speaks TLS, and whether it can be reached from this machine alone. Where ClientCA is set the server must ask clients
// for a certificate (tls.RequestClientCert); the source judges it.
func (c Config) CheckServer(encrypted, loopback bool) []adapters.Mistake {
	var m mistakes
	if c.In == nil || encrypted {
		return nil
	}
	switch {
	case c.In.Way() == ByCertificate:
		m.add("in.client_ca", "there are no client certificates without TLS", "write http: {cert: FILE, key: FILE}")
	case c.In.Way() == ByBearer && !loopback:
		m.add("in.bearer_file", "the token would cross the network unencrypted",
			"write http: {cert: FILE, key: FILE}, or let the server listen on 127.0.0.1")
	}
	return m
}

// Paths are the fields that name files, so that relative ones can be made relative to the configuration's folder.
func (c *Config) Paths() []*string {
	var all []*string
	if c.In != nil {
		all = append(all, &c.In.HMACFile, &c.In.BearerFile, &c.In.ClientCA)
	}
	if c.Out != nil {
		all = append(all, &c.Out.HMACFile, &c.Out.CA, &c.Out.Cert, &c.Out.Key)
	}
	return slices.DeleteFunc(all, func(p *string) bool { return *p == "" })
}

type mistakes []adapters.Mistake

func (m *mistakes) add(key, what, do string) {
	*m = append(*m, adapters.Mistake{Key: key, What: what, Do: do})
}

func (in In) check(m *mistakes) {
	if why := badPath(in.Path); why != "" {
		m.add("in.path", why, "write a path like /in/mema, of letters, digits, - _ . and /")
	}
	ways := 0
	for _, file := range []string{in.HMACFile, in.BearerFile, in.ClientCA} {
		if file != "" {
			ways++
		}
	}
	if ways != 1 {
		m.add("in", fmt.Sprintf("a sender is known in one way, and there are %d", ways),
			"write one of hmac_file, bearer_file and client_ca")
	}
	switch {
	case in.ClientCA != "" && in.ClientName == "":
		m.add("in.client_ca", "anybody with a certificate of that authority would pass",
			"add client_name: the common name or DNS name in the sender's certificate")
	case in.ClientCA == "" && in.ClientName != "":
		m.add("in.client_name", "nothing asks for a certificate", "add client_ca, or take it out")
	}
	checkRate(m, "in.per_second", in.PerSecond)
}

// badPath is why a path cannot be served; "" where it can. What a server or a proxy would rewrite is refused: a sender
// must not wonder why its path is another one.
func badPath(path string) string {
	switch {
	case !strings.HasPrefix(path, "/"):
		return fmt.Sprintf("%q does not begin with /", path)
	case path == "/":
		return "the whole server is no path of one system"
	case strings.HasSuffix(path, "/"):
		return fmt.Sprintf("%q ends with /", path)
	}
	for level := range strings.SplitSeq(path[1:], "/") {
		if level == "" || level == "." || level == ".." {
			return fmt.Sprintf("%q has a level that is empty or dots", path)
		}
	}
	if strings.ContainsFunc(path, func(r rune) bool {
		return !strings.ContainsRune("/-_.", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return fmt.Sprintf("%q has characters that a path of a webhook may not have", path)
	}
	return ""
}

func (o Out) check(m *mistakes) {
	u, what := readURL(o.URL)
	if what != "" {
		m.add("out.url", what, "write https://HOST/PATH")
	}
	for i, f := range o.Format {
		switch {
		case f != FormatCAP && f != FormatGeoJSON:
			m.add(fmt.Sprintf("out.format[%d]", i), fmt.Sprintf("%q is no format of a webhook", string(f)),
				"write cap, geojson or both")
		case slices.Contains(o.Format[:i], f):
			m.add(fmt.Sprintf("out.format[%d]", i), string(f)+" stands there twice", "write each format once")
		}
	}
	if _, err := o.timeout(); err != nil {
		m.add("out.timeout", err.Error(), "write it like 10s, or leave it out for "+defaultTimeout.String())
	}
	if (o.Cert == "") != (o.Key == "") {
		m.add("out", "a client certificate needs its key, and the key its certificate", "write both cert and key, or neither")
	}
	if what == "" && u.Scheme == "http" && (o.CA != "" || o.Cert != "") {
		m.add("out.url", "without https no certificate is looked at", "write https://HOST/PATH, or take out ca, cert and key")
	}
	o.checkProxy(m, u)
	checkRate(m, "out.per_second", o.PerSecond)
}

// readURL reads an address that is posted to. Plain http would show alerts of a closed circle, and let anybody on the
// way answer 200: it is for a far end on this machine.
func readURL(text string) (u *url.URL, what string) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || u.Opaque != "":
		return nil, "is no web address" // which is not repeated: it may hold a secret
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Sprintf("is no web address: it begins with %s:", u.Scheme)
	case u.User != nil:
		return nil, "holds a user or a password, which would show in logs"
	case u.Fragment != "":
		return nil, "has a part behind #, which is never sent"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, "is not encrypted, and " + u.Hostname() + " is another machine"
	}
	return u, ""
}

func (o Out) checkProxy(m *mistakes, to *url.URL) {
	if o.Proxy == "" {
		return
	}
	u, err := url.Parse(o.Proxy)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5":
		m.add("out.proxy", "is no address of a proxy", "write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT")
	case u.User != nil:
		m.add("out.proxy", "holds a user or a password, which would show in logs", "use a proxy that knows this machine")
	case to != nil && to.Scheme == "http":
		m.add("out.proxy", "a far end on this machine is not reached over a proxy", "take it out, or write https in url")
	}
}

// timeout is how long a request may take.
func (o Out) timeout() (time.Duration, error) {
	if o.Timeout == "" {
		return defaultTimeout, nil
	}
	d, err := time.ParseDuration(o.Timeout)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration", o.Timeout)
	}
	if d < minTimeout || d > maxTimeout {
		return 0, fmt.Errorf("%s is not between 1s and 60s", o.Timeout)
	}
	return d, nil
}

// formats are those wanted, in the order in which they are posted.
func (o Out) formats() []Format {
	if len(o.Format) == 0 {
		return []Format{FormatCAP}
	}
	return o.Format
}

func checkRate(m *mistakes, key string, rate float64) {
	if rate != 0 && !(rate >= minRate && rate <= maxRate) { // NaN is neither
		m.add(key, fmt.Sprintf("%v is not between %v and %v", rate, minRate, maxRate),
			"write a number like 5, or leave it out")
	}
}

// loopback says whether a host is this machine without asking a name server.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// join is several mistakes as one error, for what was not checked before.
func (m mistakes) join(system string) error {
	if len(m) == 0 {
		return nil
	}
	var texts []string
	for _, one := range m {
		texts = append(texts, strings.TrimSpace("webhook."+one.Key+": "+one.What)+"; "+one.Do)
	}
	return fmt.Errorf("system %s: %s", system, strings.Join(texts, "; "))
}
