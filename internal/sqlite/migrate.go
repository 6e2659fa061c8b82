package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

const (
	applicationID = 0x6e676f67 // "ngog"
	// version of the tables. It goes up, with a step in steps, when a file needs more than the tables, columns and
	// indexes that shape adds by itself.
	version = 1
)

// steps holds, for a version, the statements that make a file of that version one of the next.
var steps = map[int][]string{}

// identify reports whether the file is new or empty. It fails with Conflict if it holds something else or is of a
// newer version, without touching it.
func identify(ctx context.Context, path string) (fresh bool, err error) {
	switch info, err := os.Stat(path); {
	case os.IsNotExist(err):
		return true, nil
	case err != nil:
		return false, &kg.Error{Code: kg.Unavailable, Message: "cannot open " + path, Err: err}
	case info.IsDir():
		return false, kg.Errorf(kg.Conflict, "%s is a directory", path)
	case info.Size() == 0:
		return true, nil
	}
	var application, found, objects int
	read := func(mode string) error {
		db := connect(path, mode)
		defer func() { _ = db.Close() }()
		return db.QueryRowContext(ctx, `SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
			FROM pragma_application_id a, pragma_user_version v`).Scan(&application, &found, &objects)
	}
	// Whoever was killed while the file was made, before there was a WAL, left a journal by which SQLite undoes it first.
	if err = read("ro"); isHalfMade(err) {
		err = read("rw")
	}
	switch {
	case isNotADatabase(err), err == nil && application != applicationID && (application != 0 || found != 0 || objects > 0):
		return false, kg.Errorf(kg.Conflict, "%s is not an ngograph store; it was left as it is", path)
	case err != nil:
		return false, failure("identify "+path, err)
	case found > version:
		return false, kg.Errorf(kg.Conflict, "%s was written by a newer ngograph (format %d; this one knows %d); it was left as it is", path, found, version)
	}
	return application == 0, nil
}

// migrate brings the file to this program's shape, in one transaction.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	tx, err := begin(ctx, db, nil)
	if err != nil {
		return failure("open "+path, err)
	}
	defer tx.end()
	if err := shape(ctx, tx); err != nil {
		return failure("migrate "+path, err)
	}
	return failure("migrate "+path, tx.Commit())
}

