package graph

import (
	"context"

	"ngograph/internal/kg"
)

// Connection is a page of records as GraphQL shows it.
type Connection[T kg.Record] struct{ page *kg.Page }

// Edge is a row of a page with the position behind it.
type Edge[T kg.Record] struct {
	Node   T
	Match  kg.MatchKind
	Cursor string
}

// PageInfo says where a page stands in its list.
type PageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       kg.Text
}

// OrganisationConnection and the others are the connections and edges of the schema.
type (
	OrganisationConnection          = Connection[*kg.Organisation]
	OrganisationEdge                = Edge[*kg.Organisation]
	ResourceConnection              = Connection[*kg.Resource]
	ResourceEdge                    = Edge[*kg.Resource]
	MembershipConnection            = Connection[*kg.Membership]
	MembershipEdge                  = Edge[*kg.Membership]
	ProjectConnection               = Connection[*kg.Project]
	ProjectEdge                     = Edge[*kg.Project]
	ParticipationConnection         = Connection[*kg.Participation]
	ParticipationEdge               = Edge[*kg.Participation]
	ThemeConnection                 = Connection[*kg.Theme]
	ThemeEdge                       = Edge[*kg.Theme]
	ProgrammeConnection             = Connection[*kg.Programme]
	ProgrammeEdge                   = Edge[*kg.Programme]
	PracticeConnection              = Connection[*kg.Practice]
	PracticeEdge                    = Edge[*kg.Practice]
	CollaborationConnection         = Connection[*kg.Collaboration]
	CollaborationEdge               = Edge[*kg.Collaboration]
	IntroductionConnection          = Connection[*kg.Introduction]
	IntroductionEdge                = Edge[*kg.Introduction]
	NetworkPositionConnection       = Connection[*kg.NetworkPosition]
	NetworkPositionEdge             = Edge[*kg.NetworkPosition]
	NewcomerConnection              = Connection[*kg.Newcomer]
	NewcomerEdge                    = Edge[*kg.Newcomer]
	ResponderConnection             = Connection[*kg.Responder]
	ResponderEdge                   = Edge[*kg.Responder]
	MatchConnection                 = Connection[*kg.Match]
	MatchEdge                       = Edge[*kg.Match]
	RecordedCollaborationConnection = Connection[*kg.RecordedCollaboration]
	RecordedCollaborationEdge       = Edge[*kg.RecordedCollaboration]
	SearchConnection                = Connection[kg.Record]
	SearchEdge                      = Edge[kg.Record]
)

// Nodes returns the page's records.
func (c *Connection[T]) Nodes() []T {
	out := make([]T, len(c.page.Items))
	for i, item := range c.page.Items {
		out[i] = item.Record.(T)
	}
	return out
}

// Edges returns the page's rows.
func (c *Connection[T]) Edges() []Edge[T] {
	out := make([]Edge[T], len(c.page.Items))
	for i, item := range c.page.Items {
		out[i] = Edge[T]{Node: item.Record.(T), Match: item.Match, Cursor: c.page.Cursor(i)}
	}
	return out
}

// PageInfo returns where the page stands.
func (c *Connection[T]) PageInfo() PageInfo {
	info := PageInfo{HasNextPage: c.page.More, HasPreviousPage: c.page.Before}
	if n := len(c.page.Items); n > 0 {
		info.StartCursor, info.EndCursor = kg.Text(c.page.Cursor(0)), kg.Text(c.page.Cursor(n-1))
	}
	return info
}

// TotalCount returns the length of the whole list.
func (c *Connection[T]) TotalCount() int { return c.page.Total }

// Coverage returns what the whole list rests on.
func (c *Connection[T]) Coverage() *kg.Coverage { return c.page.Coverage }

// Facets returns the counts asked for by this field's arguments, which are those of the field in ctx.
func (c *Connection[T]) Facets(ctx context.Context, by []string, first int) []kg.Facet {
	return c.page.Facets[keyOf(ctx)]
}
