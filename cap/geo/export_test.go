package geo

// KnownDistricts are those that the map knows.
func KnownDistricts(a *Atlas) map[District]bool { return directory{a}.districts() }
