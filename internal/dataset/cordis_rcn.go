package dataset

import (
	"context"
	"slices"

	"ngograph/internal/kg"
)

// readByRCN reads a table of participations without names, each with the fields of its project, by RCN. Organisations
// are named by their PIC and projects by their RCN. It is for tests of load.
func (c *cordis) readByRCN(ctx context.Context) error {
	f, _ := frameworkOf("H2020")
	if err := c.ensureFramework(f); err != nil {
		return err
	}
	parts, err := c.readParts(ctx)
	if err != nil {
		return err
	}
	type participation struct {
		record kg.Participation
		at     Position
	}
	type project struct {
		record *kg.Project
		parts  []participation
		at     Position
	}
	met := map[string]bool{}
	byRCNs := map[string]*project{}
	var order []*project
	for r, err := range c.take(byRCN).rows(ctx, c.report) {
		if err != nil {
			return err
		}
		rcn, pic, role := r.get("rcn"), r.get("pic"), roleOf(r.get("role"))
		if rcn == "" || !codes.MatchString(rcn) || !codes.MatchString(pic) || role == "" {
			c.report.reject(r.at, "", "RCN %q, PIC %q, role %q: not a participation", rcn, pic, r.get("role"))
			continue
		}
		o := &kg.Organisation{ID: organisationID(pic), Name: "PIC " + pic, Type: organisationType(r.get("type"))}
		if !met[o.ID] {
			met[o.ID] = true
			standIns := []string{"name"}
			if o.Type == "" {
				o.Type, standIns = kg.OtherType, append(standIns, "type")
			}
			o.CountryID = c.country(r, "country")
			o.Identifiers = []kg.Identifier{{Scheme: "PIC", Value: pic}}
			o.Sources = organisationSource(f.scheme, pic)
			if err := c.emit(o, r.at, standIns...); err != nil {
				return err
			}
		}
		p := byRCNs[rcn]
		if p == nil {
			complete := true
			p = &project{record: newProject(f, "", rcn), at: r.at}
			p.record.Title = "RCN " + rcn
			p.record.Complete = &complete
			p.record.Start, p.record.End = c.date(missing(r, "start_date"), "start_date"), c.date(missing(r, "end_date"), "end_date")
			p.record.Budget = c.budget(missing(r, "total_cost"), "total_cost")
			byRCNs[rcn] = p
			order = append(order, p)
		}
		part := participation{kg.Participation{OrganisationID: o.ID, Role: role, RawRole: kg.Text(r.get("role"))}, r.at}
		part.record.Contribution = c.money(missing(r, "contribution"), "contribution")
		p.parts = append(p.parts, part)
	}
	for _, p := range order {
		for _, part := range parts[p.record.Identifiers[0].Value] {
			if err := c.addTheme(p.record, row{at: p.at}, "programme_part", part, f, c.programmeTheme); err != nil {
				return err
			}
		}
		if err := c.emit(p.record, p.at, "title"); err != nil {
			return err
		}
		for i := range p.parts {
			part := &p.parts[i].record
			part.ProjectID, part.Sources = p.record.ID, p.record.Sources
			if err := c.emit(part, p.parts[i].at); err != nil {
				return err
			}
		}
	}
	return nil
}

// missing returns the row with "NA" of a column, which stands for a missing number or date there, made empty. It is not
// for countries, where NA is Namibia.
func missing(r row, column string) row {
	i, ok := r.table.columns[column]
	if ok && r.cells[i] == "NA" {
		r.cells = slices.Clone(r.cells)
		r.cells[i] = ""
	}
	return r
}

// readParts returns the programme codes of projects by RCN.
func (c *cordis) readParts(ctx context.Context) (map[string][]string, error) {
	parts := map[string][]string{}
	t := c.take(partsByRCN)
	if t == nil {
		return parts, nil
	}
	of := map[string]string{
		"ERC": "H2020-EU.1.1", "FET": "H2020-EU.1.2", "MSCA": "H2020-EU.1.3", "RI": "H2020-EU.1.4", "LEIT": "H2020-EU.2.1",
		"ARF": "H2020-EU.2.2", "Innovation in SMEs": "H2020-EU.2.3", "SC1": "H2020-EU.3.1", "SC2": "H2020-EU.3.2",
		"SC3": "H2020-EU.3.3", "SC4": "H2020-EU.3.4", "SC5": "H2020-EU.3.5", "SC6": "H2020-EU.3.6", "SC7": "H2020-EU.3.7",
		"SEWP": "H2020-EU.4", "SWAFS": "H2020-EU.5", "Euratom": "H2020-Euratom",
	}
	for r, err := range t.rows(ctx, c.report) {
		if err != nil {
			return nil, err
		}
		code := of[r.get("programme_part")]
		if code == "" {
			c.report.warn(r.at, "programme_part", "%q is not known; it is left out", r.get("programme_part"))
			continue
		}
		rcn := r.get("rcn")
		parts[rcn] = append(parts[rcn], code)
	}
	return parts, nil
}
