package topics

import (
	"encoding/json"
	"time"

	"bordercast/cap"
)

// Ending says why an alert no longer stands on a topic.
type Ending string

// The endings. Updated is said only on topics that the successor left; EndedHere where the alert lives on
// elsewhere; Withdrawn is the gateway's own doing, not the originator's.
const (
	Cancelled Ending = "cancelled"
	Updated   Ending = "updated"
	EndedHere Ending = "ended_here"
	Expired   Ending = "expired"
	Withdrawn Ending = "withdrawn"
)

// EndNotice is the notice published, not retained, on each topic an alert leaves, before the topic is cleared.
type EndNotice struct {
	Chain     string
	Part      int
	End       Ending
	At        time.Time
	By        *cap.Identity // the message that ended it; nil when no message did
	Party     string        // whose doing it was
	Successor string        // topic of what replaces it; "" for none
	Text      Text
}

// Text is a fixed phrase in both languages.
type Text struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

// Withdrawal is how a recall is worded wherever one is said.
func Withdrawal() Text {
	return Text{
		EN: "withdrawn by the gateway's operator; the originator has not cancelled it",
		FR: "retirée par l'exploitant de la passerelle; l'émetteur ne l'a pas annulée",
	}
}

// InError is how a recall is worded of what the gateway should not have sent: its readers are to go by what the
// originator says.
func InError(lane cap.Lane) Text {
	return marked(lane, Text{
		EN: "The gateway sent this in error. Read the originator's message.",
		FR: "Transmis par erreur par la passerelle. Consultez le message de l'émetteur.",
	})
}

// Phrase is the fixed wording of an ending. In the exercise and test lanes it says so first, like every other
// text that people there may read. Nobody's alert text is in it.
func (e Ending) Phrase(lane cap.Lane) Text {
	withdrawal := Withdrawal()
	text := map[Ending]Text{
		Cancelled: {"This alert has been cancelled by its originator.", "Cette alerte a été annulée par son émetteur."},
		Updated: {"This alert has been updated and no longer applies here; see its successor.",
			"Cette alerte a été mise à jour et ne s'applique plus ici; voir l'alerte qui la remplace."},
		EndedHere: {"This alert no longer applies here; it may still apply elsewhere.",
			"Cette alerte ne s'applique plus ici; elle peut encore s'appliquer ailleurs."},
		Expired: {"This alert has expired.", "Cette alerte est expirée."},
		Withdrawn: {"This alert was " + withdrawal.EN + ".",
			"Cette alerte a été " + withdrawal.FR + "."},
	}[e]
	return marked(lane, text)
}

// marked says first of what is not real that it is not.
func marked(lane cap.Lane, text Text) Text {
	mark := map[cap.Lane]Text{
		cap.LaneExercise: {"EXERCISE: ", "EXERCICE : "}, cap.LaneTest: {"TEST: ", "TEST : "},
	}[lane]
	return Text{mark.EN + text.EN, mark.FR + text.FR}
}

// MarshalJSON writes the notice with every key: null where there is nobody and nothing.
func (e EndNotice) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Chain     string    `json:"chain"`
		Part      int       `json:"part"`
		End       Ending    `json:"end"`
		At        string    `json:"at"`
		By        *identity `json:"by"`
		Party     string    `json:"party"`
		Successor *string   `json:"successor"`
		Text      Text      `json:"text"`
	}{e.Chain, max(e.Part, 1), e.End, stamp(e.At), identityOf(e.By), e.Party, orNull(e.Successor), e.Text})
}

// identity is a CAP identity in JSON: the three parts under the names of the CAP elements.
type identity struct {
	Sender     string `json:"sender"`
	Identifier string `json:"identifier"`
	Sent       string `json:"sent"`
}

func identityOf(id *cap.Identity) *identity {
	if id == nil {
		return nil
	}
	return &identity{id.Sender, id.Identifier, stamp(id.Sent)}
}

// stamp is an instant for machines: UTC, to the second, as RFC 3339 writes it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
