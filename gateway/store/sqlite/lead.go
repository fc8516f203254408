package sqlite

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Names in the table meta under which a store keeps what it is to a broker.
const (
	epochNote  = "epoch"
	clientNote = "client"
)

// Epoch is the number of the last leadership that was claimed for this store, 0 for none. Each claim on a tree of a
// broker is made with a higher one than any the broker or the store knows of, so a store that is lower than what the
// broker retains has not led last: others have since, and what it holds is older than what stands.
func (tx *Tx) Epoch() (int64, error) {
	text, err := tx.Remembered(epochNote)
	if err != nil || text == "" {
		return 0, err
	}
	epoch, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the store's epoch is %q, which is no number: put a backup back: %w", text, err)
	}
	return epoch, nil
}

// SetEpoch keeps the epoch of a claim, before the broker is told of it. 0 makes the store one that never led.
func (tx *Tx) SetEpoch(epoch int64) error {
	if epoch == 0 {
		return tx.Unremember(epochNote)
	}
	return tx.Remember(epochNote, strconv.FormatInt(epoch, 10))
}

// ClientSecret ends the names of the gateway's clients at its broker: 128 random bits, which belong to the store, so that
// its backup resumes the same session and nobody who knows how the names begin can. fresh says that it was made just now.
func (tx *Tx) ClientSecret(random io.Reader) (secret string, fresh bool, err error) {
	if secret, err = tx.Remembered(clientNote); err != nil || secret != "" {
		return secret, false, err
	}
	if random == nil {
		random = rand.Reader
	}
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", false, fmt.Errorf("name the gateway's clients: %w", err)
	}
	secret = strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
	return secret, true, tx.Remember(clientNote, secret)
}

// KnowsAlerts says whether there is any alert in the store.
func (tx *Tx) KnowsAlerts() (bool, error) {
	n, err := tx.number("SELECT EXISTS (SELECT 1 FROM alert)")
	return n > 0, err
}