func shape(ctx context.Context, tx transaction) error {
	var found int
	if err := tx.QueryRowContext(ctx, `SELECT user_version FROM pragma_user_version`).Scan(&found); err != nil {
		return err
	}
	var statements []string
	for v := max(found, 1); v < version; v++ {
		statements = append(statements, steps[v]...)
	}
	if found != version {
		statements = append(statements, fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", version))
	}
	statements = append(statements, bookkeeping...)
	for _, k := range kg.StoredKinds() {
		existing, err := columnsOf(ctx, tx, tableName(k))
		if err != nil {
			return err
		}
		statements = append(statements, definition(tableOf(k, nil), existing)...)
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	var upToDate bool
	var err error
	if tx.tables, upToDate, err = readTables(ctx, tx); err != nil || upToDate {
		return err
	}
	return rebuildSearch(ctx, tx)
}

// bookkeeping is what a store keeps besides records.
var bookkeeping = []string{
	`CREATE TABLE IF NOT EXISTS store (
		one INTEGER PRIMARY KEY CHECK (one = 1),
		revision INTEGER NOT NULL, -- of the last transaction that changed something
		search TEXT NOT NULL -- which rules made the full-text index
	) STRICT`,
	`INSERT OR IGNORE INTO store VALUES (1, 0, '')`,
	`CREATE TABLE IF NOT EXISTS deletions (
		id TEXT PRIMARY KEY NOT NULL,
		revision INTEGER NOT NULL
	) STRICT, WITHOUT ROWID`,
	`CREATE INDEX IF NOT EXISTS deletions_by_revision ON deletions (revision)`,
	`CREATE TABLE IF NOT EXISTS search_documents (
		document INTEGER PRIMARY KEY, -- rowid in search_words
		id TEXT NOT NULL UNIQUE,
		kind TEXT NOT NULL
	) STRICT`,
	searchWords,
	// Which word is in which document, for Check.
	`CREATE VIRTUAL TABLE IF NOT EXISTS search_vocabulary USING fts5vocab (search_words, instance)`,
}

// searchWords makes the full-text index. The words come folded by kg; the ascii tokenizer takes them as they are, in
// every script.
const searchWords = `CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5 (
		words, content='', contentless_delete=1, detail=none, tokenize='ascii')`

// definition returns the statements that make a kind's table, or add the columns that an existing one lacks.
func definition(t *table, existing []string) []string {
	var statements []string
	var lines []string
	for i, c := range t.columns {
		line := quote(c.Name) + " " + map[kg.Type]string{
			kg.TypeText: "TEXT", kg.TypeInt: "INTEGER", kg.TypeFloat: "REAL", kg.TypeBool: "INTEGER", kg.TypeList: "TEXT",
		}[c.Type]
		if c.Key {
			line += " NOT NULL"
		}
		if existing != nil && !slices.Contains(existing, c.Name) {
			statements = append(statements, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s", t.name, line))
		}
		lines = append(lines, "\t"+line+","+remark(t, i))
	}
	if existing == nil {
		end := ") STRICT"
		if len(t.keys) > 1 { // small rows, found by their key
			end += ", WITHOUT ROWID"
		}
		statements = append(statements, fmt.Sprintf("CREATE TABLE %s (\n%s\n\tPRIMARY KEY (%s)\n%s",
			t.name, strings.Join(lines, "\n"), strings.Join(names(t.keys), ", "), end))
	}
	index := func(column string) {
		statements = append(statements, fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_by_%s ON %s (%s)", t.name, strings.ToLower(column), t.name, quote(column)))
	}
	for _, c := range t.columns {
		if f := t.desc.Field(c.Name); f != nil && f.Refs != nil && f.Type != kg.TypeList && c.Name != t.keys[0].Name {
			index(c.Name)
		}
	}
	index("revision")
	return statements
}

// remark says, for whoever reads the table's definition, what a column's type does not.
func remark(t *table, i int) string {
	c := t.columns[i]
	switch {
	case t.keeps(c.Name + "Currency"):
		return " -- in hundredths"
	case c.Type == kg.TypeList:
		return " -- a JSON array of texts"
	case c.Type == kg.TypeBool:
		return " -- 0 or 1"
	case c.Name == "updatedAt":
		return " -- seconds since 1970, UTC"
	}
	return ""
}

// columnsOf returns the names of a table's columns, nil if there is no such table.
func columnsOf(ctx context.Context, q querier, table string) ([]string, error) {
	return texts(ctx, q, `SELECT name FROM pragma_table_info(?)`, table)
}

// texts returns the one column of texts that a query gives.
func texts(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	var out []string
	err := eachText(ctx, q, func(s string) error { out = append(out, s); return nil }, query, args...)
	return out, err
}

// eachText calls do with each text of the one column that a query gives, until it fails.
func eachText(ctx context.Context, q querier, do func(string) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		if err := do(s); err != nil {
			return err
		}
	}
	return rows.Err()
}

// readTables returns the tables that the file has, with the columns that it has: a file that is only read may be of an
// older program. upToDate says that the full-text index is by this program's rules.
func readTables(ctx context.Context, q querier) (ts *tables, upToDate bool, err error) {
	ts = &tables{byKind: map[kg.Kind]*table{}}
	for _, k := range kg.StoredKinds() {
		existing, err := columnsOf(ctx, q, tableName(k))
		if err != nil {
			return nil, false, err
		}
		if existing == nil {
			continue
		}
		t := tableOf(k, func(column string) bool { return slices.Contains(existing, column) })
		ts.list = append(ts.list, t)
		ts.byKind[k] = t
	}
	var search string
	if err := q.QueryRowContext(ctx, `SELECT search FROM store`).Scan(&search); err != nil {
		return nil, false, err
	}
	return ts, search == searchRules(), nil
}
