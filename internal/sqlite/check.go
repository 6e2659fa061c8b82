package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"hash/fnv"
	"iter"
	"strings"

	"ngograph/internal/kg"
)

var errEnough = errors.New("the caller wants no more")

// Check yields every contradiction: what SQLite finds wrong in the file, what is wrong among the records, and where the
// full-text index does not hold just their words; see kg.Store. It sees the file as of one moment.
func (s *Store) Check(ctx context.Context) iter.Seq2[kg.Contradiction, error] {
	return func(yield func(kg.Contradiction, error) bool) {
		tx, err := s.snapshot(ctx)
		if err != nil {
			yield(kg.Contradiction{}, failure("check", err))
			return
		}
		defer func() { _ = tx.Rollback() }()
		report := func(id, problem string) error {
			if !yield(kg.Contradiction{ID: id, Problem: problem}, nil) {
				return errEnough
			}
			return nil
		}
		if err := s.check(ctx, tx, report); err != nil && !errors.Is(err, errEnough) {
			yield(kg.Contradiction{}, failure("check", err))
		}
	}
}

func (s *Store) check(ctx context.Context, tx *sql.Tx, report func(id, problem string) error) error {
	if err := s.checkFile(ctx, report); err != nil {
		return err
	}
	records := s.tables.records(ctx, tx, kg.StoredKinds()...)
	for c, err := range kg.Contradictions(records) {
		if err == nil {
			err = report(c.ID, c.Problem)
		}
		if err != nil {
			return err
		}
	}
	vocabulary, err := columnsOf(ctx, tx, "search_vocabulary")
	if err != nil {
		return err
	}
	if !s.searchable || vocabulary == nil {
		return report("", "an older ngograph wrote the file; whatever opens it for writing brings it up to date")
	}
	return s.checkSearch(ctx, tx, records, report)
}

// checkFile has SQLite check the file, over a connection of its own: one that read the full-text index before it was last
// written may take it for damaged.
func (s *Store) checkFile(ctx context.Context, report func(id, problem string) error) error {
	db := connect(s.path, "ro")
	defer func() { _ = db.Close() }()
	return eachText(ctx, db, func(finding string) error {
		if finding == "ok" {
			return nil
		}
		return report("", finding)
	}, `PRAGMA integrity_check`)
}

// indexed is what the full-text index holds of a document: how many words, and the sum of their hashes.
type indexed struct {
	kind  string
	words int
	sum   uint64
}

// add counts a word, unless it is one that FTS5 may cut off.
func (x *indexed) add(word string) {
	if len(word) > maxWord {
		return
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(word))
	x.words++
	x.sum += h.Sum64()
}

func (s *Store) checkSearch(ctx context.Context, tx *sql.Tx, records iter.Seq2[kg.Record, error], report func(id, problem string) error) error {
	numbers, documents, err := readIndex(ctx, tx)
	if err != nil {
		return err
	}
	for r, err := range records {
		if err != nil {
			return err
		}
		ix, searched := kg.Index(r)
		if !searched {
			continue
		}
		id := r.RecordID()
		want := indexed{kind: string(r.Kind())}
		for word := range strings.FieldsSeq(ix.Text) {
			want.add(word)
		}
		n, ok := numbers[id]
		switch {
		case !ok:
			err = report(id, "the full-text index lacks it")
		case *documents[n] != want:
			err = report(id, "the full-text index holds other words than its own")
		}
		if err != nil {
			return err
		}
		delete(numbers, id)
		delete(documents, n)
	}
	for id, n := range numbers {
		delete(documents, n)
		if err := report(id, "the full-text index holds it, and it is not there"); err != nil {
			return err
		}
	}
	if len(documents) > 0 {
		return report("", "the full-text index holds words of documents that it does not name")
	}
	return nil
}

// readIndex returns the number of each document in the full-text index, and what is there under each number.
func readIndex(ctx context.Context, tx *sql.Tx) (map[string]int64, map[int64]*indexed, error) {
	numbers, documents := map[string]int64{}, map[int64]*indexed{}
	rows, err := tx.QueryContext(ctx, `SELECT document, id, kind FROM search_documents`)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var n int64
		var id, kind string
		if err := rows.Scan(&n, &id, &kind); err != nil {
			return nil, nil, err
		}
		numbers[id], documents[n] = n, &indexed{kind: kind}
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	words, err := tx.QueryContext(ctx, `SELECT term, doc FROM search_vocabulary`)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = words.Close() }()
	for words.Next() {
		var word string
		var n int64
		if err := words.Scan(&word, &n); err != nil {
			return nil, nil, err
		}
		if documents[n] == nil {
			documents[n] = &indexed{}
		}
		documents[n].add(word)
	}
	return numbers, documents, words.Err()
}

// Rebuild makes the full-text index and all others anew; see kg.Store.
func (s *Store) Rebuild(ctx context.Context) error {
	return s.exclusively(ctx, "rebuild", func() error {
		tx, err := begin(ctx, s.writer, s.tables)
		if err != nil {
			return err
		}
		defer tx.end()
		if err := rebuildSearch(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `REINDEX`); err != nil {
			return err
		}
		return tx.Commit()
	})
}
