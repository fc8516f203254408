package leader

import "time"

// sight is a status of another as it was seen.
type sight struct {
	Status
	at    time.Time // when it last changed, or this connection began to watch it
	alive bool      // it changed while we watched
}

// once is what is known of a status after it was seen once more: live as it was published, otherwise as it was found.
func (s *sight) once(n Note, live bool, now time.Time) *sight {
	if s != nil && s.same(n.Status) {
		return s
	}
	moved := live || s != nil && s.Instance == n.Instance
	return &sight{Status: n.Status, at: now, alive: moved && n.State != Down}
}

// rules says that its writer was seen to lead.
func (s *sight) rules() bool { return s != nil && s.alive && s.leads() }

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
