package main

import (
	"context"
	"errors"
	"math"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"ngograph/internal/kg"
	"ngograph/internal/memory"
	"ngograph/internal/sqlite"
)

// held is what the memory view of a store takes, measured in this process.
type held struct {
	participations float64
	bytes          float64 // of the heap in use after a collection that were not before
	texts          float64 // of these, the texts that the records hold
}

func (h held) each() float64 { return (h.bytes - h.texts) / h.participations }

// hold fills a view from a store's file and lets go of it.
func hold(ctx context.Context, file string) (h held, err error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: file, ReadOnly: true})
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	before := heap()
	view, err := memory.Open(ctx, store, memory.Options{})
	if err != nil {
		return h, err
	}
	defer view.Close()
	h.bytes = heap() - before
	summary, err := view.Summary(ctx)
	if err != nil {
		return h, err
	}
	h.participations = float64(summary.Counts[kg.KindParticipation])
	h.texts, err = textBytes(ctx, store)
	return h, err
}

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// textBytes counts the bytes of the texts that records hold and no others: ids, names, other texts, identifiers, and what
// sources say of a record. References, enumerated values, dates and currencies are no texts of the record's own; nor are
// those of a participation, but for what its sources say, counted once for each list of sources that differs.
func textBytes(ctx context.Context, store kg.Store) (float64, error) {
	sum := 0
	shared := map[string]bool{}
	for r, err := range store.Scan(ctx) {
		if err != nil {
			return 0, err
		}
		sources, length := "", 0
		for _, s := range r.Base().Sources {
			sources = strings.Join([]string{sources, string(s.Record), string(s.URL)}, "\x00")
			length += len(s.Record) + len(s.URL)
		}
		if r.Kind() != kg.KindParticipation {
			sum += length + ownTexts(r)
		} else if !shared[sources] {
			shared[sources] = true
			sum += length
		}
	}
	return float64(sum), nil
}

func ownTexts(r kg.Record) int {
	sum := 0
	d := kg.Describe(r.Kind())
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Refs != nil || f.Enum != "" {
			continue
		}
		v := f.Of(r)
		switch x := v.Interface().(type) {
		case kg.Date:
		case []string:
			for _, s := range x {
				sum += len(s)
			}
		case []kg.LocalisedText:
			for _, t := range x {
				sum += len(t.Text)
			}
		case []kg.Identifier:
			for _, i := range x {
				sum += len(i.Value)
			}
		default:
			if v.Kind() == reflect.String {
				sum += v.Len()
			}
		}
	}
	return sum
}

// change is what it costs a view to follow one change of its store.
type change struct {
	name  string
	took  time.Duration // from the change in the store to the answer of the view
	bytes uint64        // allocated meanwhile
}

// changes makes single changes in a copy of a store.
func changes(ctx context.Context, file string) (list []change, err error) {
	copied := file + ".changed"
	defer func() { err = errors.Join(err, os.RemoveAll(copied), os.RemoveAll(copied+".lock")) }()
	if err := copyFile(file, copied); err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: copied})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	view, err := memory.Open(ctx, store, memory.Options{})
	if err != nil {
		return nil, err
	}
	defer view.Close()
	first := func(k kg.Kind) (kg.Record, error) {
		for r, err := range store.Scan(ctx, k) {
			return r, err
		}
		return nil, errors.New("the store is empty")
	}
	organisation, err := first(kg.KindOrganisation)
	if err != nil {
		return nil, err
	}
	project, err := first(kg.KindProject)
	if err != nil {
		return nil, err
	}
	moved := *organisation.(*kg.Organisation)
	moved.City = "Elsewhere"
	renamed := moved
	renamed.Name = "Synthetic Zest"
	added := renamed
	added.ID += "-added"
	for _, c := range []struct {
		name string
		put  kg.Record
	}{
		{"an organisation moves to another town", &moved},
		{"an organisation is renamed", &renamed},
		{"an organisation is added", &added},
		{"it takes part in a project", &kg.Participation{OrganisationID: added.ID, ProjectID: project.RecordID(), Role: kg.Partner}},
	} {
		revision, err := store.Apply(ctx, []kg.Change{{Put: c.put}})
		if err != nil {
			return nil, err
		}
		before, begun := allocated(), time.Now()
		if err := view.Reach(ctx, revision); err != nil {
			return nil, err
		}
		took := time.Since(begun)
		list = append(list, change{c.name, took, allocated() - before})
	}
	return list, nil
}

