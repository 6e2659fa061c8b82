package kgtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"ngograph/internal/kg"
)

const (
	transactions  = 16
	readersAtOnce = 3
)

// version returns the state of a small graph after so many transactions: each states its number everywhere, and moves
// the participations so that every number of them is the same before and after, and only then.
func version(n int) []kg.Record {
	label := fmt.Sprintf("v%d", n)
	list := []kg.Record{}
	for _, org := range []string{"a", "b", "c"} {
		list = append(list, &kg.Organisation{ID: "org:" + org, Name: label, Type: "NGO"})
	}
	for _, project := range []string{"x", "y", "z"} {
		list = append(list, &kg.Project{ID: "project:" + project, Title: label, Budget: &kg.Money{Cents: int64(n), Currency: "EUR"}})
	}
	// Two of the three organisations meet in two of the three projects, others each time.
	for i := range 2 {
		project := "project:" + string("xyz"[(n+i)%3])
		for j := range 2 {
			list = append(list, &kg.Participation{
				OrganisationID: "org:" + string("abc"[(n+j)%3]), ProjectID: project, Role: kg.Partner, RawRole: kg.Text(label),
			})
		}
	}
	return list
}

// concurrency checks that readers see whole transactions while others write, and their own writes at once.
func (s *suite) concurrency(t *testing.T) {
	w := s.empty(t)
	for name, read := range map[string]func(context.Context) (kg.Revision, error){
		"readers see whole revisions": w.readWhole, "positions are of whole revisions": w.readPositions, "networks are of whole revisions": w.readNetwork,
	} {
		s.one(t, name, func(t *testing.T) { w.mustReadWhole(t, read) })
	}
	s.one(t, "Scan is of one moment", func(t *testing.T) {
		w.replace(t, version(0))
		var wg sync.WaitGroup
		errs := make(chan error, 2)
		written, done := context.WithCancel(context.Background())
		wg.Go(func() {
			defer done()
			for n := 1; n <= transactions/2; n++ {
				var changes []kg.Change
				for _, r := range version(n)[:6] {
					changes = append(changes, kg.Change{Put: r})
				}
				if _, err := w.store.Apply(context.Background(), changes); err != nil {
					errs <- err
					return
				}
			}
		})
		wg.Go(func() {
			for written.Err() == nil {
				seen := map[string]bool{}
				for r, err := range w.store.Scan(context.Background(), kg.KindOrganisation, kg.KindProject) {
					if err != nil {
						errs <- err
						return
					}
					seen[labelOf(r)] = true
				}
				if len(seen) != 1 {
					errs <- fmt.Errorf("one scan saw %v", seen)
					return
				}
			}
		})
		wg.Wait()
		close(errs)
		for err := range errs {
			t.Error(err)
		}
	})
	s.one(t, "writers wait for each other and see their own writes", func(t *testing.T) {
		w.replace(t, nil)
		before := w.revision(t)
		const writers, writes = 4, 8
		var wg sync.WaitGroup
		errs := make(chan error, writers)
		for i := range writers {
			wg.Go(func() {
				for j := range writes {
					id := fmt.Sprintf("theme:%d-%d", i, j)
					if _, err := w.graph.Apply(context.Background(), puts(&kg.Theme{ID: id, Scheme: "s", Name: id})); err != nil {
						errs <- err
						return
					}
					p, err := w.graph.Fetch(context.Background(), node(id))
					if err == nil && (len(p.Items) != 1 || p.Items[0].Record == nil) {
						err = errors.New(id + " was applied and is not there")
					}
					if err != nil {
						errs <- err
						return
					}
				}
			})
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			t.Error(err)
		}
		if after := w.revision(t); after != before+writers*writes {
			t.Errorf("%d transactions make revision %d of %d", writers*writes, after, before)
		}
		if n := len(w.scan(t, kg.KindTheme)); n != writers*writes {
			t.Errorf("%d themes of %d", n, writers*writes)
		}
	})
}

