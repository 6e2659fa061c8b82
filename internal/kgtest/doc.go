// Package kgtest is the conformance suite that every composition of a store and a view passes, with no skip. A backend
// joins it with a Harness and one call of Run. What a question's answer should be, the suite learns from Oracle, a
// naive reading of the rules over a plain slice of records, and from examples worked out by hand.
//
// A failure of the random part prints how to run it again; a longer search is
//
//	go test ./internal/memory -run Conformance/random -args -rapid.checks=5000
//
// It knows package kg and testing libraries, and no backend. What a search for communities finds with a given seed it
// cannot know: for that alone it asks package metrics.
package kgtest
