package mqtt_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

func TestWhyALinkDoesNotComeUp(t *testing.T) {
	leaks(t)
	plain := mqtttest.StartMosquitto(t)
	closed := mqtttest.StartMosquitto(t, "listener %ADDR%", "allow_anonymous false")
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	other := mqtttest.NewAuthority(t)
	for name, c := range map[string]struct {
		config mqtt.Config
		want   string
	}{
		"nobody listens":     {mqtt.Config{URL: "mqtt://" + mqtttest.FreeAddress(t)}, mqtt.Refused},
		"it never answers":   {mqtt.Config{URL: "mqtt://" + silent.Addr().String()}, mqtt.NotReachable},
		"no such name":       {mqtt.Config{URL: "mqtt://broker.invalid"}, mqtt.NotReachable},
		"no user":            {mqtt.Config{URL: closed.URL()}, mqtt.Unauthorised},
		"wrong user":         {mqtt.Config{URL: closed.URL(), User: "mema", Password: "x"}, mqtt.Unauthorised},
		"plain where TLS is": {mqtt.Config{URL: "mqtts://" + plain.Addr, CA: other.CA}, mqtt.TLSFailed},
		"no ClientID":        {mqtt.Config{URL: plain.URL(), ClientID: "-"}, ""},
		"no such CA":         {mqtt.Config{URL: "mqtts://" + plain.Addr, CA: "/nowhere/ca.pem"}, mqtt.BadConfig},
		"a CA that is none":  {mqtt.Config{URL: "mqtts://" + plain.Addr, CA: "/dev/null"}, mqtt.BadConfig},
		"no such certificate": {mqtt.Config{URL: "mqtts://" + plain.Addr, Cert: "/nowhere/c.pem", Key: "/nowhere/k.pem"},
			mqtt.BadConfig},
		"no such password": {mqtt.Config{URL: plain.URL(), User: "x", PasswordFile: "/nowhere/password"}, mqtt.BadConfig},
		"a wrong scheme":   {mqtt.Config{URL: "http://" + plain.Addr}, mqtt.BadConfig},
	} {
		t.Run(name, func(t *testing.T) {
			c.config.ClientID, c.config.ConnectTimeout = "x", 300*time.Millisecond
			s, err := mqtt.Dial(t.Context(), c.config)
			if err == nil {
				s.Close()
			}
			if got := mqtt.Reason(err); got != c.want {
				t.Errorf("reason %q, want %q: %v", got, c.want, err)
			}
			if err != nil && (strings.Contains(err.Error(), "\n") || !strings.HasSuffix(err.Error(), ".")) {
				t.Errorf("not one sentence: %q", err)
			}
		})
	}
}

func TestCertificatesWithMosquitto(t *testing.T) {
	leaks(t)
	ca := mqtttest.NewAuthority(t)
	cert, key := ca.Issue("broker")
	m := mqtttest.StartMosquitto(t, "listener %ADDR%", "cafile "+ca.CA, "certfile "+cert, "keyfile "+key,
		"require_certificate true", "use_identity_as_username true")
	c := mqtt.Config{URL: "mqtts://" + m.Addr, ClientID: "mema", CA: ca.CA}
	c.Cert, c.Key = ca.Issue("mema.invalid")
	send(t, dial(t, c), say("a", "EXERCISE"))

	for name, change := range map[string]func(*mqtt.Config){
		"no certificate":       func(c *mqtt.Config) { c.Cert, c.Key = "", "" },
		"a stranger's":         func(c *mqtt.Config) { c.Cert, c.Key = mqtttest.NewAuthority(t).Issue("mema.invalid") },
		"the broker's unknown": func(c *mqtt.Config) { c.CA = mqtttest.NewAuthority(t).CA },
		"another host":         func(c *mqtt.Config) { c.URL = strings.Replace(c.URL, "127.0.0.1", "localhost", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			bad := c
			change(&bad)
			if _, err := mqtt.Dial(t.Context(), bad); mqtt.Reason(err) != mqtt.TLSFailed {
				t.Errorf("reason %q: %v", mqtt.Reason(err), err)
			}
		})
	}
}

func TestAPasswordOfMosquittoPasswd(t *testing.T) {
	leaks(t)
	tool, err := exec.LookPath("mosquitto_passwd")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("needs mosquitto_passwd: it is not installed")
		}
		t.Skip("needs mosquitto_passwd")
	}
	file := filepath.Join(t.TempDir(), "passwd")
	if out, err := exec.Command(tool, "-b", "-c", file, "mema", "correct horse").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	m := mqtttest.StartMosquitto(t, "listener %ADDR%", "allow_anonymous false", "password_file "+file)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dial(t, mqtt.Config{URL: m.URL(), ClientID: "mema", User: "mema", PasswordFile: secret})
}