// mustReadWhole asks again and again while versions follow each other.
func (w *world) mustReadWhole(t *testing.T, read func(context.Context) (kg.Revision, error)) {
	t.Helper()
	w.replace(t, version(0))
	ctx, stop := context.WithTimeout(context.Background(), 6*patience)
	defer stop()
	written, done := context.WithCancel(ctx)
	var wg sync.WaitGroup
	errs := make(chan error, readersAtOnce+1)
	for range readersAtOnce {
		wg.Go(func() {
			var last kg.Revision
			for written.Err() == nil {
				revision, err := read(ctx)
				if err == nil && revision < last {
					err = fmt.Errorf("revision %d after %d", revision, last)
				}
				if err != nil {
					errs <- err
					return
				}
				last = revision
			}
		})
	}
	wg.Go(func() {
		defer done()
		for n := 1; n <= transactions; n++ {
			changes := puts(version(n)...)
			keep := map[string]bool{}
			for _, r := range version(n) {
				keep[r.RecordID()] = true
			}
			for _, r := range version(n - 1) {
				if !keep[r.RecordID()] {
					changes = append(changes, kg.Change{Delete: r.RecordID()})
				}
			}
			if _, err := w.graph.Apply(ctx, changes); err != nil {
				errs <- err
				return
			}
		}
	})
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	w.mustHold(t, version(transactions))
}

func labelOf(r kg.Record) string {
	switch r := r.(type) {
	case *kg.Organisation:
		return r.Name
	case *kg.Project:
		return r.Title
	}
	return ""
}

// readWhole asks one question about a version and says what in its answer is not of one transaction.
func (w *world) readWhole(ctx context.Context) (kg.Revision, error) {
	parts, ties := ask("Project.participations", "rawRole"), ask("Organisation.collaborations", "weight")
	ties.Coverage = true
	projects, orgs := ask("Participation.project", "title", "budget"), ask("Participation.organisation", "name", "projectCount")
	of := ask("Organisation.participations", "rawRole")
	h := ask(kg.EdgeNodes, "title", "name", "participantCount", "projectCount")
	h.IDs = []string{"org:a", "org:b", "org:c", "project:x", "project:y", "project:z"}
	below(h, below(parts, orgs), below(of, projects), ties)
	page, err := w.graph.Fetch(ctx, h)
	if err != nil {
		return 0, err
	}
	seen, taking, weight := map[string]bool{}, 0, 0.0
	var revision kg.Revision
	for _, item := range page.Items {
		if item.Record == nil {
			return 0, errors.New("a record is missing")
		}
		seen[labelOf(item.Record)] = true
		switch r := item.Record.(type) {
		case *kg.Organisation:
			p, _ := kg.Attached(r, ties.Key)
			for _, tie := range p.Items {
				weight += tie.Record.(*kg.Collaboration).Weight
			}
			if revision != 0 && p.Coverage.Revision != revision {
				return 0, fmt.Errorf("one answer is of revisions %d and %d", revision, p.Coverage.Revision)
			}
			revision = p.Coverage.Revision
			taking += r.Projects
			p, _ = kg.Attached(r, of.Key)
			taking -= len(p.Items)
			for _, part := range p.Items {
				seen[string(part.Record.(*kg.Participation).RawRole)] = true
				q, _ := kg.Attached(part.Record, projects.Key)
				seen[labelOf(q.Items[0].Record)] = true
			}
		case *kg.Project:
			p, _ := kg.Attached(r, parts.Key)
			taking += r.Participants - len(p.Items)
			for _, part := range p.Items {
				seen[string(part.Record.(*kg.Participation).RawRole)] = true
				q, _ := kg.Attached(part.Record, orgs.Key)
				seen[labelOf(q.Items[0].Record)] = true
			}
		}
	}
	// Each of two organisations has one tie, of two projects of two participants.
	if len(seen) != 1 || taking != 0 || weight != 4 {
		var labels []string
		for label := range seen {
			labels = append(labels, label)
		}
		return 0, fmt.Errorf("one answer holds %s, counts off by %d, weights of %g", strings.Join(labels, " and "), taking, weight)
	}
	return revision, nil
}
