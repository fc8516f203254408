// Package act has the commands by which people act: approve, deny, ack, recall, resend and quarantine about alerts;
// send, which posts an alert as an agency does; and what concerns the gateway itself: backup, restore, reload, keys,
// foreign, rename and retire.
//
// Each goes to the running gateway by its socket, with the name of the person who acts; the gateway decides whether
// they may. Backups are put back, and the gateway is renamed and destinations retired, while no gateway runs, too: then
// the configuration says who may, and what was done is noted for the next start.
package act
