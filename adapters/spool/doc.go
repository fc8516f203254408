// Package spool is a wire made of folders: alerts come in as files in one, and go out as files into another. It is for
// systems that can write or read a file and speak no protocol, on this machine or by way of whatever copies files to
// it.
//
// Start with a [Config], the block of a system of kind spool; [Config.Check] says what is wrong in it. Then
// [NewSource] or [NewDestination], then Run in a goroutine of its own. example.yaml shows a whole system.
//
// # Coming in
//
// A sender writes its file under a name that begins with a dot, or ends in .tmp or .part, and renames it when it is
// complete. Such names are passed over. Renaming is the rule; for senders that cannot, the source takes a file only
// when two looks, a second apart, found it the same (size, time, inode), and reads it again from the start if it
// changed while it was read. That is a net and no promise: a sender that pauses in the middle of a file for longer is
// taken at its word. Give each file a name of its own, for a file that replaces another before it was read is all that
// is left.
//
// Files are taken oldest first, by the time of their last change, then by name. Only so many are on their way into the
// gateway at a time; the others wait where they are. What becomes of a file:
//
//   - Let in, or known already: it goes to the folder done.
//   - Refused for good: it goes to the folder bad, with NAME.reason.txt beside it: code, sentence, time. So does an
//     empty file, and one that is larger than a message may be; neither is read.
//   - Not kept by the gateway, which may have no room: it stays, and is taken again after a pause.
//   - No file at all (a folder, a link, a pipe): it is refused and left where it is.
//
// Where a name is taken in done or bad, a number is put behind it: nothing is ever overwritten there. Clear the two
// folders by a job of your own; the gateway never looks back at them.
//
// There is no position to keep: the folder is the position, for what is left in it was not finished with. A gateway
// that ends between keeping a file and moving it takes it again at its next start, and knows it by its digest. If it
// had refused that file, the second copy goes to done: a repeat is no news. Quarantine has the refusal.
//
// # Going out
//
// Each delivery becomes one file for each role that the system wants (write; cap alone by default):
//
//	LANE.KEY.cap.xml        CAP, for an end the Cancel
//	LANE.KEY.original.xml   CAP as its originator sent it
//	LANE.KEY.json           the alert as a GeoJSON Feature
//	LANE.KEY.report.json    what the translation changed and left out
//	LANE.KEY.ended.json     the notice that the alert ended here, and why
//
// LANE is actual, exercise or test, and stands first so that no program takes an exercise for an alert. KEY names the
// delivery. CAP is written last: who waits for it finds the rest. Who wants json gets ended too, for an end has no
// Feature. A delivery without a document of a role that is wanted writes nothing and is done: the system has asked not
// to have it. So is a document without bytes, which only clears an MQTT topic.
//
// A file appears whole or not at all: it is written under a hidden name, brought to the disk, renamed, and the folder
// is brought to the disk before the delivery is done. An attempt that is made again finds its own file there, or
// writes it anew where the reader has taken it away; a reader tells repeats by the name, or by the alert's identity. If
// other bytes stand under the name, the delivery is refused: nothing is ever replaced. Files may be read by their
// owner and their group (mode 0640, less what the umask takes away).
//
// # Trouble
//
// At the start and after each trouble the gateway proves that a folder can be used: it writes a hidden file,
// .bordercast-probe, moves it the way that files go, and deletes it. What is wrong is reported once, by one of the
// codes of this package, and tried again after pauses of up to 30 s. While done or bad are broken, alerts are still
// taken.
//
// # What it refuses to do
//
// It follows no symbolic link to a file, overwrites no file, looks into no subfolder, and takes nothing that another
// program merely has open. Give the four folders to the gateway and the one system alone: who may write into the
// folder in speaks as that system.
//
// # Limits
//
// A folder of a network file system whose server is gone holds up whoever touches it, for as long as the kernel waits.
// File systems differ in whether they can rename without replacing; on one that cannot (NFS), the source looks first
// and renames then.
package spool
