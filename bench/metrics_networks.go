package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ngograph/internal/metrics"
)

// A tieNetwork is a graph to be measured, and a file of its links for others to read.
type tieNetwork struct {
	name  string
	nodes int
	links []metrics.Link
	file  string
}

// parties are the organisations of each project.
type parties map[string][]string

// networks are the Baltic cross-border network of the seed, all ties of the seed's Horizon 2020 projects, a generated
// one, and all ties of an extract of CORDIS where there is one.
func (b *bench) networks(ctx context.Context) ([]*tieNetwork, error) {
	seed := parties{}
	country, baltic, ofProgramme := map[string]string{}, map[string]bool{}, map[string]bool{}
	err := errors.Join(
		eachRow("seed/reference/area_members.csv", func(r row) { baltic[r("member")] = baltic[r("member")] || r("area") == "area:baltic-sea-region" }),
		eachRow("seed/sample/organisations.csv", func(r row) { country[r("id")] = r("country") }),
		eachRow("seed/cordis/organisations.csv", func(r row) { country[r("id")] = r("country") }),
		eachRow("seed/sample/projects.csv", func(r row) { ofProgramme[r("id")] = isHorizon(r("programme")) }),
		eachRow("seed/cordis/projects.csv", func(r row) { ofProgramme[r("id")] = isHorizon(r("programme")) }),
		seed.read("seed/sample/participations.csv", "project", "organisation"),
		seed.read("seed/cordis/participations.csv", "project", "organisation"),
	)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(seed, func(project string, _ []string) bool { return !ofProgramme[project] })
	across := func(a, b string) bool {
		return baltic[country[a]] && baltic[country[b]] && country[a] != country[b]
	}
	found := []*tieNetwork{
		seed.tied("Baltic, across borders", across),
		seed.tied("Horizon 2020, the seed's projects", nil),
	}
	generated, organisations := parties{}, 20_000
	if b.quick {
		organisations = 5000
	}
	folder, err := b.synthetic(ctx, organisations)
	if err != nil {
		return nil, err
	}
	if err := generated.read(filepath.Join(folder, "participations.csv"), "project", "organisation"); err != nil {
		return nil, err
	}
	found = append(found, generated.tied(fmt.Sprintf("generated, %d organisations", organisations), nil))
	if b.cordis != "" {
		whole := parties{}
		if err := whole.readCORDIS(b.cordis); err != nil {
			return nil, err
		}
		found = append(found, whole.tied("CORDIS, "+filepath.Base(b.cordis), nil))
	}
	for i, n := range found {
		n.file = filepath.Join(b.dir, fmt.Sprintf("links-%d", i))
		if err := n.write(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func isHorizon(programme string) bool {
	return programme == "programme:h2020" || programme == "programme:euratom-2014"
}

// readCORDIS reads an extract as it is published by one of two projects.
func (p parties) readCORDIS(folder string) error {
	err := p.read(filepath.Join(folder, "h2020.csv.gz"), "rcn", "pic")
	if errors.Is(err, os.ErrNotExist) {
		return p.read(filepath.Join(folder, "edges.tsv.gz"), "projectRcn", "new_org_id")
	}
	return err
}

func (p parties) read(file, project, organisation string) error {
	return eachRow(file, func(r row) { p[r(project)] = append(p[r(project)], r(organisation)) })
}

// tied ties each two parties of a project of n by 1/(n-1), and keeps the ties that are wanted: all where wanted is nil.
// Nodes are numbered in the order of the organisations' ids.
func (p parties) tied(name string, wanted func(a, b string) bool) *tieNetwork {
	weights := map[[2]string]float64{}
	for _, project := range slices.Sorted(maps.Keys(p)) {
		team := slices.Compact(slices.Sorted(slices.Values(p[project])))
		for i, b := range team {
			for _, a := range team[:i] {
				if wanted == nil || wanted(a, b) {
					weights[[2]string{a, b}] += 1 / float64(len(team)-1)
				}
			}
		}
	}
	number := map[string]int32{}
	for pair := range weights {
		number[pair[0]], number[pair[1]] = 0, 0
	}
	for i, id := range slices.Sorted(maps.Keys(number)) {
		number[id] = int32(i)
	}
	n := &tieNetwork{name: name, nodes: len(number)}
	for pair, w := range weights {
		n.links = append(n.links, metrics.Link{A: number[pair[0]], B: number[pair[1]], Weight: w})
	}
	slices.SortFunc(n.links, func(a, b metrics.Link) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return n
}

// write writes the number of nodes, then a line for each link.
func (n *tieNetwork) write() (err error) {
	f, err := os.Create(n.file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	_, _ = fmt.Fprintln(w, n.nodes) // Flush returns the first error
	for _, l := range n.links {
		_, _ = fmt.Fprintln(w, l.A, l.B, l.Weight)
	}
	return w.Flush()
}

// row returns a cell by the name of its column.
type row func(column string) string

// eachRow reads a table, by comma or, in a .tsv file, by tab.
func eachRow(file string, do func(row)) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var text io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if text, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	table := csv.NewReader(text)
	table.ReuseRecord = true
	if strings.Contains(filepath.Base(file), ".tsv") {
		table.Comma, table.LazyQuotes = '\t', true
	}
	head, err := table.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	column := map[string]int{}
	for i, name := range head {
		column[name] = i
	}
	for {
		cells, err := table.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		do(func(name string) string { return cells[column[name]] })
	}
}
