package dataset

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A record has at most maxRecord bytes and, with the line breaks in its quotes, maxLines lines.
const (
	maxRecord = 1 << 20
	maxLines  = 500
)

// record is one line of a table, cut into cells.
type record struct {
	cells []string // as far as they could be cut, if there is a fault
	line  int      // where it begins
	fault string   // why it cannot be read, "" if it can
}

// recordReader cuts a text into records. A quoted cell may hold separators, line breaks and doubled quotes; a quote
// that neither doubles nor ends a cell stands for itself, as it does in files that forget to double them, but only on
// a line of its own. A quote that never ends, or swallows the lines after it, costs its own line only: the reader goes
// on with the next one.
type recordReader struct {
	in        *bufio.Reader
	separator byte
	cells     int    // how many a record must have; 0: any number
	line      int    // read from in so far
	pending   []line // to be read again before in goes on
}

type line struct {
	text   string
	number int
	fault  string
}

// next returns the next record that is not blank, or io.EOF.
func (r *recordReader) next() (record, error) {
	for {
		first, err := r.read()
		if err != nil {
			return record{}, err
		}
		if first.fault != "" {
			return record{line: first.number, fault: first.fault}, nil
		}
		if strings.TrimSpace(first.text) == "" {
			continue
		}
		if r.separator == '\t' {
			return r.check(record{cells: cutTabs(first.text), line: first.number}), nil
		}
		return r.quoted(first)
	}
}

func (r *recordReader) quoted(first line) (record, error) {
	var c cutter
	var more []line
	size := len(first.text)
	for open := c.cut(first.text, r.separator); open; {
		l, err := r.read()
		if err != nil && !errors.Is(err, io.EOF) {
			return record{}, err
		}
		if err == nil {
			more = append(more, l)
			size += len(l.text) + 1
		}
		if err != nil || l.fault != "" || c.loose || size > maxRecord || len(more) > maxLines || r.cells > 0 && len(c.cells) >= r.cells {
			return r.giveUp(record{c.cells, first.number, "a quotation mark opens a cell that does not end"}, more), nil //nolint:nilerr // the end of the file ends the cell
		}
		open = c.cut(l.text, r.separator)
	}
	rec := r.check(record{cells: c.cells, line: first.number})
	if rec.fault == "" && c.loose && len(more) > 0 {
		rec.fault = "a quotation mark in a cell of several lines is not doubled"
	}
	if rec.fault != "" {
		return r.giveUp(rec, more), nil
	}
	return rec, nil
}

// giveUp gives the lines after a record's first one back, to be read on their own.
func (r *recordReader) giveUp(rec record, more []line) record {
	r.pending = append(more, r.pending...)
	return rec
}

func (r *recordReader) check(rec record) record {
	if r.cells > 0 && len(rec.cells) != r.cells {
		rec.fault = fmt.Sprintf("the line has %d cells, not %d", len(rec.cells), r.cells)
	}
	return rec
}

// read returns the next line without its end.
func (r *recordReader) read() (line, error) {
	if len(r.pending) > 0 {
		l := r.pending[0]
		r.pending = r.pending[1:]
		return l, nil
	}
	r.line++
	l := line{number: r.line}
	chunk, err := r.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		long := bytes.Clone(chunk)
		for errors.Is(err, bufio.ErrBufferFull) {
			chunk, err = r.in.ReadSlice('\n')
			if len(long) <= maxRecord {
				long = append(long, chunk...)
			}
		}
		chunk = long
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(chunk) == 0) {
		return line{}, err
	}
	if len(chunk) > maxRecord {
		l.fault = "the line is longer than one MiB"
		return l, nil
	}
	l.text = string(bytes.TrimSuffix(bytes.TrimSuffix(chunk, []byte("\n")), []byte("\r")))
	return l, nil
}

// cutter cuts the lines of one record into cells.
type cutter struct {
	cells  []string
	cell   strings.Builder // what was read of a cell whose quote is open
	inside bool
	loose  bool // a quote stood for itself
}

// cut takes the record's next line and reports whether the record goes on after it.
func (c *cutter) cut(s string, separator byte) bool {
	if c.inside {
		c.cell.WriteByte('\n')
	}
	for {
		if !c.inside {
			if strings.HasPrefix(s, `"`) {
				c.inside, s = true, s[1:]
				continue
			}
			end := strings.IndexByte(s, separator)
			if end < 0 {
				c.cells = append(c.cells, s)
				return false
			}
			c.cells, s = append(c.cells, s[:end]), s[end+1:]
			continue
		}
		quote := strings.IndexByte(s, '"')
		if quote < 0 {
			c.cell.WriteString(s)
			return true
		}
		c.cell.WriteString(s[:quote])
		s = s[quote+1:]
		switch {
		case s == "" || s[0] == separator:
			c.cells = append(c.cells, c.cell.String())
			c.cell.Reset()
			c.inside = false
			if s == "" {
				return false
			}
			s = s[1:]
		case s[0] == '"':
			c.cell.WriteByte('"')
			s = s[1:]
		default:
			c.loose = true
			c.cell.WriteByte('"')
		}
	}
}

// cutTabs cuts at tabs. A quote means nothing there, except that some programs put quotes around a cell that holds
// quotes, which are doubled then; that is undone.
func cutTabs(s string) []string {
	cells := strings.Split(s, "\t")
	for i, cell := range cells {
		for {
			plain, ok := unquote(cell)
			if !ok {
				break
			}
			cell = plain
		}
		cells[i] = cell
	}
	return cells
}

func unquote(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s, false
	}
	inner := s[1 : len(s)-1]
	if strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`) {
		return s, false
	}
	return strings.ReplaceAll(inner, `""`, `"`), true
}
