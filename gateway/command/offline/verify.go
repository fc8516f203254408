package offline

import (
	"crypto"

	"bordercast/cap"
	"bordercast/cap/xmltree"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/command/cli"
)

// Verify is `bordercast verify`: who signed an alert, and whether it is as it was then.
type Verify struct {
	Files        []string `arg:"" name:"file" help:"Alerts; - for standard input."`
	Key          []string `type:"path" placeholder:"PEM" help:"Certificates or public keys to trust; may be repeated."`
	Issuer       []string `type:"path" placeholder:"PEM" help:"Authorities whose certificates to trust, with --subject; may be repeated."`
	Subject      string   `placeholder:"REGEXP" help:"What the common name of a certificate by an issuer must be, all of it."`
	Organization string   `placeholder:"NAME" help:"What its organization must be."`
	Signer       string   `placeholder:"REGEXP" help:"Whose signature counts where there are several: a common name, or the name of a key's file."`
	JSON         bool     `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (Verify) Help() string {
	return `The verdict is one of four. valid: a trusted key signed it, and nothing changed since. invalid: it was changed,
or the signature is not what it says. unverifiable: nothing wrong was found, but no trusted key vouches for it.
unsigned: there is no signature. A certificate counts as of the time the alert was sent.

    bordercast verify --key mema.pem alert.xml
    bordercast verify --issuer identrust.pem --subject 'IPAWSOPEN_?\d+' alert.xml

Exit codes: 0 valid, 1 any other verdict, 2 a file could not be read.`
}

// judged is the JSON of one file.
type judged struct {
	File       string        `json:"file"`
	Verdict    certs.Verdict `json:"verdict,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	Text       string        `json:"text,omitempty"`
	Signer     string        `json:"signer,omitempty"`
	Warnings   []string      `json:"warnings,omitempty"`
	Signatures []signature   `json:"signatures"`
	code       int
}

// signature is one of a file's signatures.
type signature struct {
	ID          string        `json:"id,omitempty"`
	State       xmldsig.State `json:"state"`
	Reason      string        `json:"reason,omitempty"`
	Text        string        `json:"text,omitempty"`
	Algorithm   string        `json:"algorithm,omitempty"`
	Subject     string        `json:"subject,omitempty"`     // of the certificate it brought along
	Fingerprint string        `json:"fingerprint,omitempty"` // of the key that made it
}

// Run judges every file and gives the worst code.
func (c Verify) Run(e *cli.Env) error {
	trust, err := certs.NewTrust(certs.TrustConfig{Keys: c.Key, Issuers: c.Issuer, Subject: c.Subject,
		Organization: c.Organization, Signer: c.Signer})
	if err != nil {
		return err
	}
	var all []judged
	worst := 0
	for _, file := range c.Files {
		j := c.one(e, file, trust)
		worst = max(worst, j.code)
		all = append(all, j)
		if !c.JSON {
			printJudged(e, j)
		}
	}
	if c.JSON {
		if err := e.JSON(all); err != nil {
			return err
		}
	}
	return cli.Said(worst)
}

func (c Verify) one(e *cli.Env, file string, trust *certs.Trust) judged {
	j := judged{File: file, Signatures: []signature{}}
	b, err := e.Read(file)
	if err != nil {
		j.code, j.Text = 2, err.Error()
		return j
	}
	alert, doc, err := cap.Read(b)
	if err != nil {
		j.code = 1
		j.Reason, _, _ = refusal(err)
		j.Text = "it is no alert: " + err.Error()
		return j
	}
	verdict := trust.Judge(doc, alert.Sent.At)
	j.Verdict, j.Reason, j.Text, j.Signer, j.Warnings = verdict.Verdict, verdict.Reason, verdict.Text, verdict.Signer,
		verdict.Warnings
	j.Signatures = append(j.Signatures, signatures(doc)...)
	if j.Verdict != certs.Valid {
		j.code = 1
	}
	return j
}

// signatures lists what each signature says of itself, whomever one trusts.
func signatures(doc *xmltree.Document) []signature {
	var all []signature
	for _, r := range xmldsig.Verify(doc) {
		s := signature{ID: r.ID, State: r.State, Reason: r.Reason, Text: r.Text, Algorithm: r.Algorithm,
			Fingerprint: fingerprint(r.Key)}
		if r.Certificate != nil {
			s.Subject = r.Certificate.Subject.String()
		}
		all = append(all, s)
	}
	return all
}

func fingerprint(key crypto.PublicKey) string {
	if key == nil {
		return ""
	}
	return certs.Fingerprint(key)
}

// printJudged prints one file.
func printJudged(e *cli.Env, j judged) {
	switch {
	case j.code == 2:
		e.Sayf("bordercast: %s\n", cli.Plain(j.Text))
		return
	case j.Verdict == "":
		e.Printf("%s: %s (%s)\n", j.File, cli.Plain(j.Text), j.Reason)
		return
	}
	colour := map[certs.Verdict]string{certs.Valid: cli.Green, certs.Invalid: cli.Red}[j.Verdict]
	e.Printf("%s: %s (%s): %s\n", j.File, e.Paint(colour, string(j.Verdict)), j.Reason, cli.Plain(j.Text))
	for _, w := range j.Warnings {
		e.Printf("  warning: %s\n", w)
	}
	for _, s := range j.Signatures {
		e.Columns(cli.Filled([][]string{
			{"signature", cli.Sentence(string(s.State), cli.Plain(s.ID), "")}, {"  reason", cli.Sentence(s.Reason, "", s.Text)},
			{"  algorithm", cli.Plain(s.Algorithm)}, {"  certificate", cli.Plain(s.Subject)}, {"  key", s.Fingerprint},
		}))
	}
}
