package scenarios

import (
	"time"

	"bordercast/gateway/exercise/scenario"
)

// cutAllFor is how long every line to a destination stays dead, in real time: longer than the gateway's patience.
const cutAllFor = 40 * time.Second

// throughTheCut is how long what happens in that cut may take to be seen.
const throughTheCut = cutAllFor + scenario.Usual

// mishaps are what people do to a gateway without meaning to, and what lines do to it. Nothing that is active may
// go.
func mishaps() []scenario.Scene {
	return []scenario.Scene{
		{No: 19, Title: "A wrong word", Injects: []scenario.Inject{
			{At: at(2, 10, 21), Who: "the operator", Does: "misspells responders-ca in the configuration; a hangup",
				Acts: []scenario.Act{scenario.Misspell{Right: "responders-ca", Wrong: "responder-ca"}},
				Expect: []scenario.Expectation{
					scenario.AlarmedSince{Code: "reload-refused", Within: throughTheCut},
					scenario.Remains{Message: storm, Reader: "ca"},
					scenario.Remains{Message: storm, Reader: "us"},
					scenario.NothingLeaves{Say: "not one topic is cleared"}}},
			{At: at(2, 10, 22), Who: "the operator", Does: "puts the word right, and acknowledges",
				Acts:   []scenario.Act{scenario.Respell{}, scenario.Acknowledge{Note: "A typing error; it is mended."}},
				Expect: []scenario.Expectation{scenario.AlarmsDown{}}}}},

		{No: 20, Title: "Every line is cut", Injects: []scenario.Inject{
			{At: at(2, 10, 23), Who: "the script",
				Does: "cuts every line to a destination for 40 real seconds; nws updates the storm",
				Acts: []scenario.Act{scenario.Cut{For: cutAllFor}, scenario.Send{Messages: []string{stormWorse}}},
				Expect: []scenario.Expectation{
					scenario.Taken(stormWorse),
					scenario.NotReady{Reason: "outbound-down", Within: throughTheCut},
					scenario.AlarmedSince{Code: "outbound-down", Within: throughTheCut},
					scenario.Stands{Message: stormWorse, Reader: "ca", Within: throughTheCut, Is: []scenario.Check{
						scenario.CanadianForm{Event: "winterStorm"}, scenario.InPlace{Of: storm}}},
					scenario.Stands{Message: stormWorse, Reader: "us", Within: throughTheCut, Is: []scenario.Check{
						scenario.SameBytes{}}},
					scenario.ReadyAgain{Cut: cutAllFor}}},
			{At: at(2, 10, 27), Who: "those who were alarmed", Does: "acknowledge",
				Acts:   []scenario.Act{scenario.Acknowledge{Note: "The lines are back."}},
				Expect: []scenario.Expectation{scenario.AlarmsDown{}}}}},

		{No: 21, Title: "A second gateway", Injects: []scenario.Inject{
			{At: at(2, 10, 28), Who: "somebody", Does: "starts the gateway once more, with an empty folder",
				Acts: []scenario.Act{scenario.StartSecond{}},
				Expect: []scenario.Expectation{
					scenario.SecondWaits{},
					scenario.Remains{Message: storm, Reader: "ca"},
					scenario.Remains{Message: storm, Reader: "us"},
					scenario.NothingLeaves{Say: "what stands does not flicker"}}},
			{At: at(2, 10, 29), Who: "the operator", Does: "stops it, and acknowledges",
				Acts: []scenario.Act{scenario.StopSecond{},
					scenario.Acknowledge{Note: "It was started by mistake, and is stopped."}},
				Expect: []scenario.Expectation{
					scenario.AlarmsDown{},
					scenario.Remains{Message: storm, Reader: "ca"},
					scenario.NothingLeaves{Say: "nor when it stops"}}}}},
	}
}
