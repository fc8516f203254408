package main

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// inputs is the folder of unpacked packages.
type inputs struct {
	dir    string
	sha256 map[string]string // of each package file
}

func (in inputs) path(parts ...string) string {
	return filepath.Join(append([]string{in.dir}, parts...)...)
}

// fetch gets every package through the client of its registry, checks it, and unpacks it.
func fetch(dir string) (inputs, error) {
	in := inputs{dir: dir, sha256: map[string]string{}}
	for _, s := range sources {
		if err := in.get(s); err != nil {
			return in, fmt.Errorf("%s: %w", s.file, err)
		}
	}
	return in, nil
}

func (in inputs) get(s source) error {
	if _, err := os.Stat(in.path(s.file)); err != nil {
		if err := in.download(s); err != nil {
			return err
		}
	}
	b, err := os.ReadFile(in.path(s.file))
	if err != nil {
		return err
	}
	if err := check(s, b); err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	in.sha256[s.file] = hex.EncodeToString(sum[:])
	if err := os.MkdirAll(in.path(s.folder), 0o755); err != nil {
		return err
	}
	if s.npm != "" {
		return in.run("tar", "-xzf", s.file, "-C", s.folder, "--strip-components=1")
	}
	return in.run("dpkg-deb", "-x", s.file, s.folder)
}

func (in inputs) download(s source) error {
	if s.npm != "" {
		return in.run("npm", "pack", "--silent", s.npm)
	}
	return in.run("apt-get", "download", s.deb)
}

func check(s source, b []byte) error {
	sum512, sum256 := sha512.Sum512(b), sha256.Sum256(b)
	if s.npm != "" && "sha512-"+base64.StdEncoding.EncodeToString(sum512[:]) != s.integrity {
		return fmt.Errorf("its bytes are not those of %s: see the integrity in sources.go", s.npm)
	}
	if s.deb != "" && hex.EncodeToString(sum256[:]) != s.sha256 {
		return fmt.Errorf("its bytes are not those of %s: see the hash in sources.go", s.deb)
	}
	return nil
}

func (in inputs) run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stderr = in.dir, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %v: %w", name, args, err)
	}
	return nil
}
