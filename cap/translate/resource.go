package translate

import (
	"cmp"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
)

// files takes the files of a part out of line.
type files struct {
	to      cap.Side
	uri     func(sha256 string) string // where a stored file is offered; nil without a public address
	gate    *redaction.Gate
	account *report.Account

	stored []Resource
}

// carry takes files out of line: derefUri never leaves (CAP 1.2 §3.2.3: a forwarder onto a two-way network
// must strip it). The bytes go to the gateway's store and the alert says where they are.
func (f *files) carry(n int, i *cap.Info) []cap.Resource {
	var out []cap.Resource
	if len(i.Resources) > 0 && !f.gate.Allowed(report.Path(n, "resource"), "resource") {
		return nil
	}
	for _, r := range i.Resources {
		to := cap.Resource{Desc: r.Desc, MimeType: r.MimeType, URI: r.URI, Digest: r.Digest}
		f.account.Carry(report.Path(n, "resource/resourceDesc"), r.Desc, r.Desc)
		f.gate.Look(report.Path(n, "resource/resourceDesc"), r.Desc)
		if f.account.Carry(report.Path(n, "resource/mimeType"), r.MimeType, r.MimeType); to.MimeType == "" {
			to.MimeType = "application/octet-stream"
			f.account.Add(report.Defaulted, report.Path(n, "resource/mimeType"), "", to.MimeType, "resources",
				"CAP 1.2 requires a type; this one claims nothing")
		}
		if to.Size = f.account.Number(report.Path(n, "resource/size"), r.Size); strings.Contains(to.Size, ".") {
			to.Size = ""
			f.account.Add(report.Dropped, report.Path(n, "resource/size"), r.Size, "", "values",
				"a size is a whole number of bytes")
		}
		if r.Deref != "" {
			f.outOfLine(n, r, &to)
		} else {
			f.account.Carry(report.Path(n, "resource/digest"), r.Digest, r.Digest)
		}
		if why := refusedURI(to.URI, f.to); to.URI != "" && why != "" {
			f.account.Add(report.Dropped, report.Path(n, "resource/uri"), to.URI, "", "resources", why)
			to.URI = ""
		} else {
			f.account.Carry(report.Path(n, "resource/uri"), to.URI, to.URI)
		}
		out = append(out, to)
	}
	return out
}

func (f *files) outOfLine(n int, r cap.Resource, to *cap.Resource) {
	at := report.Path(n, "resource/derefUri")
	text := strings.Join(strings.Fields(r.Deref), "")
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		f.account.Add(report.Dropped, at, "", "", "resources", "it is no base64 and cannot be stored")
		f.account.Carry(report.Path(n, "resource/digest"), r.Digest, r.Digest)
		return
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])
	f.stored = append(f.stored, Resource{hash, to.MimeType, raw})
	switch {
	case f.uri != nil:
		to.URI = f.uri(hash)
	case refusedURI(to.URI, f.to) != "":
		to.URI = ""
	}
	if r.URI != "" && to.URI != r.URI {
		f.account.Add(report.Dropped, report.Path(n, "resource/uri"), r.URI, "", "resources",
			"it only named the file that rode inside")
	}
	f.account.Add(report.Changed, at, strconv.Itoa(len(raw))+" bytes", cmp.Or(to.URI, "sha256 "+hash), "resources",
		cmp.Or(noURI(to.URI), "stored by hash and offered as a uri"))
	to.Size = strconv.Itoa(len(raw))
	switch size := strings.TrimSpace(r.Size); size {
	case to.Size:
	case "":
		f.account.Add(report.Added, report.Path(n, "resource/size"), "", to.Size, "resources", "the file has so many bytes")
	default:
		f.account.Add(report.Changed, report.Path(n, "resource/size"), r.Size, to.Size, "resources",
			"the file has so many bytes")
	}
	f.digest(n, r, to, raw, text)
}

// digest is the SHA-1 of the file, as CAP 1.2 says. Real ones are written in hex or base64, and NAAD's are of the
// base64 text instead of the file (traps ca-14): who checks those against the file takes every attachment for damaged.
func (f *files) digest(n int, r cap.Resource, to *cap.Resource, raw []byte, text string) {
	at, said := report.Path(n, "resource/digest"), strings.TrimSpace(r.Digest)
	file, ofText := sha1.Sum(raw), sha1.Sum([]byte(text))
	to.Digest = hex.EncodeToString(file[:])
	switch {
	case said == "":
		f.account.Add(report.Added, at, "", to.Digest, "resources", "SHA-1 of the file itself")
	case strings.EqualFold(said, to.Digest):
		f.account.Carry(at, r.Digest, to.Digest)
	case said == base64.StdEncoding.EncodeToString(file[:]):
		f.account.Add(report.Changed, at, r.Digest, to.Digest, "resources", "the same, in hex")
	case strings.EqualFold(said, hex.EncodeToString(ofText[:])):
		f.account.Add(report.Changed, at, r.Digest, to.Digest, "resources",
			"it was of the base64 text, as NAAD writes it, and holds; this is of the file")
	default:
		f.account.Check(report.Changed, at, r.Digest, to.Digest, "resources",
			"it is neither the file's nor its base64 text's: the file may have been damaged on its way")
	}
}

func noURI(uri string) string {
	if uri == "" {
		return "stored by hash; no uri, since gateway.public_url is not set"
	}
	return ""
}

// refusedURI says why a URI may not stand on that side: it must be an absolute web address, and IPAWS takes no
// query, no space, and 2083 characters at most.
func refusedURI(uri string, to cap.Side) string {
	u, err := url.Parse(strings.TrimSpace(uri))
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return "it is no web address"
	case strings.ContainsAny(strings.TrimSpace(uri), " \t\r\n"):
		return "a web address holds no space"
	case to == cap.US && (u.RawQuery != "" || u.ForceQuery):
		return "IPAWS takes no query in a web address"
	case to == cap.US && len(uri) > 2083:
		return "IPAWS takes no web address longer than 2083 characters"
	}
	return ""
}
