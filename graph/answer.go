package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"ngograph/internal/kg"
)

// Resolver answers the schema's fields from a graph.
type Resolver struct{ graph *kg.Graph }

// ask plans the root field that ctx resolves along an edge and has it answered.
func (r *Resolver) ask(ctx context.Context, edge string) (*kg.Page, error) {
	h, err := plan(ctx, edge)
	if err != nil {
		return nil, err
	}
	return r.fetch(ctx, h)
}

// nodes answers the root field that ctx resolves for records by their ids, in their order, nil for what is not known.
func (r *Resolver) nodes(ctx context.Context, ids ...string) (*kg.Page, error) {
	if len(ids) > kg.MaxFirst {
		return nil, kg.Errorf(kg.TooLarge, "%d ids are asked for at once; the limit is %d", len(ids), kg.MaxFirst)
	}
	h, err := planNodes(ctx, ids)
	if err != nil {
		return nil, err
	}
	return r.fetch(ctx, h)
}

// connect makes a connection of a page.
func connect[T kg.Record](page *kg.Page, err error) (*Connection[T], error) {
	if err != nil {
		return nil, err
	}
	return &Connection[T]{page}, nil
}

// all returns a page's records, the zero T where an id is not known.
func all[T kg.Record](page *kg.Page, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	out := make([]T, len(page.Items))
	for i, item := range page.Items {
		out[i], _ = item.Record.(T)
	}
	return out, nil
}

// first returns a page's only record, the zero T if there is none or it is of another type.
func first[T kg.Record](page *kg.Page, err error) (T, error) {
	var record T
	if err == nil && len(page.Items) > 0 {
		record, _ = page.Items[0].Record.(T)
	}
	return record, err
}

// pageOf returns the page that was planned and fetched for the field of a record that ctx resolves. That there is none
// is a fault of the planner, never a reason to read.
func pageOf(ctx context.Context, r kg.Record) (*kg.Page, error) {
	key := keyOf(ctx)
	page, ok := kg.Attached(r, key)
	if !ok {
		return nil, kg.Errorf(kg.Internal, "%s of a %s was not planned", key, r.Kind())
	}
	return page, nil
}

// identified answers the root field that ctx resolves for the organisation with an identifier.
func (r *Resolver) identified(ctx context.Context, identifier map[string]any) (*kg.Page, error) {
	h, err := planRoot(ctx, &kg.Hop{Edge: kg.EdgeOf("", "identified")})
	if err != nil {
		return nil, err
	}
	h.Where, err = identifiers(identifier)
	if err != nil {
		return nil, err
	}
	return r.graph.Fetch(ctx, h)
}

// paths answers the root field that ctx resolves. Where there is no path the answer is empty and an error beside it
// says whether there is one without the scope.
func (r *Resolver) paths(ctx context.Context) ([]*kg.Path, error) {
	h, err := plan(ctx, kg.EdgePaths)
	if err != nil {
		return nil, err
	}
	page, err := r.graph.Fetch(ctx, h)
	if err != nil || len(page.Items) > 0 {
		return all[*kg.Path](page, err)
	}
	if h.Scope.String() != (&kg.Scope{}).String() {
		page, err = r.graph.Fetch(ctx, &kg.Hop{Edge: h.Edge, IDs: h.IDs, Degrees: h.Degrees, First: 1, Items: true})
		if err != nil {
			return nil, err
		}
	}
	graphql.AddError(ctx, kg.NotConnectedError(h, page))
	return []*kg.Path{}, nil
}

func counts(s *kg.Summary) *DatasetCounts {
	return &DatasetCounts{
		Organisations: s.Counts[kg.KindOrganisation], Projects: s.Counts[kg.KindProject],
		Participations: s.Counts[kg.KindParticipation], RecordedCollaborations: s.Counts[kg.KindRecorded],
		Memberships: s.Counts[kg.KindMembership], Practices: s.Counts[kg.KindPractice],
		Resources: s.Counts[kg.KindResource], Themes: s.Counts[kg.KindTheme], Countries: s.Counts[kg.KindCountry],
		Regions: s.Counts[kg.KindRegion], Areas: s.Counts[kg.KindArea], Programmes: s.Counts[kg.KindProgramme],
	}
}
