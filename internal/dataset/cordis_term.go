package dataset

import (
	"cmp"
	"regexp"
	"strings"

	"ngograph/internal/kg"
)

// framework is a framework programme of the EU for research.
type framework struct {
	scheme       string // of its themes
	name         string
	from, to     int // years
	datasetTitle string
}

// frameworkOf returns the framework programme that CORDIS' code names, false if there is none of that code.
func frameworkOf(code string) (framework, bool) {
	switch code = strings.ToUpper(code); {
	case code == "H2020":
		return framework{"h2020", "Horizon 2020", 2014, 2020, "CORDIS: EU research projects under Horizon 2020 (2014-2020)"}, true
	case strings.HasPrefix(code, "HORIZON"):
		return framework{"horizon-europe", "Horizon Europe", 2021, 2027, "CORDIS: EU research projects under Horizon Europe (2021-2027)"}, true
	case code == "FP7":
		return framework{"fp7", "Seventh Framework Programme", 2007, 2013, "CORDIS: EU research projects under FP7 (2007-2013)"}, true
	}
	return framework{}, false
}

// anyFramework stands in where no file says which framework programme the projects belong to: it names the dataset
// and no programme.
func anyFramework() framework {
	f, _ := frameworkOf("H2020")
	f.name = ""
	return f
}

// cordisDataset returns the id of the dataset of one framework programme's projects: "h2020", "horizon-europe", "fp7".
func cordisDataset(scheme string) string { return "dataset:cordis-" + scheme }

// CORDISSource returns what a project or participation of Horizon 2020 cites: its grant agreement number.
func CORDISSource(grant string) []kg.SourceRef {
	return []kg.SourceRef{{Dataset: cordisDataset("h2020"), Record: kg.Text(grant)}}
}

// CORDISOrganisationSource returns what an organisation of Horizon 2020 cites. Its page is CORDIS itself, which has no
// page for an organisation's id.
func CORDISOrganisationSource(id string) []kg.SourceRef { return organisationSource("h2020", id) }

func organisationSource(scheme, id string) []kg.SourceRef {
	return []kg.SourceRef{{Dataset: cordisDataset(scheme), Record: kg.Text(id), URL: "https://cordis.europa.eu"}}
}

// themeSource is what a theme cites: the dataset as a whole.
func themeSource(scheme string) []kg.SourceRef {
	return []kg.SourceRef{{Dataset: cordisDataset(scheme)}}
}

// ensureFramework emits the dataset with the day of its retrieval, and the programme where the store does not have it.
func (c *cordis) ensureFramework(f framework) error {
	if id := cordisDataset(f.scheme); c.first(id) || c.in.Retrieved != "" && !c.dated[id] {
		if c.in.Retrieved == "" {
			return kg.Errorf(kg.Invalid, "%s is new: say on which day the files were retrieved", id)
		}
		c.dated[id] = true
		err := c.emit(&kg.Dataset{
			ID: id, Title: f.datasetTitle, Publisher: "European Commission, Publications Office of the European Union",
			URL: "https://cordis.europa.eu", RecordURL: "https://cordis.europa.eu/project/id/{record}",
			Licence: "CC-BY-4.0", Attribution: "Source: CORDIS, European Union", RetrievedAt: c.in.Retrieved,
		}, Position{File: "CORDIS"}, "title", "publisher", "url", "recordUrl", "licence", "attribution")
		if err != nil {
			return err
		}
	}
	if id := "programme:" + f.scheme; f.name != "" && c.first(id) {
		p := &kg.Programme{ID: id, Name: f.name, From: &f.from, To: &f.to}
		p.Sources = themeSource(f.scheme)
		return c.emit(p, Position{File: "CORDIS"})
	}
	return nil
}

// trimCode takes the dot away that ends most programme codes.
func trimCode(code string) string { return strings.TrimRight(strings.TrimSpace(code), ".") }

