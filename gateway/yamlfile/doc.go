// Package yamlfile reads the YAML files that people write for the gateway, strictly, and answers a mistake with a
// sentence, its line, and a caret under it.
//
// Tree is the one to call first; then Decode, for a file that is decoded as a whole, or a reader of one's own, which
// says what it finds by Mistake. Unknown and repeated keys, anchors, aliases and tags are refused, and files that nest
// so deep that the parser would take the machine's memory.
package yamlfile
