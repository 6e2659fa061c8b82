package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

// query runs statements on the file as any other program would, and returns the text that the last one gives.
func query(tb testing.TB, path string, statements ...string) string {
	tb.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	last := len(statements) - 1
	for _, s := range statements[:last] {
		if _, err := db.ExecContext(tb.Context(), s); err != nil {
			tb.Fatalf("%s: %v", s, err)
		}
	}
	rows, err := db.QueryContext(tb.Context(), statements[last])
	if err != nil {
		tb.Fatalf("%s: %v", statements[last], err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			tb.Fatal(err)
		}
		out = append(out, s.String)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return strings.Join(out, "\n")
}

func filledFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "graph.db")
	s := open(t, path)
	mustApply(t, s, puts(small()...)...)
	closeStore(t, s)
	return path
}

func TestAnyoneCanReadTheFile(t *testing.T) {
	path := filledFile(t)
	for statement, want := range map[string]string{
		`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'search_words_*' ORDER BY name`: strings.Join([]string{
			"area_members", "areas", "countries", "datasets", "deletions", "languages", "memberships", "organisations", "participations", "practices", "programmes",
			"projects", "recorded_collaborations", "regions", "resources", "search_documents", "search_vocabulary", "search_words", "store", "themes",
		}, "\n"),
		`SELECT name FROM pragma_table_info('participations')`:                                                     "organisation\nproject\nrole\nrawRole\ncontribution\ncontributionCurrency\nstart\nend\nsources\nrevision\nupdatedAt",
		`SELECT name FROM pragma_table_info('projects') WHERE name LIKE '%Count'`:                                  "",
		`SELECT acceptsIntroductions || themes || latitude || coalesce(city, '-') FROM organisations ORDER BY id`:  `1["theme:sea","theme:water"]54.0-` + "\n",
		`SELECT sources FROM languages`:                                                                            `["dataset:a\\;b|x\\|y\\;z\\\\|https://example.org"]`,
		`SELECT count(*) || typeof(min("from")) FROM area_members WHERE "from" = ''`:                               "1text",
		`SELECT o.name FROM organisations o JOIN participations p ON p.organisation = o.id WHERE p.role = 'LEAD'`:  "Ąę łódź",
		`SELECT detail FROM pragma_journal_mode, (SELECT journal_mode AS detail FROM pragma_journal_mode) LIMIT 1`: "wal",
		`PRAGMA application_id`: "1852272487",
		`PRAGMA user_version`:   "1",
	} {
		t.Run(statement, func(t *testing.T) {
			if diff := gocmp.Diff(want, query(t, path, statement)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReferencesAreIndexed(t *testing.T) {
	path := filledFile(t)
	for _, condition := range []string{
		"organisations WHERE country = ?", "participations WHERE project = ?", "participations WHERE organisation = ?", "memberships WHERE member = ?",
		"practices WHERE sharedBy = ?", "area_members WHERE member = ?", "regions WHERE parent = ?", "projects WHERE revision > ?", "deletions WHERE revision > ?",
	} {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		var plan string
		var n int
		if err := db.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN SELECT * FROM "+condition, 1).Scan(&n, &n, &n, &plan); err != nil || !strings.HasPrefix(plan, "SEARCH") {
			t.Errorf("%s: %s, %v", condition, plan, err)
		}
		_ = db.Close()
	}
}

// TestOlderFiles takes from a file what an older program would not have written.
func TestOlderFiles(t *testing.T) {
	path := filledFile(t)
	query(t, path,
		`ALTER TABLE organisations DROP COLUMN city`, `ALTER TABLE organisations DROP COLUMN latitude`, `ALTER TABLE organisations DROP COLUMN longitude`,
		`DROP INDEX regions_by_parent`, `ALTER TABLE regions DROP COLUMN parent`, `DROP TABLE resources`,
		`DELETE FROM search_documents WHERE document % 2`, `INSERT INTO search_words (rowid, words) VALUES (100, 'stale')`, `UPDATE store SET search = 'older'`, `SELECT 1`)

	r, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(scan(t, r)); n != len(small())-1 {
		t.Errorf("read only: %d records", n)
	}
	if ids := search(t, r, []string{"lodz"}, nil); len(ids) != 1 {
		t.Errorf("read only: search finds %v", ids)
	}
	closeStore(t, r)

	s := open(t, path)
	if r := mustApply(t, s, puts(small()...)...); r != 2 {
		t.Errorf("revision %d, want 2", r)
	}
	var changed []string
	for _, record := range scan(t, s) {
		if record.Base().Revision == 2 {
			changed = append(changed, record.RecordID())
		}
	}
	if diff := gocmp.Diff([]string{"region:PL63", "org:a", "resource:1"}, changed); diff != "" {
		t.Error(diff)
	}
	if ids := search(t, s, []string{"lodz"}, nil); !slices.Equal(ids, []string{"org:a"}) {
		t.Errorf("search finds %v", ids)
	}
	if ids := search(t, s, []string{"stale"}, nil); len(ids) > 0 {
		t.Errorf("search finds %v", ids)
	}
}

func TestFilesThatAreNotOurs(t *testing.T) {
	cases := []struct {
		name string
		make func(t *testing.T, path string)
		says string
	}{
		{"text", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("id,name\n", 200)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "is not an ngograph store"},
		{"another program's", func(t *testing.T, path string) {
			query(t, path, `CREATE TABLE songs (title TEXT)`, `INSERT INTO songs VALUES ('x')`, `SELECT 1`)
		}, "is not an ngograph store"},
		{"another program's, with its id", func(t *testing.T, path string) { query(t, path, `PRAGMA application_id = 7`, `SELECT 1`) }, "is not an ngograph store"},
		{"a newer version's", func(t *testing.T, path string) {
			closeStore(t, open(t, path))
			query(t, path, `PRAGMA user_version = 99`, `SELECT 1`)
		}, "was written by a newer ngograph"},
		{"a directory", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is a directory"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "graph.db")
			c.make(t, path)
			before, _ := os.ReadFile(path)
			for _, readOnly := range []bool{true, false} {
				_, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, ReadOnly: readOnly})
				wantError(t, err, kg.Conflict, path)
				wantError(t, err, kg.Conflict, c.says)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(after, before) {
				t.Error("the file was changed")
			}
			if _, err := os.Stat(path + ".lock"); err == nil && c.name != "a newer version's" {
				t.Error("it was locked")
			}
		})
	}
	t.Run("in no directory", func(t *testing.T) {
		_, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "none", "graph.db")})
		wantError(t, err, kg.Unavailable, "cannot open")
	})
	t.Run("empty", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "graph.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		open(t, path)
	})
	t.Run("killed while it was made", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "graph.db")
		query(t, path, `PRAGMA journal_mode = WAL`)
		open(t, path)
	})
}

func TestDamagedFile(t *testing.T) {
	path := filledFile(t)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(content); i++ {
		content[i] = 0x5a
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = sqlite.Open(t.Context(), sqlite.Options{Path: path})
	wantError(t, err, kg.Internal, "damaged")
}
