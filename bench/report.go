package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A report is what one section found, as Markdown.
type report struct {
	section section
	goals   []goal
	text    strings.Builder
	took    time.Duration
}

type goal struct {
	what, asked string
	measured    float64
	met         bool
}

// line writes a paragraph.
func (r *report) line(text string) { r.text.WriteString("\n" + text + "\n") }

// table begins a table with these columns; rows follow by row.
func (r *report) table(columns ...string) {
	r.text.WriteString("\n| " + strings.Join(columns, " | ") + " |\n|" + strings.Repeat(" --- |", len(columns)) + "\n")
}

// row adds a row to the table that was begun last. Durations and ratios are written with three digits.
func (r *report) row(cells ...any) {
	r.text.WriteString("|")
	for _, c := range cells {
		r.text.WriteString(" " + cell(c) + " |")
	}
	r.text.WriteString("\n")
}

// atLeast sets a ratio against the least that was asked.
func (r *report) atLeast(what string, ratio, asked float64) {
	r.goals = append(r.goals, goal{what, fmt.Sprintf("at least %gx", asked), ratio, ratio >= asked})
}

// atMost sets a ratio or a number against the most that was asked.
func (r *report) atMost(what string, measured, asked float64) {
	r.goals = append(r.goals, goal{what, fmt.Sprintf("at most %g", asked), measured, measured <= asked})
}

func cell(c any) string {
	switch c := c.(type) {
	case time.Duration:
		return c.Round(digits(c)).String()
	case float64:
		return number(c)
	default:
		return fmt.Sprint(c)
	}
}

// digits is what a duration is rounded to for three digits.
func digits(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for ; d >= 1000; d /= 10 {
		unit *= 10
	}
	return unit
}

// number writes three digits, and whole numbers from 100 on.
func number(f float64) string {
	switch {
	case f >= 100:
		return fmt.Sprintf("%.0f", f)
	case f >= 10:
		return fmt.Sprintf("%.1f", f)
	default:
		return fmt.Sprintf("%.2f", f)
	}
}

// render puts the goals of all sections first, then the sections, each followed by what is noted by hand about it.
func render(ctx context.Context, b *bench, reports []*report) string {
	var out strings.Builder
	out.WriteString("# Results\n\n" + describeMachine(ctx, b) + "\n")
	out.WriteString("Written by `make bench`; notes come from bench/notes. Times are medians unless a column says otherwise, and pairs were timed\n" +
		"alternately after both had answered alike. A ratio above 1 is in ngograph's favour.\n\n## Asked and measured\n\n" +
		"| section | what | asked | measured | met |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range reports {
		for _, g := range r.goals {
			met := "yes"
			if !g.met {
				met = "**no**"
			}
			fmt.Fprintf(&out, "| [%s](#%s) | %s | %s | %s | %s |\n", r.section.name, anchor(r.section.title), g.what, g.asked, number(g.measured), met)
		}
	}
	for _, r := range reports {
		fmt.Fprintf(&out, "\n## %s\n%s", r.section.title, r.text.String())
		fmt.Fprintf(&out, "\nThis section took %s.\n", r.took.Round(time.Second))
		if notes, err := os.ReadFile(filepath.Join("bench", "notes", r.section.name+".md")); err == nil {
			out.WriteString("\n" + strings.TrimSpace(string(notes)) + "\n")
		}
	}
	return out.String()
}

// anchor is the fragment that Markdown gives a heading.
func anchor(title string) string {
	kept := func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z':
			return r
		default:
			return -1
		}
	}
	return strings.Map(kept, strings.ToLower(title))
}
