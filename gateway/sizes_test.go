package gateway_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	mostMethods = 25
	mostFiles   = 20
)

// No type has more methods than a person keeps in mind, in tests neither, with those of the types that it embeds (but
// for interfaces: a fake is all of one and another in one point); and no package has more files.
func TestNothingIsTooLarge(t *testing.T) {
	h := house{types: map[string]*kind{}, files: map[string]int{}}
	err := filepath.WalkDir("..", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || len(entry.Name()) > 2 && entry.Name()[0] == '.'):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(file, ".go"):
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err == nil {
			h.read(filepath.ToSlash(strings.TrimPrefix(file, ".."+string(filepath.Separator))), parsed)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.types) < 500 || h.types["gateway/leader.Keeper"] == nil {
		t.Fatalf("only %d types were found", len(h.types))
	}
	for _, name := range slices.Sorted(maps.Keys(h.types)) {
		if n := h.methods(name, nil); n > mostMethods {
			t.Errorf("%s has %d methods, more than %d: part it along what it knows", name, n, mostMethods)
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(h.files)) {
		if n := h.files[folder]; n > mostFiles {
			t.Errorf("%s has %d files besides its tests, more than %d: it is more than one subject", folder, n, mostFiles)
		}
	}
}

// house is what the packages of the repository declare: types by folder and name, "_test" behind the folder of what
// only a package of tests has.
type house struct {
	types map[string]*kind
	files map[string]int // by folder, without tests
}

type kind struct {
	own    int      // methods
	embeds []string // types
}

func (h house) kind(name string) *kind {
	if h.types[name] == nil {
		h.types[name] = &kind{}
	}
	return h.types[name]
}

// methods is how many a type has, with those that it is given by what it embeds. Outer are the types it stands in.
func (h house) methods(name string, outer []string) int {
	k := h.types[name]
	if k == nil || slices.Contains(outer, name) {
		return 0
	}
	n := k.own
	for _, inner := range k.embeds {
		n += h.methods(inner, append(slices.Clone(outer), name))
	}
	return n
}

func (h house) read(file string, parsed *ast.File) {
	folder := path.Dir(file)
	if !strings.HasSuffix(file, "_test.go") {
		h.files[folder]++
	}
	if strings.HasSuffix(parsed.Name.Name, "_test") {
		folder += "_test"
	}
	imports := map[string]string{}
	for _, i := range parsed.Imports {
		at, ours := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), "bordercast/")
		name := path.Base(at)
		if i.Name != nil {
			name = i.Name.Name
		}
		if ours {
			imports[name] = at
		}
	}
	nameOf := func(e ast.Expr) string {
		switch e := bare(e).(type) {
		case *ast.Ident:
			return folder + "." + e.Name
		case *ast.SelectorExpr:
			if of, is := e.X.(*ast.Ident); is && imports[of.Name] != "" {
				return imports[of.Name] + "." + e.Sel.Name
			}
		}
		return ""
	}
	for _, d := range parsed.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil {
				h.kind(nameOf(d.Recv.List[0].Type)).own++
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, is := s.(*ast.TypeSpec); is {
					h.declare(folder+"."+s.Name.Name, s.Type, nameOf)
				}
			}
		}
	}
}

func (h house) declare(name string, as ast.Expr, nameOf func(ast.Expr) string) {
	k := h.kind(name)
	of, is := as.(*ast.StructType)
	if !is {
		return
	}
	for _, f := range of.Fields.List {
		if len(f.Names) == 0 {
			k.embeds = append(k.embeds, nameOf(f.Type))
		}
	}
}

// bare is a type without its pointer and its parameters.
func bare(e ast.Expr) ast.Expr {
	switch of := e.(type) {
	case *ast.StarExpr:
		return bare(of.X)
	case *ast.IndexExpr:
		return bare(of.X)
	case *ast.IndexListExpr:
		return bare(of.X)
	}
	return e
}
