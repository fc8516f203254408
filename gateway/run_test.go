package gateway_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway"
	"bordercast/gateway/config"
)

// letter is a fictional exercise alert with places on the US side.
func letter(identifier, msgType, references, severity string) []byte {
	if references != "" {
		references = "<references>" + references + "</references>"
	}
	now := time.Now()
	return []byte(fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>duty@maine.invalid</sender>
<sent>%s</sent><status>Exercise</status><msgType>%s</msgType><scope>Public</scope><note>EXERCISE, fictional</note>%s
<info><language>en-US</language><category>CBRNE</category><event>Hazardous Materials Warning</event><urgency>Immediate</urgency>
<severity>%s</severity><certainty>Observed</certainty><eventCode><valueName>SAME</valueName><value>HMW</value></eventCode>
<expires>%s</expires><senderName>Fictional County</senderName><headline>EXERCISE plume</headline><description>EXERCISE.</description>
<area><areaDesc>Washington County</areaDesc><geocode><valueName>SAME</valueName><value>023029</value></geocode></area></info></alert>`,
		identifier, now.Format("2006-01-02T15:04:05-07:00"), msgType, references, severity,
		now.Add(time.Hour).Format("2006-01-02T15:04:05-07:00")))
}

// daemon runs a gateway of the default configuration on free ports until the test ends.
func daemon(t *testing.T, change func(*config.Config)) (broker string) {
	t.Helper()
	c := config.Default()
	c.Broker.Embedded.Listen, c.HTTP.Listen = "127.0.0.1:0", ""
	if change != nil {
		change(c)
	}
	ctx, cancel := context.WithCancel(context.Background())
	dir := t.TempDir() // made before the cleanup below, so that it goes after it
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- gateway.Run(ctx, gateway.Options{Config: c, Data: dir, Log: zaptest.NewLogger(t), Rand: rand.Reader,
			Ready: func(url string) { ready <- url }})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the daemon ended with: %v", err)
		}
	})
	select {
	case url := <-ready:
		return url
	case err := <-ended:
		ended <- nil
		t.Fatalf("the daemon did not start: %v", err)
	case <-time.After(30 * time.Second):
		t.Fatal("the daemon was not ready in 30 s")
	}
	return ""
}

// ear collects what is published.
type ear struct {
	mu   sync.Mutex
	all  []string
	text map[string]string
}

func listen(t *testing.T, broker string, filters ...string) (*mqtt.Session, *ear) {
	t.Helper()
	s, err := mqtt.Dial(t.Context(), mqtt.Config{Name: "ear", URL: broker, ClientID: fmt.Sprintf("ear-%d",
		time.Now().UnixNano())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	e := &ear{text: map[string]string{}}
	_, err = s.Subscribe(t.Context(), filters, func(m adapters.Message) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.all = append(e.all, m.Topic+" "+string(m.Payload))
		e.text[m.Topic] = string(m.Payload)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, e
}

func (e *ear) wait(t *testing.T, what string, until func(map[string]string) bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		e.mu.Lock()
		done := until(e.text)
		e.mu.Unlock()
		if done {
			return
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	t.Fatalf("never seen: %s; seen:\n%s", what, strings.Join(e.all, "\n"))
}

func TestAnAlertCrossesIsUpdatedAndEnds(t *testing.T) {
	broker := daemon(t, nil)
	s, e := listen(t, broker, "alerts/#", "bordercast/v1/receipt/+", "gateway/#", "parties/#")
	publish := func(doc []byte) {
		t.Helper()
		if err := s.Publish(t.Context(), adapters.Message{Topic: "bordercast/v1/in/local-us", Payload: doc}); err != nil {
			t.Fatal(err)
		}
	}
	has := func(parts ...string) func(map[string]string) bool {
		return func(seen map[string]string) bool {
			for topic, text := range seen {
				all := text != ""
				for _, p := range parts {
					all = all && strings.Contains(topic, p)
				}
				if all {
					return true
				}
			}
			return false
		}
	}
	first := letter("one", "Alert", "", "Severe")
	publish(first)
	e.wait(t, "the CAP-CP form", has("alerts/v1/exercise/ca/us/me/_/cbrne/severe/", "/cap"))
	sent := strings.Split(strings.Split(string(first), "<sent>")[1], "</sent>")[0]
	publish(letter("two", "Update", "duty@maine.invalid,one,"+sent, "Extreme"))
	e.wait(t, "the update in its place", has("alerts/v1/exercise/ca/us/me/_/cbrne/extreme/", "/cap"))
	e.wait(t, "the end notice where it stood", has("/severe/", "/end"))
	publish(letter("three", "Cancel", "duty@maine.invalid,one,"+sent, "Extreme"))
	e.wait(t, "the end notice", has("/extreme/", "/end"))
	e.wait(t, "empty topics", func(seen map[string]string) bool {
		for topic, text := range seen {
			if strings.HasPrefix(topic, "alerts/") && !strings.HasSuffix(topic, "/end") && text != "" {
				return false
			}
		}
		return true
	})
}
