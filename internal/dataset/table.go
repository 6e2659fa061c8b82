package dataset

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// table is a file with a header line, open for reading.
type table struct {
	name    string
	header  []string       // as the file has it
	columns map[string]int // by name in lower case
	records recordReader
	closer  io.Closer
	lost    func(row) // told of the lines that cannot be read, with what cells they have; may be nil
}

// openTable reads a file's header. The separator is whichever of tab, semicolon and comma the header has most of.
func openTable(f File) (*table, error) {
	raw, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.Name, err)
	}
	t := &table{name: f.Name, closer: raw, columns: map[string]int{}}
	if err := t.readHeader(bufio.NewReaderSize(raw, 1<<16)); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", f.Name, err), raw.Close())
	}
	return t, nil
}

func (t *table) readHeader(in *bufio.Reader) error {
	start, _ := in.Peek(1 << 12)
	if mark := string(start[:min(2, len(start))]); mark == "\xff\xfe" || mark == "\xfe\xff" {
		return errors.New("the file is UTF-16; save it as UTF-8")
	}
	if strings.HasPrefix(string(start), "\ufeff") {
		_, _ = in.Discard(len("\ufeff"))
		start = start[len("\ufeff"):]
	}
	first, _, _ := strings.Cut(string(start), "\n")
	t.records = recordReader{in: in, separator: ','}
	for _, separator := range []byte{';', '\t'} {
		if strings.Count(first, string(separator)) > strings.Count(first, string(t.records.separator)) {
			t.records.separator = separator
		}
	}
	head, err := t.records.next()
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty; its first line must name the columns")
	}
	if err != nil {
		return err
	}
	if head.fault != "" {
		return errors.New("the first line, which must name the columns, cannot be read: " + head.fault)
	}
	for i, name := range head.cells {
		name = strings.TrimSpace(name)
		key := strings.ToLower(name)
		if _, twice := t.columns[key]; twice && key != "" {
			return fmt.Errorf("there are two columns named %q", name)
		}
		t.header = append(t.header, name)
		t.columns[key] = i
	}
	t.records.cells = len(head.cells)
	return nil
}

func (t *table) has(columns ...string) bool {
	for _, c := range columns {
		if _, ok := t.columns[strings.ToLower(c)]; !ok {
			return false
		}
	}
	return true
}

// need returns an error that names the first of the columns that is missing.
func (t *table) need(columns ...string) error {
	for _, c := range columns {
		if !t.has(c) {
			return fmt.Errorf("%s has no column %q; its columns are %s", t.name, c, strings.Join(t.header, ", "))
		}
	}
	return nil
}

// row is one line of a table.
type row struct {
	table *table
	cells []string
	at    Position
}

// text returns the cell of a column, "" where the table has no such column.
func (r row) text(column string) string {
	i, ok := r.table.columns[strings.ToLower(column)]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// get returns the cell of a column without the space around it.
func (r row) get(column string) string { return strings.TrimSpace(r.text(column)) }

// rows yields the lines that can be read, and reports the others. The table is closed afterwards.
func (t *table) rows(ctx context.Context, report *Report) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		defer func() { _ = t.closer.Close() }() // it was only read
		for {
			rec, err := t.records.next()
			if err == nil {
				err = ctx.Err()
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(row{}, fmt.Errorf("read %s after line %d: %w", t.name, t.records.line, err))
				return
			}
			report.Lines++
			r := row{t, rec.cells, Position{t.name, rec.line}}
			if rec.fault != "" {
				report.reject(r.at, "", "%s", rec.fault)
			}
			if rec.fault != "" || !r.isText(report) {
				if t.lost != nil {
					t.lost(r)
				}
				continue
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// isText refuses what is not UTF-8. Which of the old code pages it was cannot be told from a file: the same byte is ł
// in one and ³ in another, so nothing is guessed.
func (r row) isText(report *Report) bool {
	for i, cell := range r.cells {
		if !utf8.ValidString(cell) {
			at := 0
			for at < len(cell) {
				c, size := utf8.DecodeRuneInString(cell[at:])
				if c == utf8.RuneError && size == 1 {
					break
				}
				at += size
			}
			report.reject(r.at, r.table.header[i], "byte 0x%02X is not UTF-8; save the file as UTF-8", cell[at])
			return false
		}
		if strings.IndexByte(cell, 0) >= 0 {
			report.reject(r.at, r.table.header[i], "the cell holds a zero byte")
			return false
		}
	}
	return true
}
