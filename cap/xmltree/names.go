package xmltree

import (
	"encoding/xml"
	"strings"
)

const (
	xmlNamespace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace = "http://www.w3.org/2000/xmlns/"
)

// scope is the stack of namespace prefixes in force.
type scope struct {
	bound []binding
	marks []int // len(bound) when each open element began
}

type binding struct{ prefix, uri string }

func newScope() scope { return scope{bound: []binding{{"xml", xmlNamespace}}} }

func (s *scope) enter() { s.marks = append(s.marks, len(s.bound)) }

func (s *scope) leave() {
	last := len(s.marks) - 1
	s.bound, s.marks = s.bound[:s.marks[last]], s.marks[:last]
}

func (s *scope) find(prefix string) (string, bool) {
	for i := len(s.bound) - 1; i >= 0; i-- {
		if s.bound[i].prefix == prefix {
			return s.bound[i].uri, true
		}
	}
	return "", false
}

// checkNames refuses what encoding/xml and etree let through of XML 1.0 §3.1 and of Namespaces in XML 1.0.
func (r *reader) checkNames(t xml.StartElement) *Refusal {
	r.scope.enter()
	for _, a := range t.Attr {
		if bad := r.bind(a); bad != nil {
			return bad
		}
	}
	if bad := r.checkPrefix(t.Name); bad != nil {
		return bad
	}
	for i, a := range t.Attr {
		if bad := r.checkPrefix(a.Name); bad != nil {
			return bad
		}
		if bad := r.checkUnique(t.Attr[:i], a); bad != nil {
			return bad
		}
	}
	if len(t.Attr) > 1 && glued(r.tag()) {
		return refuse("not-well-formed", r.line(), "<%s> has two attributes with no space between them: separate them",
			t.Name.Local)
	}
	return nil
}

// bind takes in an xmlns attribute; other attributes pass.
func (r *reader) bind(a xml.Attr) *Refusal {
	prefix := a.Name.Local
	switch {
	case a.Name.Space == "" && prefix == "xmlns":
		prefix = ""
	case a.Name.Space != "xmlns":
		return nil
	}
	reserved := a.Value == xmlNamespace || a.Value == xmlnsNamespace || prefix == "xml" || prefix == "xmlns"
	if reserved && !(prefix == "xml" && a.Value == xmlNamespace) || prefix != "" && a.Value == "" {
		return refuse("bad-namespace", r.line(), "the prefix %q may not be bound to %q (Namespaces in XML 1.0 §3)", prefix,
			a.Value)
	}
	r.scope.bound = append(r.scope.bound, binding{prefix, a.Value})
	return nil
}

func (r *reader) checkPrefix(n xml.Name) *Refusal {
	if strings.Contains(n.Local, ":") || n.Local == "" {
		return refuse("bad-name", r.line(), "%q is no name: a colon stands between a prefix and a name, once", qualified(n))
	}
	if n.Space == "" || n.Space == "xmlns" {
		return nil
	}
	if _, ok := r.scope.find(n.Space); !ok {
		return refuse("unbound-prefix", r.line(), "the prefix of %q is bound to no namespace: declare xmlns:%s",
			qualified(n), n.Space)
	}
	return nil
}

// checkUnique finds the same attribute written twice, also when two prefixes hide it.
func (r *reader) checkUnique(before []xml.Attr, a xml.Attr) *Refusal {
	for _, b := range before {
		if b.Name.Local == a.Name.Local && r.expanded(b.Name) == r.expanded(a.Name) {
			return refuse("duplicate-attribute", r.line(), "the attribute %q stands twice on one element: keep one",
				qualified(a.Name))
		}
	}
	return nil
}

func (r *reader) expanded(n xml.Name) string {
	switch n.Space {
	case "": // a default namespace does not reach attributes
		return ""
	case "xmlns":
		return xmlnsNamespace
	}
	uri, _ := r.scope.find(n.Space)
	return uri
}
