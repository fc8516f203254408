package main

import (
	"archive/zip"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
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
	switch {
	case s.npm != "":
		return in.run("tar", "-xzf", s.file, "-C", s.folder, "--strip-components=1")
	case s.module != "":
		return in.unzip(s)
	}
	return in.run("dpkg-deb", "-x", s.file, s.folder)
}

// unzip unpacks a Go module, whose files lie in a folder of its name and version.
func (in inputs) unzip(s source) error {
	z, err := zip.OpenReader(in.path(s.file))
	if err != nil {
		return err
	}
	defer func() { _ = z.Close() }()
	files, err := fs.Sub(z, s.module)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(in.path(s.folder)); err != nil {
		return err
	}
	return os.CopyFS(in.path(s.folder), files)
}

func (in inputs) download(s source) error {
	if s.npm != "" {
		return in.run("npm", "pack", "--silent", s.npm)
	}
	if s.module != "" {
		return in.module(s)
	}
	return in.run("apt-get", "download", s.deb)
}

// module gets a Go module's file from the client's cache.
func (in inputs) module(s source) error {
	b, err := exec.Command("go", "mod", "download", "-json", s.module).Output()
	if err != nil {
		return fmt.Errorf("go mod download %s: %w", s.module, err)
	}
	var got struct{ Zip string }
	if err := json.Unmarshal(b, &got); err != nil {
		return err
	}
	if b, err = os.ReadFile(got.Zip); err != nil {
		return err
	}
	return os.WriteFile(in.path(s.file), b, 0o644)
}

func check(s source, b []byte) error {
	sum512, sum256 := sha512.Sum512(b), sha256.Sum256(b)
	if s.npm != "" && "sha512-"+base64.StdEncoding.EncodeToString(sum512[:]) != s.integrity {
		return fmt.Errorf("its bytes are not those of %s: see the integrity in sources.go", s.npm)
	}
	if s.npm == "" && hex.EncodeToString(sum256[:]) != s.sha256 {
		return fmt.Errorf("its bytes are not those of %s: see the hash in sources.go", s.deb+s.module)
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
