package api

import "time"

// Leadership says whether this process acts as the gateway, and who does where it does not.
type Leadership struct {
	Role     string    `json:"role"`     // leads, standby, or looking: it has not found out yet
	Instance string    `json:"instance"` // this process
	Epoch    int64     `json:"epoch,omitempty"`
	Since    time.Time `json:"since,omitzero"` // since when it, or the other one, leads
	Leader   string    `json:"leader,omitempty"`
	Host     string    `json:"host,omitempty"` // of the other that leads
	// Others of the same name that stand by.
	Others []Instance `json:"others,omitempty"`
	// Blocked are trees of this gateway that one of another name leads.
	Blocked []BlockedTree `json:"blocked,omitempty"`
}

// Instance is one process of a gateway.
type Instance struct {
	Instance string `json:"instance"`
	Host     string `json:"host"`
}

// BlockedTree is a tree that a gateway of another name leads.
type BlockedTree struct {
	Tree    string `json:"tree"`
	Gateway string `json:"gateway"`
	Host    string `json:"host"`
}
