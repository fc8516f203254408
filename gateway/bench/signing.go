package main

import (
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"strings"

	goxmldsig "github.com/russellhaering/goxmldsig"

	"bordercast/cap"
	"bordercast/certs/xmldsig"
)

func (c *costs) signing(t table) error {
	for _, name := range []string{"ECDSA P-256", "RSA-2048"} {
		if err := c.verifying(t, name); err != nil {
			return err
		}
	}
	for _, name := range []string{"ECDSA P-256", "RSA-2048"} {
		if err := c.making(t, name); err != nil {
			return err
		}
	}
	return nil
}

// verifying is a good signature looked at.
func (c *costs) verifying(t table, name string) error {
	took, err := measure(func() error {
		if r := xmldsig.Verify(c.signed[name], c.keys[name].Public()); r[0].State != xmldsig.Good {
			return fmt.Errorf("%v", r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	other := ""
	if name == "RSA-2048" {
		store := goxmldsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{c.cert[name]}}
		g, err := measure(func() error {
			_, err := goxmldsig.NewDefaultValidationContext(&store).Validate(c.signed[name].Root)
			return err
		})
		other = times2("goxmldsig", g.micros(), took.micros(), err) + "; "
	}
	took.row(t, "verify, "+name, other+c.xmlsec1(took.micros(), "--verify", "--trusted-pem", c.file(name, ".pem"),
		c.file(name, ".xml")))
	return nil
}

// making is a signature made, and the document with it written.
func (c *costs) making(t table, name string) error {
	root, text := c.alerts[cap.CA].Element(), c.alerts[cap.CA].Canonical()
	took, err := measure(func() error {
		_, err := xmldsig.Seal(text, rand.Reader, c.keys[name], c.cert[name])
		return err
	})
	if err != nil {
		return err
	}
	other := ""
	if name == "RSA-2048" {
		ctx, err := goxmldsig.NewSigningContext(c.keys[name], [][]byte{c.cert[name].Raw})
		if err != nil {
			return err
		}
		ctx.Canonicalizer = goxmldsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
		g, err := measure(func() error { _, err := ctx.SignEnveloped(root); return err })
		other = times2("goxmldsig", g.micros(), took.micros(), err) + "; "
	}
	took.row(t, "sign, "+name, other+c.xmlsec1(took.micros(), "--sign", "--privkey-pem",
		c.file(name, ".key")+","+c.file(name, ".pem"), "--output", os.DevNull, c.file(name, ".xml")))
	return nil
}

func times2(who string, other, own float64, err error) string {
	if err != nil {
		return who + " fails: " + err.Error()
	}
	return fmt.Sprintf("%s %.0f µs, %.1f times", who, other, other/own)
}

// xmlsec1 does the same a hundred times in one process; it reads the file anew each time.
func (c *costs) xmlsec1(own float64, args ...string) string {
	const often = 100
	cmd := exec.Command("xmlsec1", append([]string{args[0], "--repeat", fmt.Sprint(often)}, args[1:]...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "needs xmlsec1: " + strings.TrimSpace(string(out)+" "+err.Error())
	}
	took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return times2("xmlsec1, reading too,", float64(took.Microseconds())/often, own, nil)
}
