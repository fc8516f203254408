package broker

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Passwords are kept as mosquitto_passwd keeps them, so that one file serves both brokers:
// $7$iterations$salt$hash, PBKDF2 with SHA-512, base64.

var errHash = errors.New("the password hash is not of the form $7$iterations$salt$hash; make it with mosquitto_passwd")

const (
	iterations    = 210_000   // OWASP 2023 for PBKDF2-HMAC-SHA512
	maxIterations = 5_000_000 // more would let one connection attempt keep a processor busy for seconds
)

type hash struct {
	iterations int
	salt, sum  []byte
}

// HashPassword makes the hash that User.PasswordHash takes.
func HashPassword(random io.Reader, password string) (string, error) {
	return hashPassword(random, password, iterations)
}

func hashPassword(random io.Reader, password string, iterations int) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	sum, err := pbkdf2.Key(sha512.New, password, salt, iterations, sha512.Size)
	if err != nil {
		return "", fmt.Errorf("hash: %w", err)
	}
	b64 := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("$7$%d$%s$%s", iterations, b64(salt), b64(sum)), nil
}

func parseHash(text string) (hash, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 5 || parts[0] != "" || parts[1] != "7" {
		return hash{}, errHash
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil || n < 1 || n > maxIterations {
		return hash{}, errHash
	}
	salt, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return hash{}, errHash
	}
	sum, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(sum) != sha512.Size {
		return hash{}, errHash
	}
	return hash{n, salt, sum}, nil
}

func checkPassword(text, password string) bool {
	h, err := parseHash(text)
	if err != nil {
		return false
	}
	sum, err := pbkdf2.Key(sha512.New, password, h.salt, h.iterations, sha512.Size)
	return err == nil && same(string(sum), string(h.sum))
}

// SamePassword says whether a password is the one that was hashed: its hash then need not be made anew, and whoever is
// connected by it stays when accounts are taken.
func SamePassword(hash, password string) bool { return hash != "" && checkPassword(hash, password) }
