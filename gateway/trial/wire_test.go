package trial

import (
	"fmt"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// client is an MQTT client that has nothing of the gateway's: what any agency or reader might run.
func client(t *testing.T, broker, name string, persistent bool, subscriptions []string, got func(topic string,
	payload []byte, retained bool)) paho.Client {
	t.Helper()
	up := make(chan error, 1)
	o := paho.NewClientOptions().AddBroker(broker).SetClientID(name).SetCleanSession(!persistent).SetOrderMatters(true).
		SetAutoReconnect(true).SetMaxReconnectInterval(100 * time.Millisecond).SetConnectRetry(true).SetConnectRetryInterval(100 * time.Millisecond).
		SetMessageChannelDepth(10000).SetWriteTimeout(0)
	o.SetOnConnectHandler(func(c paho.Client) {
		err := subscribe(c, subscriptions, got)
		select {
		case up <- err:
		default:
		}
	})
	c := paho.NewClient(o)
	c.Connect()
	t.Cleanup(func() { c.Disconnect(50) })
	select {
	case err := <-up:
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	case <-after(30 * time.Second):
		t.Fatalf("%s could not connect to %s", name, broker)
	}
	return c
}

func subscribe(c paho.Client, filters []string, got func(string, []byte, bool)) error {
	wanted := map[string]byte{}
	for _, f := range filters {
		wanted[f] = 1
	}
	if len(wanted) == 0 {
		return nil
	}
	token := c.SubscribeMultiple(wanted, func(_ paho.Client, m paho.Message) { got(m.Topic(), m.Payload(), m.Retained()) })
	token.Wait()
	return token.Error()
}

// until waits for something outside this process.
func until(t *testing.T, within time.Duration, what func() string, ok func() bool) {
	t.Helper()
	pause := 5 * time.Millisecond
	deadline := after(within)
	for !ok() {
		select {
		case <-deadline:
			t.Fatalf("not in %s: %s", within, what())
		case <-after(pause):
			pause = min(2*pause, 200*time.Millisecond)
		}
	}
}

// said is a constant for until.
func said(format string, args ...any) func() string {
	return func() string { return fmt.Sprintf(format, args...) }
}
