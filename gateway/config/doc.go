// Package config is the one YAML file that tells a gateway who it speaks with and under which agreement.
//
// Load reads a file, Default is what serve runs on without one, Example is a commented file with every key, and
// Check says all that is wrong with a configuration before anything is started. What Check calls an Error must
// stop a start and a reload; Compile does both steps and yields the compiled agreement.
//
// Unknown and repeated keys are refused with line, excerpt and caret, for a mistyped key that is ignored would be
// a route or a key file that does not exist. Relative paths are relative to the file's folder. A value that is
// ${NAME} and nothing else is taken from the environment; passwords stand in files of their own, never here.
package config
