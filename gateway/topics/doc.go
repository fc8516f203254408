// Package topics holds the names under which the gateway speaks on MQTT, and the two small payloads that are not
// alerts: the receipt an agency gets for what it sent, and the notice that an alert has ended on a topic.
//
// Start with Key for the public trees (alerts/v1/…), Tree for a party's own tree (parties/v1/…), and the functions
// Status, Health, Checkpoint, Alarm, In and ReceiptTo for the gateway's own. Spread says on which topics a chain
// stands, given the districts it touches. Parse reads any of these names back: on a new connection the gateway
// recognises by it what in a retained tree is its own.
//
// The rules of the tree:
//
//   - every level is a safe token: lower case, never +, #, /, $, a space or a control character (see Token);
//   - a district carries json only; the district "_", once per region touched, carries cap and json;
//   - a whole state ("us/me/_") stands in every district of the state and in its "_";
//   - a whole country ("us/_/_") stands in "_/_" and in every region's "_";
//   - what has no place stands in "_/_" of the country it comes from: clients subscribe to that too;
//   - end notices are not retained; everything else but receipts is.
//
// The package publishes nothing and keeps nothing.
package topics
