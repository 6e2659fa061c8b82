package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"ngograph/internal/kg"
)

// maxWord is the length in bytes up to which FTS5 tells two words apart.
const maxWord = 32_000

// Search returns the ids of the records that match; see kg.Store. With no kind it searches all that are searched.
func (s *Store) Search(ctx context.Context, words []string, kinds []kg.Kind) ([]string, error) {
	if len(words) == 0 {
		return nil, nil
	}
	if len(kinds) == 0 {
		kinds = kg.SearchedKinds()
	}
	if !s.searchable || slices.ContainsFunc(words, unusual) {
		return s.searchAll(ctx, words, kinds)
	}
	args := []any{match(words)}
	for _, k := range kinds {
		args = append(args, string(k))
	}
	ids, err := texts(ctx, s.reader, `SELECT d.id FROM search_words w JOIN search_documents d ON d.document = w.rowid
		WHERE w.search_words MATCH ? AND d.kind IN `+row(len(kinds)), args...)
	return ids, failure("search", err)
}

// match writes the words as FTS5 asks for them: each quoted, so that nothing in it is taken for syntax, all to occur,
// the last as the beginning of a word.
func match(words []string) string {
	var query strings.Builder
	for _, w := range words {
		fmt.Fprintf(&query, `"%s" `, strings.ReplaceAll(w, `"`, `""`))
	}
	query.WriteByte('*')
	return query.String()
}

// unusual reports whether a word is none that kg.Words makes, or is too long for FTS5 to tell apart from others.
func unusual(w string) bool {
	return w == "" || len(w) > maxWord || strings.ContainsFunc(w, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) || r < unicode.MaxASCII && unicode.IsUpper(r)
	})
}

// searchAll reads every record, for what the index cannot answer.
func (s *Store) searchAll(ctx context.Context, words []string, kinds []kg.Kind) ([]string, error) {
	var found []string
	for r, err := range s.Scan(ctx, kinds...) {
		if err != nil {
			return nil, err
		}
		if ix, ok := kg.Index(r); ok && ix.Matches(words) {
			found = append(found, r.RecordID())
		}
	}
	return found, nil
}

// document is a record for the full-text index.
type document struct {
	number int64
	id     string
	kind   kg.Kind
	words  string
}

// searchChanges is what a difference comes to for the full-text index.
type searchChanges struct {
	added, changed []document
	gone           []string
}

func searchChangesOf(diff *kg.Difference) *searchChanges {
	c := &searchChanges{}
	for _, r := range diff.Deleted {
		if slices.Contains(kg.SearchedKinds(), r.Kind()) {
			c.gone = append(c.gone, r.RecordID())
		}
	}
	for _, e := range diff.Put {
		now, searched := kg.Index(e.After)
		if !searched {
			continue
		}
		d := document{id: e.After.RecordID(), kind: e.After.Kind(), words: now.Text}
		if e.Before == nil {
			c.added = append(c.added, d)
		} else if before, _ := kg.Index(e.Before); before.Text != now.Text {
			c.changed = append(c.changed, d)
		}
	}
	return c
}

// writeSearch brings the full-text index up to what was changed.
func (tx transaction) writeSearch(ctx context.Context, c *searchChanges) error {
	if err := unindex(ctx, tx, c.gone); err != nil {
		return err
	}
	if err := number(ctx, tx, c.changed); err != nil {
		return err
	}
	if err := index(ctx, tx, "REPLACE", c.changed); err != nil {
		return err
	}
	return enter(ctx, tx, c.added)
}

// unindex takes documents out of the index.
func unindex(ctx context.Context, tx transaction, ids []string) error {
	for part := range slices.Chunk(ids, chunk) {
		for _, statement := range []string{
			`DELETE FROM search_words WHERE rowid IN (SELECT document FROM search_documents WHERE id IN ` + row(len(part)) + `)`,
			`DELETE FROM search_documents WHERE id IN ` + row(len(part)),
		} {
			if _, err := tx.ExecContext(ctx, statement, anys(part)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// number looks up the numbers of documents that are in the index.
func number(ctx context.Context, tx transaction, list []document) error {
	place := make(map[string]int, len(list))
	for i, d := range list {
		place[d.id] = i
	}
	for part := range slices.Chunk(list, chunk) {
		args := make([]any, len(part))
		for i, d := range part {
			args[i] = d.id
		}
		rows, err := tx.QueryContext(ctx, `SELECT document, id FROM search_documents WHERE id IN `+row(len(part)), args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			var n int64
			var id string
			if err := rows.Scan(&n, &id); err != nil {
				return errors.Join(err, rows.Close()) //nolint:sqlclosecheck // in a loop; closed on both ways out
			}
			list[place[id]].number = n
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}

// enter numbers new documents and puts them into the index.
func enter(ctx context.Context, tx transaction, list []document) error {
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(document), 0) FROM search_documents`).Scan(&last); err != nil {
		return err
	}
	for i := range list {
		list[i].number = last + 1 + int64(i)
	}
	err := tx.insert(ctx, len(list), always(`INSERT INTO search_documents (document, id, kind) VALUES (?, ?, ?)`), func(args []any, i int) []any {
		return append(args, list[i].number, list[i].id, string(list[i].kind))
	})
	if err != nil {
		return err
	}
	return index(ctx, tx, "INSERT", list)
}

// index sets the words of numbered documents; verb is INSERT, or REPLACE where they have some.
func index(ctx context.Context, tx transaction, verb string, list []document) error {
	return tx.insert(ctx, len(list), always(verb+` INTO search_words (rowid, words) VALUES (?, ?)`), func(args []any, i int) []any {
		return append(args, list[i].number, list[i].words)
	})
}

// rebuildSearch makes the full-text index anew, where other rules made it than this program's.
func rebuildSearch(ctx context.Context, tx transaction) error {
	// Dropped, not emptied: after 'delete-all' connections that read the index before take it for damaged.
	for _, statement := range []string{`DROP TABLE search_words`, searchWords, `DELETE FROM search_documents`} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	for _, k := range kg.SearchedKinds() {
		var list []document
		for r, err := range tx.tables.byKind[k].records(ctx, tx, "ORDER BY id") {
			if err != nil {
				return err
			}
			ix, _ := kg.Index(r)
			list = append(list, document{id: r.RecordID(), kind: k, words: ix.Text})
		}
		if err := enter(ctx, tx, list); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE store SET search = ?`, searchRules())
	return err
}

// searchRules is a fingerprint of what kg makes searchable: it changes when kg indexes another field or folds
// differently, and then the index in a file is made anew.
func searchRules() string {
	const sample = " Łódź ŒUVRE-Ærø Straße ı ﬁn Éé Ψυχή Київ 東京 ٣ 12.5"
	hash := sha256.New()
	for _, k := range kg.SearchedKinds() {
		r, err := kg.FromValues(k, func(column string) any {
			switch typeOf(k, column) {
			case kg.TypeText:
				return column + sample
			case kg.TypeList:
				return []string{column + "1" + sample + "|" + column + "2" + sample}
			}
			return nil
		})
		if err != nil {
			panic("sqlite: " + err.Error()) // the sample has the columns' own types
		}
		ix, _ := kg.Index(r)
		hash.Write([]byte(string(k) + ix.Text))
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

func typeOf(k kg.Kind, column string) kg.Type {
	for _, c := range kg.Describe(k).Columns() {
		if c.Name == column {
			return c.Type
		}
	}
	return kg.TypeInt
}
