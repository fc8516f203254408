package webhook

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What openssl 3.0 says: printf '1767323045.<alert/>' | openssl dgst -sha256 -mac HMAC -macopt key:0123456789abcdef
func TestSignLikeOpenSSL(t *testing.T) {
	h := http.Header{}
	Sign(h, []byte("0123456789abcdef"), []byte("<alert/>"), time.Unix(1767323045, 999))
	want(t, "time", h.Get(TimestampHeader), "1767323045")
	want(t, "signature", h.Get(SignatureHeader), "v1=edaa7040502b30fe511ffadbb025c1b0204e637cc03c336bad61663da6832ad3")
}

func TestSecretFiles(t *testing.T) {
	for text, want := range map[string]string{
		"0123456789abcdef":              "0123456789abcdef",
		" 0123456789abcdef\t\r\nsecond": "0123456789abcdef",
		"0123456789abcde\n":             "",
		"":                              "",
		"\n0123456789abcdef":            "",
		strings.Repeat("x", 4096):       strings.Repeat("x", 4096),
		strings.Repeat("x", 4097):       "",
	} {
		path := file(t, "secret", text)
		got, err := readSecret(path)
		if string(got) != want || (err == nil) != (want != "") {
			t.Errorf("%.30q: %.30q, %v", text, got, err)
		}
		if err != nil && (!strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "abcde")) {
			t.Errorf("%.30q: %v", text, err)
		}
	}
	if _, err := readSecret(filepath.Join(t.TempDir(), "none")); err == nil || strings.Count(err.Error(), "none") != 1 {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := readSecret(t.TempDir()); err == nil {
		t.Error("a folder was read")
	}
}

var commands = regexp.MustCompile("(?s)<!-- (secret|sign|post) -->\n```sh\n(.*?)```")

// TestReadme runs what the README tells people to type. Where there is no curl, the request is made here with what
// openssl said.
func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("needs openssl")
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	script := map[string]string{}
	for _, m := range commands.FindAllStringSubmatch(string(text), -1) {
		script[m[1]] = m[2]
	}
	if len(script) != 3 {
		t.Fatalf("the README has %d commands", len(script))
	}
	dir := t.TempDir()
	sh := func(commands string, env ...string) string {
		c := exec.Command("bash", "-euo", "pipefail", "-c", commands)
		c.Dir, c.Env, c.Stderr = dir, append(os.Environ(), env...), os.Stderr
		out, err := c.Output()
		if err != nil {
			t.Fatalf("%s: %v", commands, err)
		}
		return strings.TrimSpace(string(out))
	}
	alert := "<alert>\r\n é\n</alert>\n"
	if err := os.WriteFile(filepath.Join(dir, "alert.xml"), []byte(alert), 0o600); err != nil {
		t.Fatal(err)
	}
	sh(script["secret"])
	s, k, _ := source(t, In{HMACFile: filepath.Join(dir, "secret")})
	run(t, s)
	<-s.Ready()
	server := httptest.NewServer(s)
	defer server.Close()

	said := strings.Fields(sh(script["sign"] + "echo $TIMESTAMP $SIGNATURE"))
	req, err := http.NewRequest(http.MethodPost, server.URL+"/in/mema", strings.NewReader(alert))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(TimestampHeader, said[0])
	req.Header.Set(SignatureHeader, "v1="+said[1])
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		t.Errorf("what openssl signed: %s, %s", resp.Status, body)
	}
	sent := 1
	if _, err := exec.LookPath("curl"); err == nil {
		answer := sh(script["sign"]+script["post"], "URL="+server.URL+"/in/mema")
		if answer != strings.TrimSpace(string(body)) {
			t.Errorf("curl was answered %s", answer)
		}
		sent++
	} else {
		t.Log("without curl: its command was not run")
	}
	got := k.kept()
	if len(got) != sent {
		t.Fatalf("%d alerts came", len(got))
	}
	for _, in := range got {
		want(t, "came", string(in.Bytes), alert)
	}
}
