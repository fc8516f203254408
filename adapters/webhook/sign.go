package webhook

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed request, in both directions.
const (
	TimestampHeader = "Bordercast-Timestamp" // seconds since 1970, when the request was signed
	SignatureHeader = "Bordercast-Signature" // v1=HEX; several, with commas between, while a secret is being replaced
)

const (
	signatureVersion = "v1="
	// replayWindow is how far the time of a signature may be from the machine's, either way. Within it a request that is
	// sent again by whoever overheard it does no harm: the gateway knows the alert by its digest.
	replayWindow = 5 * time.Minute
	maxSignature = 4 // in one header
	minSecret    = 16
	maxSecret    = 4096
)

// Sign puts the time and the signature of a body into the headers of a request: the HMAC-SHA-256 (RFC 2104), in
// hexadecimal, over the seconds since 1970, a full stop, and the body.
func Sign(h http.Header, secret, body []byte, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := newMAC(secret, stamp)
	mac.Write(body)
	h.Set(TimestampHeader, stamp)
	h.Set(SignatureHeader, signatureVersion+hex.EncodeToString(mac.Sum(nil)))
}

// newMAC is the code over a time; the body is to be written to it.
func newMAC(secret []byte, stamp string) hash.Hash {
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, stamp+".") // a hash takes everything
	return mac
}

// signature is what the headers of a request claim about its body.
type signature struct {
	stamp string
	codes [][]byte
}

// readSignature reads the headers; false where they are none that could hold now.
func readSignature(h http.Header, now time.Time) (s signature, ok bool) {
	stamps, signatures := h.Values(TimestampHeader), h.Values(SignatureHeader)
	if len(stamps) != 1 || len(signatures) != 1 {
		return s, false
	}
	seconds, err := strconv.ParseInt(stamps[0], 10, 64)
	// Only the one spelling that Sign writes: the stamp is under the signature as it was sent.
	if err != nil || strconv.FormatInt(seconds, 10) != stamps[0] {
		return s, false
	}
	if early, late := now.Add(-replayWindow).Unix(), now.Add(replayWindow).Unix(); seconds < early || seconds > late {
		return s, false
	}
	s.stamp = stamps[0]
	for one := range strings.SplitSeq(signatures[0], ",") {
		digits, is := strings.CutPrefix(strings.TrimSpace(one), signatureVersion)
		code, err := hex.DecodeString(digits)
		if !is || err != nil || len(code) != sha256.Size || len(s.codes) == maxSignature {
			return s, false
		}
		s.codes = append(s.codes, code)
	}
	return s, true
}

// holds says whether one of the codes is that of the body. All are compared, so that the time tells nothing.
func (s signature) holds(code []byte) bool {
	found := false
	for _, one := range s.codes {
		found = hmac.Equal(one, code) || found
	}
	return found
}

// readSecret reads the first line of a file.
func readSecret(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the secret %s: %w; name another file or put this one right", file, pathless(err))
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, maxSecret+1)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("cannot read the secret %s: %w; name another file or put this one right", file, pathless(err))
	}
	secret := strings.TrimSpace(line)
	if len(secret) < minSecret || len(line) > maxSecret {
		return nil, fmt.Errorf("the first line of %s has %d bytes, and a secret has %d to %d: "+
			"make one with openssl rand -hex 32", file, len(secret), minSecret, maxSecret)
	}
	return []byte(secret), nil
}

// pathless drops the path from a file error, for sentences that name it already.
func pathless(err error) error {
	if e, is := errors.AsType[*fs.PathError](err); is {
		return e.Err
	}
	return err
}
