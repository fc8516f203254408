package main

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// Aims for an alert of 17 KB from bytes to bytes, without its signature. Times were aimed at on a machine where etree
// reads it in 400 µs, so the multiple of that is the aim for any machine.
const (
	mostWhole = 1000 // µs
	mostTimes = 1.6  // readings by etree
	mostPerKB = 30   // allocations beyond etree's
)

// translating is a translation by itself, and the whole way: read, ask the map, translate, write.
func (c *costs) translating(t table) error {
	atlas, err := geo.Load()
	if err != nil {
		return err
	}
	for _, to := range []cap.Side{cap.US, cap.CA} {
		req := asked(atlas, c.alerts[to.Other()], to)
		drafts, err := translate.Translate(req)
		if err != nil {
			return err
		}
		took, err := measure(func() error { _, err := translate.Translate(req); return err })
		if err != nil {
			return err
		}
		took.row(t, "translate to "+string(to), fmt.Sprintf("to level %s, %d part", drafts[0].Level, len(drafts)))
		if err := c.whole(t, atlas, to); err != nil {
			return err
		}
	}
	return nil
}

// asked is what a gateway asks for.
func asked(atlas *geo.Atlas, a *cap.Alert, to cap.Side) translate.Request {
	return translate.Request{
		Atlas: atlas, Alert: a, To: to, From: to.Other(), Gateway: "bench", Sender: "gateway@bench.invalid", At: a.Sent.At,
		Edition: 1,
		Lane:    cap.LaneExercise, OriginalSHA: strings.Repeat("0", 64),
	}
}

// whole is the way of an alert from the bytes that came to the bytes that leave, beside etree's reading of the same.
func (c *costs) whole(t table, atlas *geo.Atlas, to cap.Side) error {
	doc := c.docs[to.Other()]
	yard, err := measure(func() error { return etree.NewDocument().ReadFromBytes(doc) })
	if err != nil {
		return err
	}
	took, err := measure(func() error { return carry(atlas, doc, to) })
	if err != nil {
		return err
	}
	times := took.micros() / yard.micros()
	beyond := max(0, float64(took.allocs-yard.allocs)/(float64(len(doc))/1024))
	took.row(t, "  from bytes to bytes: read, map, translate, write", strings.Join([]string{
		aim(took.micros() <= mostWhole, fmt.Sprintf("≤ %d µs", mostWhole)),
		fmt.Sprintf("%.2f times etree, %s", times, aim(times <= mostTimes, fmt.Sprintf("≤ %.1f", mostTimes))),
		fmt.Sprintf("%.0f allocations per KB beyond it, %s", beyond,
			aim(beyond <= mostPerKB, fmt.Sprintf("≤ %d", mostPerKB))),
	}, "; "))
	return nil
}

func carry(atlas *geo.Atlas, doc []byte, to cap.Side) error {
	a, _, err := cap.Read(doc)
	if err != nil {
		return err
	}
	req := asked(atlas, a, to)
	req.Ground = translate.Survey(atlas, a)
	drafts, err := translate.Translate(req)
	for _, d := range drafts {
		d.Alert.Canonical() // what a signature would be put into
	}
	return err
}
