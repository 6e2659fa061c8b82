// Package dataset reads sources into changes of the graph, and writes the graph's records as tables.
//
// A Reader turns the files of one source into rows: changes in an order in which they can be applied, each with the
// line it was read from. Load applies what a Reader yields. A line that cannot be read is reported and the rest goes
// in. The package knows no store: the caller says how changes are applied.
package dataset
