package dataset

import (
	"context"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// projectRows are the lines of project.csv, the first of which was looked at already.
type projectRows struct {
	rows iter.Seq2[row, error]
	stop func()
}

// startProjects looks at the first project for the framework programme, which organisations cite.
func (p *published) startProjects(ctx context.Context) (projectRows, error) {
	t := p.take(projects)
	if t == nil {
		for _, f := range p.in.Files {
			name := strings.ToUpper(strings.TrimSuffix(f.Name, path.Ext(f.Name)))
			for _, code := range []string{"H2020", "HORIZON", "FP7"} {
				if strings.Contains(name, code) {
					p.framework, _ = frameworkOf(code)
					return projectRows{func(func(row, error) bool) {}, func() {}}, nil
				}
			}
		}
		p.report.warn(Position{File: p.tables[organizations].name}, "", "no project.csv says which framework programme the projects belong to; they get none")
		return projectRows{func(func(row, error) bool) {}, func() {}}, nil
	}
	next, stop := iter.Pull2(t.rows(ctx, p.report))
	first, err, ok := next()
	if err != nil {
		stop()
		return projectRows{}, err
	}
	if ok {
		p.framework, _ = frameworkFor(first)
	}
	return projectRows{stop: stop, rows: func(yield func(row, error) bool) {
		for ; ok; first, err, ok = next() {
			if !yield(first, err) {
				return
			}
		}
	}}, nil
}

// frameworkFor returns the framework programme of a project, and false, with what stands in for it, if it is not known.
func frameworkFor(r row) (framework, bool) {
	code := r.get("frameworkProgramme")
	if code == "" {
		code, _, _ = strings.Cut(r.get("legalBasis"), "-") // H2020-EU.1.3.2., HORIZON.2.5
	}
	f, ok := frameworkOf(code)
	if !ok {
		return anyFramework(), false
	}
	return f, true
}

// readProject reads a line of project.csv and emits the project with its participations.
func (p *published) readProject(r row) error {
	grant, rcn := r.get("id"), r.get("rcn")
	if grant == "" || !codes.MatchString(grant) {
		p.report.reject(r.at, "id", "%q is no grant number of a project", grant)
		return nil
	}
	if !p.firstProject(grant) {
		p.report.reject(r.at, "id", "%s was there before", grant)
		return nil
	}
	f, ok := frameworkFor(r)
	if !ok {
		p.report.warn(r.at, "frameworkProgramme", "%q is not known; the project has no programme", r.get("frameworkProgramme"))
	}
	if err := p.ensureFramework(f); err != nil {
		return err
	}
	project := newProject(f, grant, rcn)
	standIns := nameProject(project, plainText(r.get("acronym")), plainText(r.get("title")))
	project.Summary = kg.Text(paragraphs(r.get("objective")))
	project.Start, project.End = p.date(r, "startDate"), p.date(r, "endDate")
	project.Budget = p.budget(r, "totalCost")
	project.Website = kg.Text(p.sites[grant])
	if doi := r.get("grantDoi"); strings.HasPrefix(doi, "10.") {
		project.Identifiers = append(project.Identifiers, kg.Identifier{Scheme: "DOI", Value: doi})
	}
	if err := p.projectThemes(project, r, f, "legalBasis", "topics"); err != nil {
		return err
	}
	return p.emitProject(project, r, f, standIns)
}

// firstProject reports whether a project is met for the first time.
func (p *published) firstProject(grant string) bool {
	key := "project:cordis:" + grant
	met := p.seen[key]
	p.seen[key] = true
	return !met
}

// emitProject emits a project with the codes of the tables around it, and its participations.
func (p *published) emitProject(project *kg.Project, r row, f framework, standIns []string) error {
	_, grant, _ := strings.Cut(strings.TrimPrefix(project.ID, "project:"), ":")
	if k := p.codes[grant]; k != nil {
		for _, code := range k.programmes {
			if err := p.addTheme(project, r, "legalBasis", code, f, p.programmeTheme); err != nil {
				return err
			}
		}
		for _, code := range k.topics {
			if err := p.addTheme(project, r, "topics", code, f, p.topicTheme); err != nil {
				return err
			}
		}
		for _, s := range k.fields {
			science := func(code, title string, f framework, at Position) (string, error) {
				return p.fieldOfScience(code, s.path, s.title, f, at)
			}
			if err := p.addTheme(project, r, "euroSciVocCode", s.code, f, science); err != nil {
				return err
			}
		}
	}
	parts := p.parts[grant]
	if len(parts) > 0 || p.lost[grant] {
		complete := !p.lost[grant]
		project.Complete = &complete
	}
	if err := p.emit(project, r.at, standIns...); err != nil {
		return err
	}
	delete(p.parts, grant)
	for _, part := range parts {
		record := &kg.Participation{
			OrganisationID: part.party.record.ID, ProjectID: project.ID, Role: part.role,
			RawRole: kg.Text(part.rawRole), Contribution: part.contribution,
		}
		record.Sources = project.Sources
		if err := p.emit(record, Position{p.organizationFile, part.line}); err != nil {
			return err
		}
	}
	return nil
}

// emitRest emits the projects that organization.csv names and project.csv, if it was read, does not.
func (p *published) emitRest(listed bool) error {
	for _, grant := range slices.Sorted(maps.Keys(p.parts)) {
		at := Position{p.organizationFile, p.parts[grant][0].line}
		if listed {
			p.report.warn(at, "projectID", "project %s is not in project.csv or could not be read there; it has an acronym only", grant)
		}
		project := newProject(p.framework, grant, "")
		standIns := nameProject(project, p.acronyms[grant], "")
		if err := p.emitProject(project, row{at: at}, p.framework, standIns); err != nil {
			return err
		}
	}
	return nil
}
