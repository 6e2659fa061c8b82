package sqlite_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

const (
	childFile  = "NGOGRAPH_TEST_SQLITE_CHILD"
	childBatch = 400
)

// TestMain is the child process where the parent says so: it imports into a file, tells each revision that it
// reached, and then holds the file until its standard input ends.
func TestMain(m *testing.M) {
	path := os.Getenv(childFile)
	if path == "" {
		os.Exit(m.Run())
	}
	ctx := context.Background()
	s, err := sqlite.Open(ctx, sqlite.Options{Path: path})
	for part := range slices.Chunk(childImport(), childBatch) {
		var r kg.Revision
		if err == nil {
			r, err = s.Apply(ctx, part)
		}
		fmt.Println(r, err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = s.Close(ctx)
}

func childImport() []kg.Change { return imported(3_000, 2_000, 6_000) }

// child is a process of this test binary that imports into the file; lines are what it says.
func child(t *testing.T, path string) (kill func(), leave func(), lines *bufio.Scanner) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childFile+"="+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines = bufio.NewScanner(out)
	kill = func() {
		_ = cmd.Process.Kill()
		for lines.Scan() { // what it said before it died
		}
		_ = cmd.Wait()
	}
	leave = func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	return kill, leave, lines
}

// await reads the child's words until it has reached a revision.
func await(t *testing.T, lines *bufio.Scanner, revision int) {
	t.Helper()
	for lines.Scan() {
		number, failed, _ := strings.Cut(lines.Text(), " ")
		if failed != "<nil>" {
			t.Fatalf("child: %s", failed)
		}
		if n, _ := strconv.Atoi(number); n >= revision {
			return
		}
	}
	t.Fatal("the child ended early")
}

func TestKilledWriterLeavesAWholeRevision(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	whole := childImport()
	reached := 0
	for _, after := range []int{1, 5, 9} { // further each time: what is there already changes nothing
		kill, _, lines := child(t, path)
		if after > reached+1 {
			await(t, lines, after)
		}
		kill()

		s := open(t, path)
		r, err := s.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		records := scan(t, s)
		if want := min(int(r)*childBatch, len(whole)); len(records) != want || int(r) < after && after > reached+1 {
			t.Fatalf("after the kill: revision %d with %d records, want %d", r, len(records), want)
		}
		for _, record := range records {
			if record.Base().Revision < 1 || record.Base().Revision > r {
				t.Fatalf("%s is of revision %d, the store of %d", record.RecordID(), record.Base().Revision, r)
			}
		}
		words := []string{"stowarzyszenie", "1"}
		if got, want := search(t, s, words, nil), bruteForce(records, words, kg.SearchedKinds()); !slices.Equal(got, want) {
			t.Fatalf("search finds %d, want %d", len(got), len(want))
		}
		reached = int(r)
		closeStore(t, s)
		if said := query(t, path, `PRAGMA integrity_check`); said != "ok" {
			t.Fatal(said)
		}
	}
	s := open(t, path)
	applyAll(t, s, whole)
	if n := len(scan(t, s)); n != len(whole) {
		t.Fatalf("%d records after importing again, want %d", n, len(whole))
	}
}

func TestOneWriterAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	kill, _, lines := child(t, path)
	await(t, lines, 1)
	_, err := sqlite.Open(t.Context(), sqlite.Options{Path: path})
	wantError(t, err, kg.Conflict, path+" is in use by another ngograph process")
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	_, err = sqlite.Open(t.Context(), sqlite.Options{Path: link})
	wantError(t, err, kg.Conflict, path)
	kill()
	s := open(t, path) // the lock went with the process
	_, err = sqlite.Open(t.Context(), sqlite.Options{Path: path})
	wantError(t, err, kg.Conflict, path)
	closeStore(t, s)
	open(t, path)
}

func TestReadingBesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	_, leave, lines := child(t, path)
	await(t, lines, 2)
	s, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, s)
	for {
		r, err := s.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		most := kg.Revision(0)
		n := 0
		for record, err := range s.Scan(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			most = max(most, record.Base().Revision)
		}
		if most < r || n != min(int(most)*childBatch, len(childImport())) {
			t.Fatalf("saw %d records of revision %d, and before that revision %d", n, most, r)
		}
		if n == len(childImport()) {
			break
		}
	}
	_, err = s.Apply(t.Context(), puts(org("org:n", "N")))
	wantError(t, err, kg.Forbidden, "reading only")
	leave()
	if ids := search(t, s, []string{"stowarzyszenie"}, nil); len(ids) != 3_000 {
		t.Fatal(len(ids))
	}
}

func TestReadingLeavesEverythingAsItWas(t *testing.T) {
	path := filledFile(t)
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	r, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(scan(t, r)); n != len(small()) {
		t.Fatal(n)
	}
	closeStore(t, r)
	if after, _ := os.ReadFile(path); !bytes.Equal(after, before) {
		t.Error("reading wrote")
	}
	if _, err := os.Stat(path + ".lock"); !os.IsNotExist(err) {
		t.Error("reading locked")
	}
	_, err = sqlite.Open(t.Context(), sqlite.Options{Path: path + ".none", ReadOnly: true})
	wantError(t, err, kg.NotFound, ".none")
	if _, err := os.Stat(path + ".none"); !os.IsNotExist(err) {
		t.Error("reading made a file")
	}
}

func TestAReaderIsInNoWritersWay(t *testing.T) {
	path := filledFile(t)
	r, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, r)
	w := open(t, path)
	for _, err := range r.Scan(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		mustApply(t, w, kg.Change{Put: org("org:n", "New")})
		break
	}
	if ids := search(t, r, []string{"new"}, nil); len(ids) != 1 {
		t.Error("the reader does not see what was written")
	}
}

// TestCancelledWhileWriting ends the context when the store asks what time it is: just before it writes.
func TestCancelledWhileWriting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	now := func() time.Time {
		cancel()
		return clock()
	}
	s, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, s)
	_, err = s.Apply(ctx, imported(100, 100, 100))
	wantError(t, err, kg.Unavailable, "told to stop")
	if n := len(scan(t, s)); n > 0 {
		t.Fatalf("%d records", n)
	}
	if r := mustApply(t, s, puts(small()...)...); r != 1 {
		t.Fatal(r)
	}
}

// TestBusyFile lets another program write the file.
func TestBusyFile(t *testing.T) {
	path := filledFile(t)
	s := open(t, path)
	db, err := sql.Open("sqlite", path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.Apply(ctx, puts(org("org:n", "N")))
	wantError(t, err, kg.Unavailable, "told to stop")
	if n := len(scan(t, s)); n != len(small()) {
		t.Error(n)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	mustApply(t, s, puts(org("org:n", "N"))...)
}
