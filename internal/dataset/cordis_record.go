package dataset

import (
	"cmp"
	"strings"

	"ngograph/internal/kg"
)

// organisation makes the organisation of a line: what all layouts say of one. id is CORDIS' key of it. It is nil, and
// reported, where the line has no name or no key.
func (c *cordis) organisation(r row, scheme, id string) *kg.Organisation {
	name := plainText(r.get("name"))
	if id == "" || !codes.MatchString(id) {
		c.report.reject(r.at, "", "%q is no id of an organisation", id)
		return nil
	}
	if name == "" {
		c.report.reject(r.at, "name", "the organisation has no name")
		return nil
	}
	if strings.ContainsRune(name, '\uFFFD') {
		c.report.note("names of organisations in which the source lost characters")
	}
	o := &kg.Organisation{ID: organisationID(id), Name: name}
	if short := plainText(r.get("shortName")); hasLetters(short) && kg.Fold(short) != kg.Fold(name) {
		o.Acronym = kg.Text(short)
	}
	if isPIC(id) {
		o.Identifiers = append(o.Identifiers, kg.Identifier{Scheme: "PIC", Value: id})
	}
	o.CountryID = c.country(r, "country")
	o.Sources = organisationSource(scheme, id)
	return o
}

func organisationID(id string) string {
	if isPIC(id) {
		return "org:pic:" + id
	}
	return "org:cordis:" + id
}

// country returns the country in a column. "NA" is Namibia.
func (c *cordis) country(r row, column string) string {
	text := r.get(column)
	if text == "" {
		c.report.warn(r.at, column, "no country is stated; the organisation has none")
		return ""
	}
	if id := "country:" + countryCode(text); c.in.Known(id) {
		return id
	}
	c.report.warn(r.at, column, "%q is no country that is known; the organisation has none", text)
	return ""
}

// newProject makes a project by its grant number or, where that is not known, its RCN.
func newProject(f framework, grant, rcn string) *kg.Project {
	p := &kg.Project{}
	if grant != "" {
		p.ID = "project:cordis:" + grant
		p.Sources = []kg.SourceRef{{Dataset: cordisDataset(f.scheme), Record: kg.Text(grant)}}
	} else {
		p.ID = "project:cordis-rcn:" + rcn
		p.Sources = rcnSource(f, rcn)
	}
	if rcn != "" {
		p.Identifiers = append(p.Identifiers, kg.Identifier{Scheme: "CORDIS-RCN", Value: rcn})
	}
	if f.name != "" {
		p.ProgrammeID = "programme:" + f.scheme
	}
	return p
}

func rcnSource(f framework, rcn string) []kg.SourceRef {
	return []kg.SourceRef{{Dataset: cordisDataset(f.scheme), Record: kg.Text(rcn), URL: kg.Text("https://cordis.europa.eu/project/rcn/" + rcn)}}
}

// name gives a project its title, which may be no more than its acronym or id, and returns what only stands in.
func nameProject(p *kg.Project, acronym, title string) (standIns []string) {
	if hasLetters(acronym) {
		p.Acronym = kg.Text(acronym)
	}
	if title != "" {
		p.Title = title
		return nil
	}
	_, key, _ := strings.Cut(p.ID, ":")
	p.Title = cmp.Or(string(p.Acronym), key)
	return []string{"title"}
}

// date reads a date; one that is none is reported and left out.
func (c *cordis) date(r row, column string) kg.Date {
	text := r.get(column)
	if len(text) > 10 && (text[10] == ' ' || text[10] == 'T') {
		text = text[:10] // a time of day follows
	}
	d, err := kg.ParseDate(text)
	if err != nil {
		c.report.warn(r.at, column, "%s; it is left out", err)
	}
	return d
}

// money reads an amount; one that is none is reported and left out.
func (c *cordis) money(r row, column string) *kg.Money {
	m, err := euros(r.get(column))
	if err != nil {
		c.report.warn(r.at, column, "%q is %s; it is left out", r.get(column), err)
	}
	return m
}

// budget reads a project's costs, where 0 means that nothing is stated.
func (c *cordis) budget(r row, column string) *kg.Money {
	m := c.money(r, column)
	if m != nil && m.Cents == 0 {
		return nil
	}
	return m
}
