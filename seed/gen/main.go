// Command gen writes the CORDIS tables of the sample from an extract of CORDIS:
//
//	go run ./seed/gen EXTRACT FOLDER
//
// It keeps the projects that join two or more of the eight EU countries on the Baltic Sea, with all that take part in
// them, so that weights are what they are in the whole. The same extract gives the same tables.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ngograph/internal/dataset"
	"ngograph/internal/kg"
	"ngograph/seed"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gen EXTRACT FOLDER")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// littoral returns the EU countries on the Baltic Sea.
func littoral() []string {
	return []string{"country:DE", "country:DK", "country:EE", "country:FI", "country:LT", "country:LV", "country:PL", "country:SE"}
}

// extract is what is read of CORDIS.
type extract struct {
	organisations map[string]*kg.Organisation
	projects      map[string]*kg.Project
	parts         map[string][]*kg.Participation // by project
}

func generate(from, to string) (err error) {
	files, done, err := dataset.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	report := &dataset.Report{Each: func(p dataset.Problem) {
		if p.Rejected {
			fmt.Fprintln(os.Stderr, p)
		}
	}}
	x, err := read(dataset.CORDIS(context.Background(), dataset.Input{Files: files, Known: seed.Known()}, report))
	if err != nil {
		return err
	}
	organisations, projects, parts := x.choose()
	_, _ = fmt.Fprintf(os.Stdout, "%d organisations, %d projects, %d participations\n", len(organisations), len(projects), len(parts))
	return errors.Join(
		write(to, kg.KindOrganisation, []string{"id", "name", "acronym", "type", "country"}, organisations),
		write(to, kg.KindProject, []string{"id", "acronym", "title", "identifiers", "start", "end", "budget", "budgetCurrency", "themes", "programme", "participantsComplete"}, projects),
		write(to, kg.KindParticipation, []string{"organisation", "project", "role", "rawRole"}, parts),
	)
}

func read(rows iter.Seq2[dataset.Row, error]) (*extract, error) {
	x := &extract{map[string]*kg.Organisation{}, map[string]*kg.Project{}, map[string][]*kg.Participation{}}
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		switch r := row.Record().(type) {
		case *kg.Organisation:
			x.organisations[r.ID] = r
		case *kg.Project:
			x.projects[r.ID] = r
		case *kg.Participation:
			x.parts[r.ProjectID] = append(x.parts[r.ProjectID], r)
		}
	}
	return x, nil
}

// choose returns what the sample keeps, by id. Topics of calls are left out: the reference tables do not have them.
func (x *extract) choose() (organisations, projects, parts []kg.Record) {
	kept := map[string]kg.Record{}
	for _, id := range slices.Sorted(maps.Keys(x.projects)) {
		countries := map[string]bool{}
		for _, p := range x.parts[id] {
			if c := x.organisations[p.OrganisationID].CountryID; slices.Contains(littoral(), c) {
				countries[c] = true
			}
		}
		if len(countries) < 2 {
			continue
		}
		project := x.projects[id]
		project.ThemeIDs = slices.DeleteFunc(project.ThemeIDs, func(id string) bool { return strings.HasPrefix(id, "theme:h2020-topic:") })
		projects = append(projects, project)
		slices.SortFunc(x.parts[id], func(a, b *kg.Participation) int { return cmp.Compare(a.RecordID(), b.RecordID()) })
		for _, p := range x.parts[id] {
			parts = append(parts, p)
			kept[p.OrganisationID] = x.organisations[p.OrganisationID]
		}
	}
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		organisations = append(organisations, kept[id])
	}
	return organisations, projects, parts
}

func write(folder string, k kg.Kind, columns []string, records []kg.Record) (err error) {
	f, err := os.Create(filepath.Join(folder, dataset.TableName(k)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return dataset.WriteTable(f, k, columns, func(yield func(kg.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	})
}
