package dataset

import (
	"context"
	"maps"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// published is what is kept while the tables that CORDIS publishes are read.
type published struct {
	*cordis
	framework framework // what project.csv says at first, or a file's name; of organisations and stray projects
	parties   map[string]*publishedParty
	parts     map[string][]publishedPart // by project
	acronyms  map[string]string          // of projects, as organization.csv has them
	lost      map[string]bool            // projects of which a line of organization.csv was rejected
	codes     map[string]*projectCodes
	sites     map[string]string // of projects
	roles     map[string]string // each wording once

	organizationFile string
}

// publishedParty is an organisation, put together from its lines, of which each project has one.
type publishedParty struct {
	record  *kg.Organisation
	at      Position
	updated kg.Date // of the line that said most of it
	rank    int     // in the order of the file
}

// publishedPart is a line of organization.csv as a participation.
type publishedPart struct {
	party        *publishedParty
	role         kg.Role
	rawRole      string
	contribution *kg.Money
	line         int
}

// projectCodes are a project's codes in topics.csv, legalBasis.csv and euroSciVoc.csv.
type projectCodes struct {
	topics, programmes []string
	fields             []scienceField
}

type scienceField struct{ code, path, title string }

// readPublished reads the tables that CORDIS publishes.
func (c *cordis) readPublished(ctx context.Context) error {
	p := &published{
		cordis: c, framework: anyFramework(), parties: map[string]*publishedParty{}, parts: map[string][]publishedPart{},
		acronyms: map[string]string{}, lost: map[string]bool{}, codes: map[string]*projectCodes{}, sites: map[string]string{},
		roles: map[string]string{},
	}
	listed := c.tables[projects] != nil
	p.organizationFile = c.tables[organizations].name
	if err := p.readAround(ctx); err != nil {
		return err
	}
	pending, err := p.startProjects(ctx)
	if err != nil {
		return err
	}
	defer pending.stop()
	if err := c.ensureFramework(p.framework); err != nil {
		return err
	}
	if err := p.readOrganizations(ctx, c.take(organizations)); err != nil {
		return err
	}
	if err := p.emitParties(); err != nil {
		return err
	}
	for r, err := range pending.rows {
		if err != nil {
			return err
		}
		if err := p.readProject(r); err != nil {
			return err
		}
	}
	return p.emitRest(listed)
}

// of returns the codes of a project.
func (p *published) of(project string) *projectCodes {
	k := p.codes[project]
	if k == nil {
		k = &projectCodes{}
		p.codes[project] = k
	}
	return k
}

// readAround reads the tables around project.csv.
func (p *published) readAround(ctx context.Context) error {
	for _, around := range []struct {
		kind tableKind
		read func(row)
	}{
		{topics, func(r row) {
			k, code := p.of(r.get("projectID")), r.get("topic")
			k.topics = append(k.topics, code)
			p.name(code, r.get("title"))
		}},
		{legalBasis, func(r row) {
			k, code := p.of(r.get("projectID")), trimCode(r.get("legalBasis"))
			k.programmes = append(k.programmes, code)
			p.name(code, r.get("title"))
		}},
		{euroSciVoc, func(r row) {
			k := p.of(r.get("projectID"))
			k.fields = append(k.fields, scienceField{r.get("euroSciVocCode"), r.get("euroSciVocPath"), r.get("euroSciVocTitle")})
		}},
		{webLinks, func(r row) {
			if kind := strings.ToLower(r.get("type")); kind == "relatedwebsite" || kind == "projectwebsite" {
				if project := r.get("projectID"); p.sites[project] == "" {
					p.sites[project] = string(website(r.get("physUrl")))
				}
			}
		}},
	} {
		t := p.take(around.kind)
		if t == nil {
			continue
		}
		for r, err := range t.rows(ctx, p.report) {
			if err != nil {
				return err
			}
			around.read(r)
		}
	}
	return nil
}

// name keeps the title of a code.
func (p *published) name(code, title string) {
	if title = plainText(title); title != "" && p.titles[code] == "" {
		p.titles[code] = title
	}
}

func (p *published) readOrganizations(ctx context.Context, t *table) error {
	t.lost = func(r row) { p.lost[r.get("projectID")] = true }
	for r, err := range t.rows(ctx, p.report) {
		if err != nil {
			return err
		}
		project := strings.Clone(r.get("projectID")) // what is kept must not keep the line
		if project == "" || !codes.MatchString(project) {
			p.report.reject(r.at, "projectID", "%q is no id of a project", project)
			continue
		}
		party := p.readParty(r)
		if party == nil {
			p.lost[project] = true
			continue
		}
		if p.acronyms[project] == "" {
			p.acronyms[project] = strings.Clone(plainText(r.get("projectAcronym")))
		}
		p.readPart(r, project, party)
	}
	return nil
}

// readParty reads the organisation of a line and adds it to what other lines said of it: what a line knows that was
// updated later counts. It is nil, and reported, where the line names none.
func (p *published) readParty(r row) *publishedParty {
	o := p.organisation(r, p.framework.scheme, r.get("organisationID"))
	if o == nil {
		return nil
	}
	o.Type = organisationType(r.get("activityType"))
	if o.Type == "" && r.get("activityType") != "" {
		p.report.warn(r.at, "activityType", "%q is not known; the type is not set", r.get("activityType"))
	}
	if strings.EqualFold(r.get("SME"), "true") {
		o.Size = "SMALL" // or MICRO or MEDIUM: no source tells them apart
	}
	if vat := strings.ToUpper(strings.ReplaceAll(r.get("vatNumber"), " ", "")); strings.ContainsAny(vat, "0123456789") {
		o.Identifiers = append(o.Identifiers, kg.Identifier{Scheme: "VAT", Value: vat})
	}
	o.City = kg.Text(plainText(r.get("city")))
	o.Website = website(r.get("organizationURL"))
	if nuts := r.get("nutsCode"); nuts != "" {
		if id := "region:" + strings.ToUpper(nuts); p.in.Known(id) {
			o.RegionID = id
		} else {
			p.report.note("NUTS codes of regions that are not known")
		}
	}
	place, err := geolocation(r.get("geolocation"))
	if err != nil {
		p.report.warn(r.at, "geolocation", "%q is %s; it is left out", r.get("geolocation"), err)
	}
	o.Location = place
	return p.addParty(o, r)
}

func (p *published) addParty(o *kg.Organisation, r row) *publishedParty {
	updated := kg.Date(r.get("contentUpdateDate"))
	party := p.parties[o.ID]
	if party == nil {
		party = &publishedParty{record: o, at: r.at, updated: updated, rank: len(p.parties)}
		p.parties[o.ID] = party
		return party
	}
	over, under := party.record, o
	if updated > party.updated {
		over, under = o, party.record
		party.updated, party.at = updated, r.at
	}
	d := kg.Describe(kg.KindOrganisation)
	for i := range d.Fields {
		target := d.Fields[i].Of(over)
		if target.IsZero() {
			target.Set(d.Fields[i].Of(under))
		}
	}
	if len(under.Identifiers) > len(over.Identifiers) { // only one line has a VAT number; of two numbers the later counts
		over.Identifiers = under.Identifiers
	}
	party.record = over
	return party
}

func (p *published) readPart(r row, project string, party *publishedParty) {
	raw := r.get("role")
	if kept, ok := p.roles[raw]; ok {
		raw = kept
	} else {
		raw = strings.Clone(raw)
		p.roles[raw] = raw
	}
	part := publishedPart{party: party, role: roleOf(raw), rawRole: raw, contribution: p.money(r, "ecContribution"), line: r.at.Line}
	if part.role == "" {
		p.report.warn(r.at, "role", "%q is not known; it is taken for a partner", raw)
		part.role = kg.Partner
	}
	for _, other := range p.parts[project] {
		if other.party == party && other.role == part.role {
			p.report.reject(r.at, "", "line %d has the same organisation, project and role", other.line)
			return
		}
	}
	p.parts[project] = append(p.parts[project], part)
}

// emitParties emits the organisations in the order in which the file has them.
func (p *published) emitParties() error {
	inOrder := slices.SortedFunc(maps.Values(p.parties), func(a, b *publishedParty) int { return a.rank - b.rank })
	for _, party := range inOrder {
		var standIns []string
		if party.record.Type == "" {
			party.record.Type, standIns = kg.OtherType, []string{"type"}
		}
		if err := p.emit(party.record, party.at, standIns...); err != nil {
			return err
		}
	}
	return nil
}
