package dataset

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ngograph/internal/kg"
)

// party is an organisation as the edges of the extract of 2016 see it.
type party struct {
	id, name, country string // country and name as the coordinator is given by: ISO code, folded
}

// edge says that a party takes part in a project.
type edge struct {
	party *party
	at    Position
}

// readExtract reads the extract of 2016. It has no roles, but names each project's coordinator: the party of the
// project with that name and country leads it.
func (c *cordis) readExtract(ctx context.Context) error {
	f, _ := frameworkOf("H2020")
	if err := c.ensureFramework(f); err != nil {
		return err
	}
	parties, err := c.extractParties(ctx, f)
	if err != nil {
		return err
	}
	edges, lost, err := c.extractEdges(ctx, parties)
	if err != nil {
		return err
	}
	done, taken := map[string]bool{}, map[string]bool{}
	for r, err := range c.take(extractProjects).rows(ctx, c.report) {
		if err != nil {
			return err
		}
		rcn, grant := r.get("rcn"), r.get("reference")
		switch {
		case rcn == "" || !codes.MatchString(rcn) || grant != "" && !codes.MatchString(grant):
			c.report.reject(r.at, "rcn", "%q, %q: no RCN or grant number of a project", rcn, grant)
			continue
		case done[rcn]:
			c.report.reject(r.at, "rcn", "%s was there before", rcn)
			continue
		}
		done[rcn] = true
		if taken[grant] {
			// Two records of one grant: both are kept, as the extract has them.
			c.report.warn(r.at, "reference", "grant %s was there before; this record of it is known by its RCN", grant)
			grant = ""
		} else if grant != "" {
			taken[grant] = true
		}
		if err := c.extractProject(r, f, grant, edges[rcn], lost[rcn]); err != nil {
			return err
		}
		delete(edges, rcn)
	}
	c.reportOrphans(edges)
	return nil
}

func (c *cordis) extractParties(ctx context.Context, f framework) (map[string]*party, error) {
	parties := map[string]*party{}
	for r, err := range c.take(extractOrganisations).rows(ctx, c.report) {
		if err != nil {
			return nil, err
		}
		id := r.get("new_org_id")
		if parties[id] != nil {
			c.report.reject(r.at, "new_org_id", "%s was there before", id)
			continue
		}
		o := c.organisation(r, f.scheme, id)
		if o == nil {
			continue
		}
		o.Type = kg.OtherType
		parties[id] = &party{o.ID, kg.Fold(o.Name), countryCode(r.get("country"))}
		if err := c.emit(o, r.at, "type"); err != nil {
			return nil, err
		}
	}
	return parties, nil
}

// extractEdges returns the edges by project, and of each project how many were rejected.
func (c *cordis) extractEdges(ctx context.Context, parties map[string]*party) (edges map[string][]edge, lost map[string]int, err error) {
	edges, lost = map[string][]edge{}, map[string]int{}
	for r, err := range c.take(extractEdges).rows(ctx, c.report) {
		if err != nil {
			return nil, nil, err
		}
		rcn, id := r.get("projectRcn"), r.get("new_org_id")
		p := parties[id]
		if p == nil {
			c.report.reject(r.at, "new_org_id", "organisation %q is not there or could not be read", id)
			lost[rcn]++
			continue
		}
		if slices.ContainsFunc(edges[rcn], func(e edge) bool { return e.party == p }) {
			c.report.reject(r.at, "", "the edge from %s to %s was there before", rcn, id)
			continue
		}
		edges[rcn] = append(edges[rcn], edge{p, r.at})
	}
	return edges, lost, nil
}

func (c *cordis) extractProject(r row, f framework, grant string, edges []edge, lost int) error {
	p := newProject(f, grant, r.get("rcn"))
	standIns := nameProject(p, plainText(r.get("acronym")), "")
	p.Start, p.End = c.date(r, "startDate"), c.date(r, "endDate")
	p.Budget = c.budget(r, "totalCost")
	n, err := strconv.Atoi(r.get("numOrg"))
	complete := err == nil && n == len(edges) && lost == 0
	if !complete {
		c.report.warn(r.at, "numOrg", "%s organisations are stated, %d are there; the project is not complete", r.get("numOrg"), len(edges))
	}
	p.Complete = &complete
	if err := c.projectThemes(p, r, f, "programme", "topics"); err != nil {
		return err
	}
	if err := c.emit(p, r.at, standIns...); err != nil {
		return err
	}
	lead := coordinator(edges, r.get("coordinator"), r.get("coordinatorCountry"))
	if lead == nil && len(edges) > 0 {
		c.report.warn(r.at, "coordinator", "%s (%s) is none of the project's organisations; no one leads it", r.get("coordinator"), r.get("coordinatorCountry"))
	}
	for _, e := range edges {
		part := &kg.Participation{OrganisationID: e.party.id, ProjectID: p.ID, Role: kg.Partner}
		if e.party == lead {
			part.Role, part.RawRole = kg.Lead, "coordinator"
		}
		part.Sources = p.Sources
		if err := c.emit(part, e.at); err != nil {
			return err
		}
	}
	return nil
}

func coordinator(edges []edge, name, country string) *party {
	name, country = kg.Fold(plainText(name)), countryCode(country)
	for _, e := range edges {
		if name != "" && e.party.name == name && e.party.country == country {
			return e.party
		}
	}
	return nil
}

// projectThemes gives a project the themes of a column of programme codes and one of topic codes, lists separated by
// ";".
func (c *cordis) projectThemes(p *kg.Project, r row, f framework, programmes, topics string) error {
	for code := range strings.SplitSeq(r.get(programmes), ";") {
		if err := c.addTheme(p, r, programmes, code, f, c.programmeTheme); err != nil {
			return err
		}
	}
	for code := range strings.SplitSeq(r.get(topics), ";") {
		if err := c.addTheme(p, r, topics, code, f, c.topicTheme); err != nil {
			return err
		}
	}
	return nil
}

func (c *cordis) addTheme(p *kg.Project, r row, column, code string, f framework, theme func(code, title string, f framework, at Position) (string, error)) error {
	if code = strings.TrimSpace(code); code == "" {
		return nil
	}
	id, err := theme(code, "", f, r.at)
	if id == "" && err == nil {
		c.report.warn(r.at, column, "%q is no code; it is left out", code)
	}
	if id != "" && !slices.Contains(p.ThemeIDs, id) {
		p.ThemeIDs = append(p.ThemeIDs, id)
	}
	return err
}

// reportOrphans reports the edges to projects that are not there.
func (c *cordis) reportOrphans(edges map[string][]edge) {
	type orphan struct {
		rcn string
		at  Position
	}
	var orphans []orphan
	for rcn, list := range edges {
		for _, e := range list {
			orphans = append(orphans, orphan{rcn, e.at})
		}
	}
	slices.SortFunc(orphans, func(a, b orphan) int { return a.at.Line - b.at.Line })
	for _, o := range orphans {
		c.report.reject(o.at, "projectRcn", "project %q is not there or could not be read", o.rcn)
	}
}
