// Package restamp makes alerts that were recorded once fit to be sent again: each is given a new identifier and a sent
// of now, expires as long after it as it was, effective and onset likewise, and references that name its predecessors by
// their new names. All else stays as it was, to the letter: texts, codes, places.
//
// All is the one to call, with a whole set: references are rewritten over all of it, and its order is kept. Times in
// texts and in VTEC codes are not times of CAP and stay.
//
// It refuses an alert of status Actual unless it is told to take it: a recording must not become a warning. Signatures
// do not survive, for what they were made over is changed; a key that is given signs anew.
package restamp
