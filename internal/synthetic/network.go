package synthetic

import (
	"iter"
	"math"

	"ngograph/internal/kg"
)

// Projects and participations for each organisation, where the options do not say.
const (
	projectsEach       = 0.4
	participationsEach = 2.4
)

// MaxOrganisations is the size of the largest network.
const MaxOrganisations = 10_000_000

// Options say which network. Equal options give equal records, whatever was asked before.
type Options struct {
	Organisations  int    // from 1 to MaxOrganisations
	Projects       int    // 0 for 0.4 an organisation
	Participations int    // about so many; 0 for 2.4 an organisation
	Seed           uint64 // networks of different seeds share no record but their dataset
}

// Network is a made-up network. It holds no records: each run over them makes them anew.
type Network struct {
	options Options
	model   *model
}

// New returns the network that the options describe. It fails with Invalid where there are fewer participations than
// organisations or projects, or more in a project than the model's consortia have.
func New(o Options) (*Network, error) {
	if o.Organisations < 1 || o.Organisations > MaxOrganisations {
		return nil, kg.Errorf(kg.Invalid, "a network has from 1 to %d organisations, not %d", MaxOrganisations, o.Organisations)
	}
	if o.Projects < 0 || o.Participations < 0 {
		return nil, kg.Errorf(kg.Invalid, "projects and participations cannot be fewer than none")
	}
	each := func(given int, rate float64) int {
		if given > 0 {
			return given
		}
		return int(math.Ceil(float64(o.Organisations) * rate))
	}
	o.Projects, o.Participations = each(o.Projects, projectsEach), each(o.Participations, participationsEach)
	m := newModel()
	if most := float64(o.Projects) * m.meanConsortium; float64(o.Participations) > most {
		return nil, kg.Errorf(kg.Invalid, "%d projects have %d participations at most, not %d", o.Projects, int(most), o.Participations)
	}
	if least := max(o.Projects, o.Organisations); o.Participations < least {
		return nil, kg.Errorf(kg.Invalid, "%d organisations in %d projects have %d participations at least, not %d",
			o.Organisations, o.Projects, least, o.Participations)
	}
	return &Network{o, m}, nil
}

// Kinds returns the kinds of the network's records, in the order in which they can be applied.
func Kinds() []kg.Kind {
	return []kg.Kind{kg.KindDataset, kg.KindOrganisation, kg.KindProject, kg.KindParticipation}
}

// Records yields every record after those that it refers to, if not to reference data.
func (n *Network) Records() iter.Seq[kg.Record] {
	return func(yield func(kg.Record) bool) {
		for r := range n.Of(kg.KindDataset) {
			if !yield(r) {
				return
			}
		}
		for r := range n.Of(kg.KindOrganisation) {
			if !yield(r) {
				return
			}
		}
		n.cooperation(true, true, yield)
	}
}

// Of yields the records of one kind, none of a kind that the network has not.
func (n *Network) Of(k kg.Kind) iter.Seq[kg.Record] {
	return func(yield func(kg.Record) bool) {
		switch k {
		case kg.KindDataset:
			yield(source())
		case kg.KindOrganisation:
			n.organisations(yield)
		case kg.KindProject:
			n.cooperation(true, false, yield)
		case kg.KindParticipation:
			n.cooperation(false, true, yield)
		}
	}
}

func (n *Network) organisations(yield func(kg.Record) bool) {
	d := newDice(n.options.Seed, organisationDice)
	for i := range n.options.Organisations {
		if !yield(n.organisation(d, i)) {
			return
		}
	}
}

// cooperation yields projects, each before its participations.
func (n *Network) cooperation(projects, participations bool, yield func(kg.Record) bool) {
	ofLeader, d := newDice(n.options.Seed, organisationDice), newDice(n.options.Seed, projectDice)
	for i, members := range n.growth().consortia() {
		project, parts := n.project(ofLeader, d, i, members)
		if projects && !yield(project) {
			return
		}
		for j := range parts {
			if participations && !yield(&parts[j]) {
				return
			}
		}
	}
}
