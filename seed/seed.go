// Package seed holds the data that ngograph brings along: reference tables for every store, and a sample.
package seed

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"iter"
	"strings"
	"sync"

	"ngograph/internal/dataset"
	"ngograph/internal/kg"
)

//go:embed reference/*.csv sample/*.csv cordis/*.csv
var files embed.FS

// Set is a part of the seed that goes into a store as a whole.
//
// A store knows which version of a set it holds: the set's own dataset names itself as a source, with the version as
// the record.
//
// A set's rows are Merges. They bring what the set says up to date and keep what others added: an importer's sources, a
// funder, a label. What a later version no longer says stays.
type Set struct {
	name    string
	stampID string
	folders []string
}

// Reference returns the code lists that every store holds: languages, countries, regions, areas, themes, programmes and
// the datasets that sources name. It has no organisation.
func Reference() Set { return Set{"reference", "dataset:ngograph-reference", []string{"reference"}} }

// Sample returns real, cited cooperation around the Baltic Sea, the Horizon 2020 projects that join its countries, and
// a few fictional organisations. It needs Reference.
func Sample() Set { return Set{"sample", "dataset:ngograph-demo", []string{"sample", "cordis"}} }

// Version returns a text that changes with the set's content.
func (s Set) Version() string {
	h := sha256.New()
	for _, folder := range s.folders {
		entries, err := files.ReadDir(folder)
		if err != nil {
			panic("seed: " + err.Error()) // embedded: a fault of the build
		}
		for _, e := range entries {
			content, err := files.ReadFile(folder + "/" + e.Name())
			if err != nil {
				panic("seed: " + err.Error())
			}
			_, _ = fmt.Fprintf(h, "%s/%s %d\n", folder, e.Name(), len(content))
			h.Write(content)
		}
	}
	return s.name + "-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// Rows yields the set's rows in an order in which they can be applied.
func (s Set) Rows(ctx context.Context, report *dataset.Report) iter.Seq2[dataset.Row, error] {
	return func(yield func(dataset.Row, error) bool) {
		for _, folder := range s.folders {
			sub, err := fs.Sub(files, folder)
			if err != nil {
				yield(dataset.Row{}, err)
				return
			}
			tables, err := dataset.Folder(sub)
			if err != nil {
				yield(dataset.Row{}, err)
				return
			}
			for row, err := range dataset.Tables(ctx, dataset.Input{Files: tables}, report) {
				if err == nil && folder == "cordis" {
					cite(&row)
				}
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}

// cite completes a row of the CORDIS tables. They leave out, for brevity, what follows from the ids: the sources, and
// that a type or title which says nothing only stands in for one.
func cite(row *dataset.Row) {
	switch r := row.Record().(type) {
	case *kg.Organisation:
		r.Sources = dataset.CORDISOrganisationSource(lastPart(r.ID))
		if pic, ok := strings.CutPrefix(r.ID, "org:pic:"); ok {
			r.Identifiers = []kg.Identifier{{Scheme: "PIC", Value: pic}}
		}
		if r.Type == "" || r.Type == kg.OtherType {
			r.Type, row.StandIns = kg.OtherType, []string{"type"}
		}
	case *kg.Project:
		r.Sources = dataset.CORDISSource(lastPart(r.ID))
		if r.Title == string(r.Acronym) {
			row.StandIns = []string{"title"}
		}
	case *kg.Participation:
		r.Sources = dataset.CORDISSource(lastPart(r.ProjectID))
	}
}

func lastPart(id string) string { return id[strings.LastIndexByte(id, ':')+1:] }

// stamp returns the change that says that a store holds this version of the set.
func (s Set) stamp() (kg.Change, error) {
	for row, err := range Reference().Rows(context.Background(), &dataset.Report{}) {
		if err != nil {
			return kg.Change{}, err
		}
		if d, ok := row.Record().(*kg.Dataset); ok && d.ID == s.stampID {
			d.Sources = []kg.SourceRef{{Dataset: d.ID, Record: kg.Text(s.Version())}}
			return kg.Change{Put: d}, nil
		}
	}
	return kg.Change{}, kg.Errorf(kg.Internal, "the reference tables lack %s", s.stampID)
}

// Load brings a store up to this version of the set, in one transaction, and reports whether there was anything to do.
// A store that is up to date is asked for its datasets and for nothing else.
func (s Set) Load(ctx context.Context, store kg.Store) (bool, error) {
	if held, err := s.in(ctx, store); held || err != nil {
		return false, err
	}
	var changes []kg.Change
	for row, err := range s.Rows(ctx, &dataset.Report{}) {
		if err != nil {
			return false, fmt.Errorf("read the %s data: %w", s.name, err)
		}
		changes = append(changes, row.Change)
	}
	stamp, err := s.stamp()
	if err != nil {
		return false, err
	}
	if _, err := store.Apply(ctx, append(changes, stamp)); err != nil {
		return false, fmt.Errorf("load the %s data: %w", s.name, err)
	}
	return true, nil
}

// in reports whether a store holds this version of the set.
func (s Set) in(ctx context.Context, store kg.Store) (bool, error) {
	version := kg.Text(s.Version())
	for r, err := range store.Scan(ctx, kg.KindDataset) {
		if err != nil {
			return false, err
		}
		if r.RecordID() != s.stampID {
			continue
		}
		for _, source := range r.Base().Sources {
			if source.Dataset == s.stampID && source.Record == version {
				return true, nil
			}
		}
	}
	return false, nil
}

// Known returns a function that reports whether the reference tables hold a record: what an importer may refer to in
// every store. See dataset.Input.
func Known() func(id string) bool {
	ids := sync.OnceValue(func() map[string]bool {
		ids := map[string]bool{}
		for row, err := range Reference().Rows(context.Background(), &dataset.Report{}) {
			if err != nil {
				panic("seed: " + err.Error()) // embedded: a fault of the build
			}
			ids[row.ID()] = true
		}
		return ids
	})
	return func(id string) bool { return ids()[id] }
}
