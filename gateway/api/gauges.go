package api

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Gauges gives the state that a scrape reads; a Service is one.
type Gauges interface {
	Status(ctx context.Context) (Status, error)
}

// scrapeTimeout bounds one reading of the state, so that a busy book delays a scrape and never hangs it.
const scrapeTimeout = 5 * time.Second

// gaugeCollector turns a Status into gauges at each scrape, so that no gauge can go stale.
type gaugeCollector struct {
	gauges                                           Gauges
	link, active, held, ready, quarantined, alarms   *prometheus.Desc
	overdue, undelivered, oldestUndelivered, entries *prometheus.Desc
}

func newGaugeCollector(gauges Gauges) *gaugeCollector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("bordercast_"+name, help, labels, nil)
	}
	return &gaugeCollector{
		gauges:            gauges,
		link:              desc("link_up", "1 while the link is up.", "link", "direction"),
		active:            desc("active_alerts", "Alerts active now.", "lane"),
		held:              desc("held_alerts", "Alerts waiting for a person.", "lane"),
		ready:             desc("ready", "1 while the daemon accepts alerts."),
		quarantined:       desc("quarantined_messages", "Messages in quarantine."),
		alarms:            desc("open_alarms", "Alarms nobody has acknowledged."),
		overdue:           desc("overdue_holds", "Holds whose deadline has passed."),
		undelivered:       desc("undelivered", "Deliveries released and not yet done."),
		oldestUndelivered: desc("oldest_undelivered_seconds", "Age of the oldest of them, 0 when there is none."),
		entries:           desc("trail_entries", "Entries in the trail."),
	}
}

// Describe names the gauges.
func (g *gaugeCollector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.link, g.active, g.held, g.ready, g.quarantined, g.alarms, g.overdue,
		g.undelivered, g.oldestUndelivered, g.entries} {
		to <- d
	}
}

// Collect reads the state once. A state that cannot be read fails the scrape, which is what a monitor should see.
func (g *gaugeCollector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	status, err := g.gauges.Status(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(g.ready, err)
		return
	}
	put := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	for _, l := range status.Links {
		put(g.link, truth(l.Up), l.Name, l.Direction)
	}
	for _, l := range status.Lanes {
		put(g.active, float64(l.Active), l.Lane)
		put(g.held, float64(l.Held), l.Lane)
	}
	put(g.ready, truth(status.Ready))
	put(g.quarantined, float64(status.Quarantined))
	put(g.alarms, float64(len(status.Alarms)))
	put(g.overdue, float64(overdue(status.Held)))
	put(g.undelivered, float64(status.Undelivered))
	put(g.oldestUndelivered, age(status))
	put(g.entries, float64(status.Trail))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func overdue(held []Held) (n int) {
	for _, h := range held {
		if h.Overdue {
			n++
		}
	}
	return n
}

func age(s Status) float64 {
	if s.OldestUndelivered.IsZero() {
		return 0
	}
	return s.Now.Sub(s.OldestUndelivered).Seconds()
}
