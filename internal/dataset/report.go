package dataset

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"ngograph/internal/kg"
)

// Position is a line of a file, counted from 1; Line 0 is the file as a whole.
type Position struct {
	File string
	Line int
}

// String returns "file:line".
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Row is a change with the line that it was read from. Its record is the row's own.
type Row struct {
	kg.Change
	At Position
}

// Input is what a Reader reads.
type Input struct {
	Files []File
	// Known reports whether the store holds the record with that id, at least for what every store holds: reference
	// countries, regions, themes, programmes and datasets.
	Known func(id string) bool
	// Retrieved is the day on which the files were retrieved from their source.
	Retrieved kg.Date
}

// Reader yields the rows of a source in an order in which they can be applied: what a row refers to comes before it
// or is known. Whatever is wrong with a line goes to the report; an error is the last thing yielded and means that the
// rest could not be read. Memory grows with the number of organisations and participations, not with the texts.
type Reader func(ctx context.Context, in Input, report *Report) iter.Seq2[Row, error]

// Problem is what is wrong with a line.
type Problem struct {
	At       Position
	Column   string // "" if it is the line as a whole
	Reason   string
	Rejected bool // the line was left out; else only what the reason says
}

// String returns the problem as one line of text.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.At.String())
	b.WriteString(": ")
	if p.Column != "" {
		b.WriteString(p.Column + ": ")
	}
	b.WriteString(p.Reason)
	if p.Rejected {
		b.WriteString("; line left out")
	}
	return b.String()
}

// Report is the account of an import. The zero Report is ready for use; it is not for concurrent use.
type Report struct {
	Lines    int             // lines read, headers and blank ones apart; a line may hold line breaks in quotes
	Rejected int             // lines left out, and changes that the store refused
	Warnings int             // lines taken of which something was left out or doubtful
	Applied  map[kg.Kind]int // changes applied, by kind, whether or not they changed anything
	Notes    map[string]int  // what happened too often to be told line by line, and how often
	Each     func(Problem)   // told each problem as it is found; may be nil
}

func (r *Report) reject(at Position, column, format string, args ...any) {
	r.Rejected++
	r.tell(Problem{at, column, fmt.Sprintf(format, args...), true})
}

func (r *Report) warn(at Position, column, format string, args ...any) {
	r.Warnings++
	r.tell(Problem{at, column, fmt.Sprintf(format, args...), false})
}

func (r *Report) tell(p Problem) {
	if r.Each != nil {
		r.Each(p)
	}
}

func (r *Report) note(what string) {
	if r.Notes == nil {
		r.Notes = map[string]int{}
	}
	r.Notes[what]++
}
