// Reads CAP documents with @dec112/cap-ts, which shares no code with bordercast, and says what they say to it: one
// line of JSON for each file named on standard input, in order. The tests of gateway/trial compare that with what was
// meant. A file that the reader refuses has `error` and nothing else.
'use strict';
const fs = require('fs');
const readline = require('readline');
const cap = require('@dec112/cap-ts').CAP_1_2;

const word = (name, value) => cap['_to_string_Alert_' + name](value);
const pairs = (list) => (list || []).map((p) => p.valueName + '=' + p.value);

const area = (a) => ({
  desc: a.areaDesc,
  polygons: a.polygon_list || [],
  circles: a.circle_list || [],
  geocodes: pairs(a.geocode_list),
});

const info = (i) => ({
  language: i.language || '',
  event: i.event,
  urgency: word('info_list_info_urgency', i.urgency),
  severity: word('info_list_info_severity', i.severity),
  certainty: word('info_list_info_certainty', i.certainty),
  codes: pairs(i.eventCode_list),
  effective: i.effective || '',
  onset: i.onset || '',
  expires: i.expires || '',
  headline: i.headline || '',
  description: i.description || '',
  instruction: i.instruction || '',
  parameters: pairs(i.parameter_list),
  areas: (i.area_list || []).map(area),
});

const alert = (a) => ({
  identifier: a.identifier,
  sender: a.sender,
  sent: a.sent,
  status: word('status', a.status),
  msgType: word('msgType', a.msgType),
  scope: word('scope', a.scope),
  references: a.references || '',
  infos: (a.info_list || []).map(info),
});

async function read(file) {
  try {
    return alert(await cap.Alert.fromXML(fs.readFileSync(file, 'utf8')));
  } catch (e) {
    return { error: String(e && e.message ? e.message : e) };
  }
}

(async () => {
  for await (const file of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await read(file)) + '\n');
  }
})();
