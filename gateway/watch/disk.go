package watch

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"bordercast/gateway/alarm"
)

// Run looks at what nobody tells: sources that fall silent, and a disk that fills up.
func (g *Watch) Run(ctx context.Context) error {
	for {
		if g.Lead.Leads.Load() {
			g.watchSilence(ctx)
		}
		g.watchDisk()
		fired, stop := g.Clock.After(5 * time.Second)
		select {
		case <-fired:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

// Shares of the disk that must be free: below the first people are told, below the second nothing more is accepted.
const (
	lowDisk  = 0.10
	fullDisk = 0.02
)

func (g *Watch) watchDisk() {
	var fs unix.Statfs_t
	if unix.Statfs(g.Data, &fs) != nil || fs.Blocks == 0 {
		return
	}
	free := float64(fs.Bavail) / float64(fs.Blocks)
	key := alarm.Key{Cause: "disk"}
	switch {
	case free < fullDisk:
		text := fmt.Sprintf("The disk under %s has %.1f %% free: nothing more is accepted until there is room.", g.Data,
			free*100)
		g.Health.Full(text)
		g.Register.Raise(alarm.Raised{Key: key, Code: "disk-full", Severity: alarm.Critical, EN: text,
			FR: fmt.Sprintf("Il reste %.1f %% d'espace libre : plus rien n'est accepté.", free*100)})
	case free < lowDisk:
		g.Health.Free()
		g.Register.Raise(alarm.Raised{
			Key: key, Code: "disk-low", Severity: alarm.Warning,
			EN: fmt.Sprintf("The disk under %s has %.1f %% free: make room.", g.Data, free*100),
			FR: fmt.Sprintf("Il reste %.1f %% d'espace libre sur le disque : faites de la place.", free*100),
		})
	default:
		g.Health.Free()
		g.Register.Over(key)
	}
}
