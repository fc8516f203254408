package story

import (
	"os"
	"path/filepath"
)

// startsAsItWas takes back the last change of the configuration.
func (c *story) startsAsItWas([]string) {
	c.config = c.before
	c.starts(nil)
}

// losesDisk is the disk gone, the broker alive: the next start finds an empty data folder.
func (c *story) losesDisk([]string) {
	c.t.Helper()
	if err := os.RemoveAll(c.data()); err != nil {
		c.t.Fatal(err)
	}
}

// backsUp copies the data folder of a gateway that has stopped.
func (c *story) backsUp([]string) {
	c.t.Helper()
	to := filepath.Join(c.folder, "backup")
	if err := os.CopyFS(to, os.DirFS(c.data())); err != nil {
		c.t.Fatal(err)
	}
	secret, err := filepath.Glob(filepath.Join(to, "keys", "*.key"))
	for _, file := range secret {
		if err = os.Chmod(file, 0o600); err != nil {
			break
		}
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *story) putsBack([]string) {
	c.t.Helper()
	c.losesDisk(nil)
	if err := os.Rename(filepath.Join(c.folder, "backup"), c.data()); err != nil {
		c.t.Fatal(err)
	}
}

// litters puts on a destination's tree what is no alert.
func (c *story) litters(words []string) {
	if c.brokers.trees[words[1]] == nil {
		c.brokers.trees[words[1]] = map[string]string{}
	}
	c.brokers.trees[words[1]]["alerts/v1/exercise/ca/us/me/029/met/severe/aaaaaaaaaaaa/json"] = "rubbish"
}
