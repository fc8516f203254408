package event

import "testing"

// TestStandingIn: what a headline says of its product, in both languages; what is said of later, of some condition, of
// one product of several or of what is no product says nothing.
func TestStandingIn(t *testing.T) {
	for text, want := range map[string]Standing{
		"fictional thunderstorm warning ended":                                              Over,
		"Fictional wind warning - ended":                                                    Over,
		"avertissement de vent terminé":                                                     Over,
		"alerte d’orages violents – terminée":                                               Over,
		"AVERTISSEMENTS ANNULÉS":                                                            Over,
		"The Fictional Storm Warning has been cancelled.":                                   Over,
		"The Fictional Storm Warning has been canceled and is no longer in effect.":         Over,
		"The Flash Flood Warning for the north of Example County has expired":               Over,
		"...THE WINTER STORM WATCH IS CANCELLED...":                                         Over,
		"Boil water advisory lifted":                                                        Over,
		"AMBER Alert cancelled":                                                             Over,
		"Ordre d’évacuation levé":                                                           Over,
		"fictional wind warning in effect":                                                  InForce,
		"avertissement de vent en vigueur":                                                  InForce,
		"Flood Warning remains in effect until 8 PM or until the flood warning is canceled": InForce,
		"The tsunami Advisory continues for the coast":                                      InForce,
		"One watch is cancelled. The other warning remains in effect.":                      "",
		"Watch ended, replaced by a warning":                                                "",
		"Flood Warning issued July 1 until the warning is cancelled":                        "",
		"The warning will be lifted at noon":                                                "",
		"The warning has not been cancelled":                                                "",
		"All schools cancelled":                                                             "",
		"Warning issued July 1 at 6 PM expiring July 1 at 9 PM":                             "",
		"Fictional plume over the river":                                                    "",
		"":                                                                                  "",
	} {
		if got := StandingIn(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