// circles is how many organisations lie one and two ties away from one.
type circles struct{ partners, second int }

// like reports whether both differ by a sixth at most.
func (c circles) like(o circles) bool {
	near := func(a, b int) bool { return math.Abs(float64(a-b)) <= float64(b)/6 }
	return near(c.partners, o.partners) && near(c.second, o.second)
}

// ordinary is an organisation in some projects, with another two ties away that is in as many.
type ordinary struct{ id, other string }

// network is who takes part in what, as numbers.
type network struct {
	ids      []string
	projects [][]int32 // of each organisation
	members  [][]int32 // of each project
}

func readNetwork(ctx context.Context, file string) (n *network, err error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: file, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	n = &network{}
	organisations, projects := map[string]int32{}, map[string]int32{}
	for r, err := range store.Scan(ctx, kg.KindParticipation) {
		if err != nil {
			return nil, err
		}
		part := r.(*kg.Participation)
		o, known := organisations[part.OrganisationID]
		if !known {
			o = int32(len(n.ids))
			organisations[part.OrganisationID] = o
			n.ids, n.projects = append(n.ids, part.OrganisationID), append(n.projects, nil)
		}
		p, known := projects[part.ProjectID]
		if !known {
			p = int32(len(n.members))
			projects[part.ProjectID] = p
			n.members = append(n.members, nil)
		}
		if !slices.Contains(n.projects[o], p) {
			n.projects[o], n.members[p] = append(n.projects[o], p), append(n.members[p], o)
		}
	}
	return n, nil
}

// partners adds the partners of an organisation to those that were seen, and returns the new ones.
func (n *network) partners(o int32, seen map[int32]bool) []int32 {
	var list []int32
	for _, p := range n.projects[o] {
		for _, other := range n.members[p] {
			if !seen[other] {
				seen[other] = true
				list = append(list, other)
			}
		}
	}
	return list
}

// around returns the circles of an organisation and one in the second that is in as many projects, -1 if none is. It
// gives up beyond most in the second.
func (n *network) around(o int32, most int) (c circles, other int32) {
	seen := map[int32]bool{o: true}
	first := n.partners(o, seen)
	c.partners, other = len(first), -1
	for _, a := range first {
		for _, b := range n.partners(a, seen) {
			c.second++
			if other < 0 && len(n.projects[b]) == len(n.projects[o]) {
				other = b
			}
		}
		if c.second > most {
			break
		}
	}
	return c, other
}

const projectsOfOrdinary = 3

// typical returns the median circles of the organisations in so many projects.
func (n *network) typical() circles {
	var partners, second []int
	for o := range n.ids {
		if len(n.projects[o]) == projectsOfOrdinary {
			c, _ := n.around(int32(o), math.MaxInt)
			partners, second = append(partners, c.partners), append(second, c.second)
		}
	}
	slices.Sort(partners)
	slices.Sort(second)
	return circles{partners[len(partners)/2], second[len(second)/2]}
}

// ordinary chooses organisations with such circles, from the whole of the network.
func (n *network) ordinary(as circles, most int) []ordinary {
	var list []ordinary
	const stride = 7919 // a prime: neighbours in the order of ids may be alike
	for i := range n.ids {
		o := int32(i * stride % len(n.ids))
		if len(list) == most || len(n.projects[o]) != projectsOfOrdinary {
			continue
		}
		if c, other := n.around(o, 2*as.second); other >= 0 && c.like(as) {
			list = append(list, ordinary{n.ids[o], n.ids[other]})
		}
	}
	return list
}
