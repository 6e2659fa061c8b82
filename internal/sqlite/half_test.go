package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

// TestOpenAfterAKillWhileTheFileWasMade opens a file beside which a dead process left a journal that is to be rolled back.
func TestOpenAfterAKillWhileTheFileWasMade(t *testing.T) {
	dir := t.TempDir()
	made, left := filepath.Join(dir, "made.db"), filepath.Join(dir, "left.db")
	db, err := sql.Open("sqlite", made)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"PRAGMA cache_size = 2", "CREATE TABLE t (x)", "BEGIN", "DROP TABLE t", "CREATE TABLE u (x)",
		"INSERT INTO u SELECT randomblob(4000) FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]')",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(statement, err)
		}
	}
	for _, end := range []string{"", "-journal"} {
		content, err := os.ReadFile(made + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(left+end, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// The table that is rolled back to makes the file one of another program.
	_, err = sqlite.Open(t.Context(), sqlite.Options{Path: left})
	wantError(t, err, kg.Conflict, "is not an ngograph store")
}
