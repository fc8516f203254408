// Package offline has the commands that work on files and need no gateway: translate, validate, verify, geo and event
// about alerts and codes; config check and example, and certs, to prepare a gateway; scenario, to prepare an exercise.
//
// They read what is named on the command line, standard input for "-", and of a gateway's folder no more than the
// maps that were imported into it. Only geo import, certs and scenario new write files, and translate where it is
// asked to.
package offline
