package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ngograph/internal/dataset"
	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
	"ngograph/internal/synthetic"
	"ngograph/seed"
)

// writing measures imports against the plainest way into the same tables, and what reads cost meanwhile.
func writing(ctx context.Context, b *bench, r *report) error {
	sizes, inNeo4j := []int{20_000, 100_000}, 20_000
	if b.quick {
		sizes, inNeo4j = sizes[:1], 5_000
	}
	r.line("**The embedded store.** Native tables of a generated network are imported by `ngograph import tables` and, with their rows as the store keeps them, by " +
		"`.import` of the sqlite3 shell into a file with the same tables and indexes, in the order of the tables, in WAL mode with synchronous FULL and the same cache. " +
		"`.import` knows no NULL, so its tables are not STRICT. It is given JSON lists and hundredths ready made; ngograph parses, checks references, dates and " +
		"enumerations and folds words. The full-text index, which ngograph always writes, the shell is timed without and with: its words are folded for it beforehand.")
	r.table("organisations", "rows", "sqlite3: tables", "sqlite3: and words", "ngograph", "sqlite3 tables / ngograph", "sqlite3 with words / ngograph")
	for _, n := range sizes {
		if err := shellImport(ctx, b, r, n); err != nil {
			return fmt.Errorf("%d organisations: %w", n, err)
		}
	}
	if err := unwindImport(ctx, b, r, inNeo4j); err != nil {
		return err
	}
	return readsMeanwhile(ctx, b, r)
}

// shellImport times ngograph and the sqlite3 shell alternately, each into a new file.
func shellImport(ctx context.Context, b *bench, r *report, n int) error {
	folder, err := b.synthetic(ctx, n)
	if err != nil {
		return err
	}
	dir, err := b.scratch(fmt.Sprintf("writing-%d", n))
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	empty := filepath.Join(dir, "empty.db")
	if err := emptyStore(ctx, empty); err != nil {
		return err
	}
	ours := filepath.Join(dir, "ours.db")
	importOurs := func() (time.Duration, error) {
		if err := copyFile(empty, ours); err != nil {
			return 0, err
		}
		return clocked(func() error { return b.quiet(ctx, "import", "tables", folder, "--store", "sqlite:"+ours) })()
	}
	if _, err := importOurs(); err != nil {
		return err
	}
	rows, err := prepareShell(ctx, folder, ours, dir)
	if err != nil {
		return err
	}
	importShell := func(tables ...string) func() (time.Duration, error) {
		return func() (time.Duration, error) { return shell(ctx, dir, tables) }
	}
	plain, mine, err := paired(5, 3*time.Minute, importShell(plainTables()...), importOurs)
	if err != nil {
		return err
	}
	if err := sameRows(ctx, ours, filepath.Join(dir, "shell.db")); err != nil {
		return err
	}
	words, mine2, err := paired(5, 3*time.Minute, importShell(append(plainTables(), "search_documents", "search_words")...), importOurs)
	if err != nil {
		return err
	}
	r.row(n, rows, plain.median(), words.median(), mine.median(), ratio(plain.median(), mine.median()), ratio(words.median(), mine2.median()))
	r.atLeast(fmt.Sprintf("import of %d organisations, speed against sqlite3's `.import` of the tables alone", n), ratio(plain.median(), mine.median()), 0.5)
	r.atLeast(fmt.Sprintf("import of %d organisations, speed against `.import` with the full-text rows", n), ratio(words.median(), mine2.median()), 0.5)
	return nil
}

// plainTables are the tables that a generated network has rows of, in the order of its kinds.
func plainTables() []string {
	return []string{"datasets", "organisations", "projects", "participations"}
}

// emptyStore makes a store that holds the reference data alone.
func emptyStore(ctx context.Context, file string) error {
	s, err := sqlite.Open(ctx, sqlite.Options{Path: file})
	if err != nil {
		return err
	}
	_, err = seed.Reference().Load(ctx, s)
	return errors.Join(err, s.Close(ctx))
}

