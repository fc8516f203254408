// Package profile says what each profile of CAP asks beyond CAP itself, and which public channels would carry an
// alert. Call Check with an alert and a profile: the Report lists what is wrong, each finding with the number of its
// rule, and for each channel of that side whether the alert is fit for it and what stands in the way. CheckAt also
// judges what depends on the hour. Locate adds the lines of the document.
//
// Two kinds of rules are kept apart. Content rules give findings: an error breaks the profile, and no channel takes
// such an alert. Rules about status, freshness, SAME geocodes, EAS-ORG and the text of wireless alerts only decide
// channels: an alert can keep its profile and be fit for none of them, as every exercise is.
//
// How sure a rule is limits how hard it judges. Rules whose text was read, or that code written from the text
// enforces and real traffic keeps, may be errors. A rule known at second hand is a warning at most.
//
// The package refuses to replace validate.Alert, which checks CAP itself and needs the document; to decide anything
// for a person; and to judge by the event's name.
package profile
