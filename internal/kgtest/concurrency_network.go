package kgtest

import (
	"context"
	"fmt"

	"ngograph/internal/kg"
)

// readPositions asks where the organisations of a version stand and says what in the answer is not of one transaction.
func (w *world) readPositions(ctx context.Context) (kg.Revision, error) {
	position, ties := ask("Organisation.position", "degree", "strength", "computedOn"), ask("Organisation.collaborations", "weight")
	ties.Coverage = true
	page, err := w.graph.Fetch(ctx, below(ask("organisations", "name"), position, ties))
	if err != nil {
		return 0, err
	}
	seen, degrees := map[string]bool{}, 0
	var revision kg.Revision
	for _, item := range page.Items {
		seen[labelOf(item.Record)] = true
		p, _ := kg.Attached(item.Record, ties.Key)
		if revision != 0 && p.Coverage.Revision != revision {
			return 0, fmt.Errorf("one answer is of revisions %d and %d", revision, p.Coverage.Revision)
		}
		revision = p.Coverage.Revision
		strength := 0.0
		for _, tie := range told[*kg.Collaboration](p) {
			strength += tie.Weight
		}
		q, _ := kg.Attached(item.Record, position.Key)
		stands := told[*kg.NetworkPosition](q)[0]
		degrees += stands.Degree
		if stands.Strength != strength || stands.Degree != len(p.Items) || stands.ComputedOn != "the whole scope: 2 organisations, 1 ties" {
			return 0, fmt.Errorf("%+v with ties of %g", stands, strength)
		}
	}
	if len(seen) != 1 || degrees != 2 {
		return 0, fmt.Errorf("one answer holds %v and %d ends of a tie", seen, degrees)
	}
	return revision, nil
}

// readNetwork asks for the network of a version and says what in the answer is not of one transaction.
func (w *world) readNetwork(ctx context.Context) (kg.Revision, error) {
	organisation := ask("NetworkNode.organisation", "name", "projectCount")
	nodes := below(ask("Network.nodes"), organisation)
	h := below(networkOf("", 0, kg.MaxNodes, nil), nodes)
	h.Coverage = true
	page, err := w.graph.Fetch(ctx, h)
	if err != nil {
		return 0, err
	}
	n := told[*kg.Network](page)[0]
	seen := map[string]bool{}
	p, _ := kg.Attached(n, nodes.Key)
	for i, node := range told[*kg.NetworkNode](p) {
		q, _ := kg.Attached(node, organisation.Key)
		for _, org := range told[*kg.Organisation](q) {
			seen[org.Name] = true
			if len(n.Links) != 1 || org.ID != []string{n.Links[0].Source, n.Links[0].Target}[i] || org.Projects != 2 {
				return 0, fmt.Errorf("%s of %d projects is linked by %v", org.ID, org.Projects, n.Links)
			}
		}
	}
	if len(seen) != 1 || n.TotalNodes != 2 || len(n.Links) != 1 || n.Links[0].ProjectCount != 2 || n.Coverage.Projects != 2 {
		return 0, fmt.Errorf("one answer holds %v and %+v", seen, n)
	}
	return n.Coverage.Revision, nil
}