// prepareShell writes what the shell imports: the rows of a store as CSV, in the order of the native tables, and an
// empty file with the same tables and indexes. It returns how many rows the native tables have.
func prepareShell(ctx context.Context, folder, store, dir string) (rows int, err error) {
	for i, table := range plainTables() {
		stored, err := sqliteShell(ctx, store, ".mode csv", "SELECT * FROM "+table)
		if err != nil {
			return 0, err
		}
		records, err := csv.NewReader(strings.NewReader(stored)).ReadAll()
		if err != nil {
			return 0, err
		}
		keys := 1
		if synthetic.Kinds()[i] == kg.KindParticipation {
			keys = 3
		}
		key := func(row []string) string { return strings.Join(row[:keys], "|") }
		order, err := nativeOrder(filepath.Join(folder, table+".csv"), key)
		if err != nil {
			return 0, err
		}
		records = slices.DeleteFunc(records, func(row []string) bool { _, ok := order[key(row)]; return !ok })
		slices.SortFunc(records, func(a, b []string) int { return order[key(a)] - order[key(b)] })
		if len(records) != len(order) {
			return 0, fmt.Errorf("%s: %d of %d rows are in the store", table, len(records), len(order))
		}
		rows += len(records)
		if err := writeRows(filepath.Join(dir, table+".csv"), records); err != nil {
			return 0, err
		}
	}
	if err := writeWords(ctx, store, dir); err != nil {
		return 0, err
	}
	schema, err := sqliteShell(ctx, store, "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search\\_words%' ESCAPE '\\' AND name <> 'search_vocabulary'")
	if err != nil {
		return 0, err
	}
	schema = strings.NewReplacer(") STRICT, WITHOUT ROWID;", ") WITHOUT ROWID;", ") STRICT;", ");").Replace(schema)
	// Debian's sqlite3 is older than contentless_delete; without it there is less to write.
	schema += "CREATE VIRTUAL TABLE search_words USING fts5 (words, content='', detail=none, tokenize='ascii');\n"
	_, err = sqliteShell(ctx, filepath.Join(dir, "shell-empty.db"), "PRAGMA journal_mode=WAL", schema)
	return rows, err
}

// nativeOrder returns the place of each row of a native table.
func nativeOrder(file string, key func(row []string) string) (map[string]int, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	records, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return nil, err
	}
	order := map[string]int{}
	for i, row := range records[1:] {
		order[key(row)] = i
	}
	return order, nil
}

func writeRows(file string, records [][]string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(out).WriteAll(records), out.Close())
}

// writeWords writes the rows of the full-text index, as the store has them.
func writeWords(ctx context.Context, store, dir string) error {
	s, err := sqlite.Open(ctx, sqlite.Options{Path: store, ReadOnly: true})
	if err != nil {
		return err
	}
	var documents, words [][]string
	for record, scanErr := range s.Scan(ctx, kg.KindOrganisation, kg.KindProject) {
		if err = scanErr; err != nil {
			break
		}
		ix, _ := kg.Index(record)
		documents = append(documents, []string{fmt.Sprint(len(documents) + 1), record.RecordID(), string(record.Kind())})
		words = append(words, []string{ix.Text})
	}
	return errors.Join(err, s.Close(ctx), writeRows(filepath.Join(dir, "search_documents.csv"), documents),
		writeRows(filepath.Join(dir, "search_words.csv"), words))
}

// shell times an import of tables into a new file.
func shell(ctx context.Context, dir string, tables []string) (time.Duration, error) {
	file := filepath.Join(dir, "shell.db")
	if err := copyFile(filepath.Join(dir, "shell-empty.db"), file); err != nil {
		return 0, err
	}
	commands := []string{"PRAGMA synchronous=FULL", "PRAGMA cache_size=-65536", ".mode csv"}
	for _, t := range tables {
		commands = append(commands, fmt.Sprintf(".import '%s' %s", filepath.Join(dir, t+".csv"), t))
	}
	return clocked(func() error { _, err := sqliteShell(ctx, file, commands...); return err })()
}

// sqliteShell runs commands of the sqlite3 shell on a file and returns what it prints.
func sqliteShell(ctx context.Context, file string, commands ...string) (string, error) {
	c := exec.CommandContext(ctx, "sqlite3", append([]string{"-bail", file}, commands...)...)
	log := &tail{}
	c.Stderr = log
	out, err := c.Output()
	if err == nil && len(log.end) > 0 {
		err = errors.New("it complains")
	}
	if err != nil {
		return "", fmt.Errorf("sqlite3 (Debian: apt-get install sqlite3): %w: %s", err, log.end)
	}
	return string(out), nil
}

// sameRows fails unless two files have the same rows of the generated network, when they were written apart. What
// is NULL in one is an empty text in the other.
func sameRows(ctx context.Context, ours, theirs string) error {
	for i, table := range plainTables() {
		var columns []string
		for _, c := range dataset.TableColumns(synthetic.Kinds()[i]) {
			columns = append(columns, `ifnull("`+c+`", '')`)
		}
		list := strings.Join(columns, ", ")
		difference, err := sqliteShell(ctx, theirs, fmt.Sprintf("ATTACH '%s' AS ours", ours),
			fmt.Sprintf("SELECT count(*) FROM (SELECT %s FROM main.%s EXCEPT SELECT %s FROM ours.%s)", list, table, list, table),
			fmt.Sprintf("SELECT count(*) = 0 FROM main.%s", table))
		if err != nil {
			return err
		}
		if difference != "0\n0\n" {
			return fmt.Errorf("the rows of %s differ: %s", table, difference)
		}
	}
	return nil
}

// scratch makes an empty folder.
func (b *bench) scratch(name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	return dir, errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o755))
}

// quiet runs ngograph and keeps what it prints to itself, unless it fails.
func (b *bench) quiet(ctx context.Context, args ...string) error {
	out, err := exec.CommandContext(ctx, b.program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ngograph %s: %w: %s", args[0], err, out)
	}
	return nil
}
