package gateway_test

import (
	"encoding/base64"
	"io"
	"maps"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bordercast/adapters"
	"bordercast/gateway/config"
)

// A file that rides inside an alert is had over HTTP on the other side, and so is the original; nothing else is.
func TestFilesAndOriginalsAreOffered(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().String()
	_ = l.Close()
	broker := daemon(t, func(c *config.Config) { c.HTTP.Listen, c.Gateway.PublicURL = port, "http://"+port })
	s, e := listen(t, broker, "alerts/#", "bordercast/v1/receipt/+")
	doc := strings.Replace(string(letter("with-file", "Alert", "", "Severe")), "<area>",
		`<resource><resourceDesc>map</resourceDesc><mimeType>image/png</mimeType><derefUri>`+
			base64.StdEncoding.EncodeToString([]byte("not really a picture"))+`</derefUri></resource><area>`, 1)
	if err := s.Publish(t.Context(), adapters.Message{Topic: "bordercast/v1/in/local-us",
		Payload: []byte(doc)}); err != nil {
		t.Fatal(err)
	}
	var derived, feature string
	e.wait(t, "the derived alert", func(seen map[string]string) bool {
		for topic, text := range seen {
			if strings.HasSuffix(topic, "/cap") {
				derived = text
			}
			if strings.HasSuffix(topic, "/json") {
				feature = text
			}
		}
		return derived != "" && feature != ""
	})
	if strings.Contains(derived, "derefUri") {
		t.Error("derefUri left")
	}
	uri := regexp.MustCompile(`<uri>(http://[^<]+)</uri>`).FindStringSubmatch(derived)
	original := regexp.MustCompile(`"original":"(http://[^"]+)"`).FindStringSubmatch(feature)
	if uri == nil || original == nil {
		t.Fatalf("nothing is offered:\n%s\n%s", derived, feature)
	}
	if got, kind := fetch(t, uri[1]); got != "not really a picture" || kind != "image/png" {
		t.Errorf("the file: %q, %s", got, kind)
	}
	if got, _ := fetch(t, original[1]); got != doc {
		t.Errorf("the original is not what was sent:\n%s", got)
	}
	if got, _ := fetch(t, strings.Replace(uri[1], "/exercise/", "/actual/", 1)); strings.Contains(got, "picture") {
		t.Error("a file of the exercise lane is offered in the actual one")
	}
}

// What is about a missing person is offered while its alert stands, kept by nobody on the way, and gone at its end:
// file, original, topics; and the end says no name.
func TestMissingPersonsLeaveAtTheEnd(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().String()
	_ = l.Close()
	broker := daemon(t, func(c *config.Config) { c.HTTP.Listen, c.Gateway.PublicURL = port, "http://"+port })
	s, e := listen(t, broker, "alerts/#")
	person := strings.NewReplacer("<value>HMW<", "<value>CAE<", "EXERCISE plume", "EXERCISE Jane Doe",
		"<area>", `<resource><resourceDesc>photo</resourceDesc><mimeType>image/png</mimeType><derefUri>`+
			base64.StdEncoding.EncodeToString([]byte("a face"))+`</derefUri></resource><area>`)
	first := person.Replace(string(letter("lost", "Alert", "", "Severe")))
	send := func(doc string) {
		t.Helper()
		if err := s.Publish(t.Context(), adapters.Message{Topic: "bordercast/v1/in/local-us",
			Payload: []byte(doc)}); err != nil {
			t.Fatal(err)
		}
	}
	send(first)
	var uri, original []string
	e.wait(t, "the derived alert", func(seen map[string]string) bool {
		for _, text := range seen {
			if m := regexp.MustCompile(`<uri>(http://[^<]+)</uri>`).FindStringSubmatch(text); m != nil {
				uri = m
			}
			if m := regexp.MustCompile(`"original":"(http://[^"]+)"`).FindStringSubmatch(text); m != nil {
				original = m
			}
		}
		return uri != nil && original != nil
	})
	for _, at := range []string{uri[1], original[1]} {
		r, err := http.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != http.StatusOK || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s while it stands: %s, %s", at, r.Status, r.Header.Get("Cache-Control"))
		}
	}
	sent := regexp.MustCompile(`<sent>([^<]+)<`).FindStringSubmatch(first)[1]
	send(person.Replace(string(letter("found", "Cancel", "duty@maine.invalid,lost,"+sent, "Severe"))))
	var cancel string
	e.wait(t, "the end", func(seen map[string]string) bool { // e's lock is held
		for _, text := range e.all {
			if strings.Contains(text, "<msgType>Cancel</msgType>") {
				cancel = text
			}
		}
		return cancel != "" && !slices.ContainsFunc(slices.Collect(maps.Values(seen)),
			func(text string) bool { return strings.Contains(text, "Jane") })
	})
	if strings.Contains(cancel, "Jane") || strings.Contains(cancel, "<uri>") {
		t.Errorf("the end says a name, or offers a picture:\n%s", cancel)
	}
	for _, at := range []string{uri[1], original[1]} {
		if got, _ := fetch(t, at); strings.Contains(got, "face") || strings.Contains(got, "Jane") {
			t.Errorf("after the end %s is still offered: %q", at, got)
		}
	}
}

func fetch(t *testing.T, url string) (body, kind string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), r.Header.Get("Content-Type")
}
