// Package lists knows the districts of both countries by their codes: which there are, and how SAME, UGC, Statistics
// Canada's SGC and Environment Canada's CLC write them. A district is its path, as geo.District writes it:
// "us/me/029", "ca/nb/1302", "us/sea/073150"; "_" stands for all of a region, or of a country.
//
// Call SAME, UGC, Location or CLC to read a code, Of and Known for what is on the lists. It refuses no code: what
// cannot be read is "".
package lists

// stateOfFIPS: state and territory codes of ANSI INCITS 38 (47 CFR 11.31(f)).
var stateOfFIPS = map[string]string{
	"01": "al", "02": "ak", "04": "az", "05": "ar", "06": "ca", "08": "co", "09": "ct", "10": "de", "11": "dc",
	"12": "fl", "13": "ga", "15": "hi", "16": "id", "17": "il", "18": "in", "19": "ia", "20": "ks", "21": "ky",
	"22": "la", "23": "me", "24": "md", "25": "ma", "26": "mi", "27": "mn", "28": "ms", "29": "mo", "30": "mt",
	"31": "ne", "32": "nv", "33": "nh", "34": "nj", "35": "nm", "36": "ny", "37": "nc", "38": "nd", "39": "oh",
	"40": "ok", "41": "or", "42": "pa", "44": "ri", "45": "sc", "46": "sd", "47": "tn", "48": "tx", "49": "ut",
	"50": "vt", "51": "va", "53": "wa", "54": "wv", "55": "wi", "56": "wy",
	"60": "as", "66": "gu", "69": "mp", "72": "pr", "78": "vi",
}

// seaOfUGC: the letters of marine UGC zones, with the state positions of SAME that stand for the same waters (NWS
// marine area codes).
var seaOfUGC = map[string]string{
	"PZ": "57", "PK": "58", "PH": "59", "PS": "61", "PM": "65", "AN": "73", "AM": "75", "GM": "77",
	"LS": "91", "LM": "92", "LH": "93", "LC": "94", "LE": "96", "LO": "97", "SL": "98",
}

// provinceOfSGC: Statistics Canada, Standard Geographical Classification.
var provinceOfSGC = map[string]string{
	"10": "nl", "11": "pe", "12": "ns", "13": "nb", "24": "qc", "35": "on", "46": "mb", "47": "sk", "48": "ab",
	"59": "bc", "60": "yt", "61": "nt", "62": "nu",
}

// clcDistrict: the weather zones of New Brunswick's border and coast that plainly lie in one census division. Zones
// that cross a division's line are left out: their messages carry CAP-CP locations too.
var clcDistrict = map[string]string{
	"015500": "ca/nb/1301", "015600": "ca/nb/1302", "015700": "ca/nb/1302", "016100": "ca/nb/1311",
	"017300": "ca/nb/1312", "017100": "ca/nb/1313", "003210": "ca/sea/00321", "003220": "ca/sea/00322",
}