// codes are what an id may be made of: no spaces, and none of the signs that structure a cell.
var codes = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._()/+&-]{0,99}$`)

// programmeTheme returns the theme of a programme code such as H2020-EU.3.5. and emits it, and those above it, where
// the store does not have them. A code that cannot be one gives "".
func (c *cordis) programmeTheme(code, title string, f framework, at Position) (string, error) {
	code = trimCode(code)
	if !codes.MatchString(code) {
		return "", nil
	}
	scheme := f.scheme
	switch upper := strings.ToUpper(code); {
	case strings.HasPrefix(upper, "H2020"):
		scheme = "h2020"
	case strings.HasPrefix(upper, "HORIZON"):
		scheme = "horizon-europe"
	case strings.HasPrefix(upper, "FP7"):
		scheme = "fp7"
	}
	t := &kg.Theme{ID: "theme:" + scheme + ":" + code, Scheme: scheme, Notation: kg.Text(code), Name: title}
	if c.seen[t.ID] || c.in.Known(t.ID) {
		return t.ID, nil
	}
	if above := broaderCode(code); above != "" {
		id, err := c.programmeTheme(above, "", f, at)
		if err != nil {
			return "", err
		}
		t.BroaderIDs = []string{id}
	}
	return t.ID, c.emitTheme(t, f, at)
}

// broaderCode returns the code above a programme code, "" for a topmost one: H2020-EU.3.5 is below H2020-EU.3, that
// below H2020-EU, and H2020-Euratom-1 below H2020-Euratom.
func broaderCode(code string) string {
	if i := strings.LastIndexByte(code, '.'); i > 0 {
		return code[:i]
	}
	if i := strings.LastIndexByte(code, '-'); i > 0 && strings.ContainsAny(code[:i], "-.") {
		return code[:i]
	}
	return ""
}

// topicTheme returns the theme of a topic of a call. Topics are a scheme of their own; that a topic belongs to a
// programme is said by the projects, which have both.
func (c *cordis) topicTheme(code, title string, f framework, at Position) (string, error) {
	key := strings.ReplaceAll(code, " ", "-") // a few are words: "RISK FINANCE"
	if !codes.MatchString(key) {
		return "", nil
	}
	scheme := f.scheme + "-topic"
	t := &kg.Theme{ID: "theme:" + scheme + ":" + key, Scheme: scheme, Notation: kg.Text(code), Name: title}
	if c.seen[t.ID] || c.in.Known(t.ID) {
		return t.ID, nil
	}
	return t.ID, c.emitTheme(t, f, at)
}

// emitTheme emits a theme for the first time. One whose name the files do not say is named by its code until one says.
func (c *cordis) emitTheme(t *kg.Theme, f framework, at Position) error {
	c.seen[t.ID] = true
	var standIns []string
	if t.Name == "" {
		t.Name = cmp.Or(c.titles[t.ID], c.titles[string(t.Notation)])
	}
	if t.Name == "" {
		t.Name, standIns = string(t.Notation), []string{"name"}
	} else {
		c.titles[t.ID] = t.Name // for when the theme is met again without it
		t.Labels = []kg.LocalisedText{{Language: "en", Text: t.Name}}
	}
	t.Sources = themeSource(f.scheme)
	return c.emit(t, at, standIns...)
}

// fieldOfScience returns the theme of a field of the European Science Vocabulary, given the codes ("/23/49/305") and
// the names ("/natural sciences/biological sciences/ecology") on the way to it.
func (c *cordis) fieldOfScience(path, names, title string, f framework, at Position) (string, error) {
	steps := strings.Split(strings.Trim(path, "/"), "/")
	words := strings.Split(strings.Trim(names, "/"), "/")
	above := ""
	for i, code := range steps {
		if !codes.MatchString(code) {
			return "", nil
		}
		t := &kg.Theme{ID: "theme:euroscivoc:" + code, Scheme: "euroscivoc", Notation: kg.Text(code)}
		switch {
		case i == len(steps)-1 && title != "":
			t.Name = plainText(title)
		case len(words) == len(steps):
			t.Name = plainText(words[i])
		}
		if above != "" {
			t.BroaderIDs = []string{above}
		}
		// A field may stand below several: each way to it is emitted once.
		if way := t.ID + "<" + above; !c.seen[way] {
			c.seen[way] = true
			if err := c.emitTheme(t, f, at); err != nil {
				return "", err
			}
		}
		above = t.ID
	}
	return above, nil
}
