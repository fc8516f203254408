package certs

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// loadKey reads a private key that nobody else may read.
func loadKey(file string) (crypto.Signer, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the key %s: %w", file, pathless(err))
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key %s can be read by others (mode %04o): chmod 600 it, or replace it if others had access", file, info.Mode().Perm())
	}
	b, err := readSmall(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("%s is not a PEM private key: put the right file back", file)
	}
	return parseKey(file, block)
}

func parseKey(file string, block *pem.Block) (crypto.Signer, error) {
	var key any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		err = fmt.Errorf("it holds a %q", block.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not a private key that can be read: %w", file, err)
	}
	signer, is := key.(crypto.Signer)
	if !is {
		return nil, fmt.Errorf("%s: a key of kind %T cannot sign", file, key)
	}
	return signer, nil
}

func saveKey(file string, key crypto.Signer, overwrite bool) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("cannot write the key %s: %w", file, err)
	}
	return saveFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600, overwrite)
}

// saveFile writes a file whole or not at all, and durably: a key that was shown to a partner must not be lost to a
// power cut. Without overwrite an existing file is an error, whoever made it meanwhile.
func saveFile(file string, content []byte, mode os.FileMode, overwrite bool) error {
	if err := saveWhole(file, content, mode, overwrite); err != nil {
		return fmt.Errorf("cannot write %s: %w", file, pathless(err))
	}
	return nil
}

func saveWhole(file string, content []byte, mode os.FileMode, overwrite bool) error {
	temp, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	if err := place(temp.Name(), file, overwrite); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(file))
}

// place gives the finished file its name. A link never replaces another file, unlike a rename, which is left for
// file systems that have no links.
func place(temp, file string, overwrite bool) error {
	if overwrite {
		return os.Rename(temp, file)
	}
	err := os.Link(temp, file)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, missing := os.Lstat(file); !errors.Is(missing, fs.ErrNotExist) {
		return fs.ErrExist
	}
	return os.Rename(temp, file)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// pathless drops the path from a file error, for sentences that name it already.
func pathless(err error) error {
	if e, is := errors.AsType[*fs.PathError](err); is {
		return e.Err
	}
	if e, is := errors.AsType[*os.LinkError](err); is {
		return e.Err
	}
	return err
}
