package api

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics is what the daemon counts. Every method may be called from any goroutine. Label values are configured
// names and stable codes only, so nothing an alert says can make a series.
type Metrics struct {
	registry *prometheus.Registry

	received   *prometheus.CounterVec
	decided    *prometheus.CounterVec
	delivered  *prometheus.CounterVec
	alarms     *prometheus.CounterVec
	leftOut    *prometheus.CounterVec
	accept     prometheus.Histogram
	settle     *prometheus.HistogramVec
	through    *prometheus.HistogramVec
	commit     prometheus.Histogram
	commitSize prometheus.Histogram
}

// latency covers a tenth of a millisecond to a minute and a half: from a fsync on a good disk to a backlog.
func latency() []float64 { return prometheus.ExponentialBuckets(0.0001, 2.5, 16) }

// NewMetrics makes an own registry. With a Gauges the state of the daemon is read at each scrape.
func NewMetrics(gauges Gauges) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		received: counter("received_total", "Messages received, by what was done with them and why.", "system", "state",
			"reason"),
		decided:   counter("decisions_total", "Decisions of the agreement.", "destination", "action", "reason"),
		delivered: counter("deliveries_total", "Deliveries, by how they ended and why.", "destination", "state", "reason"),
		alarms:    counter("alarms_total", "Alarms raised.", "reason"),
		leftOut: counter("receipts_left_out_total", "Receipts not told because too many waited for their system.",
			"system"),
		accept: histogram("accept_seconds", "From receipt on a link to durable in the store.", latency()),
		settle: histograms("settle_seconds", "From receipt to decision.", "lane"),
		through: histograms("through_seconds", "From receipt to delivered, for what nobody was asked about.", "lane",
			"destination"),
		commit:     histogram("commit_seconds", "One commit of the book.", latency()),
		commitSize: histogram("commit_commands", "Commands in one commit.", prometheus.ExponentialBuckets(1, 2, 9)),
	}
	m.registry.MustRegister(m.received, m.decided, m.delivered, m.alarms, m.leftOut, m.accept, m.settle, m.through,
		m.commit, m.commitSize,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if gauges != nil {
		m.registry.MustRegister(newGaugeCollector(gauges))
	}
	return m
}

// Received counts one message: state is received, duplicate or quarantined.
func (m *Metrics) Received(system, state, reason string) {
	m.received.WithLabelValues(system, state, reason).Inc()
}

// Decided counts one decision: action is forward, hold or drop.
func (m *Metrics) Decided(destination, action, reason string) {
	m.decided.WithLabelValues(destination, action, reason).Inc()
}

// Delivered counts one ended delivery: state is done, refused, lapsed or unknown.
func (m *Metrics) Delivered(destination, state, reason string) {
	m.delivered.WithLabelValues(destination, state, reason).Inc()
}

// Alarm counts one alarm raised; the register of alarms calls it.
func (m *Metrics) Alarm(reason string) { m.alarms.WithLabelValues(reason).Inc() }

// ReceiptLeftOut counts one receipt that its system is not told.
func (m *Metrics) ReceiptLeftOut(system string) { m.leftOut.WithLabelValues(system).Inc() }

// Accepted times one message from its receipt to its commit.
func (m *Metrics) Accepted(took time.Duration) { m.accept.Observe(took.Seconds()) }

// Settled times one message from its receipt to its decision.
func (m *Metrics) Settled(lane string, took time.Duration) {
	m.settle.WithLabelValues(lane).Observe(took.Seconds())
}

// Through times one alert from its receipt to its delivery.
func (m *Metrics) Through(lane, destination string, took time.Duration) {
	m.through.WithLabelValues(lane, destination).Observe(took.Seconds())
}

// Committed times one commit of the book and counts its commands.
func (m *Metrics) Committed(took time.Duration, commands int) {
	m.commit.Observe(took.Seconds())
	m.commitSize.Observe(float64(commands))
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "bordercast", Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "bordercast", Name: name, Help: help,
		Buckets: buckets})
}

func histograms(name, help string, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "bordercast", Name: name, Help: help,
		Buckets: latency()}, labels)
}
