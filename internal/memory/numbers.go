package memory

import "ngograph/internal/kg"

// numbers count organisations from 0 in the order in which a question meets them, so that what a question holds of them
// takes room for these alone. They are lent by the snapshot, which keeps them empty.
type numbers struct {
	at   []int32 // of each organisation: its number and 1, or 0
	rows []int32 // of each number
}

// of returns an organisation's number.
func (n *numbers) of(organisation int32) int32 {
	at := n.at[organisation]
	if at == 0 {
		n.rows = append(n.rows, organisation)
		at = int32(len(n.rows))
		n.at[organisation] = at
	}
	return at - 1
}

// find returns an organisation's number, -1 if it was not met.
func (n *numbers) find(organisation int32) int32 { return n.at[organisation] - 1 }

// borrow returns numbers, to be given back.
func (s *snapshot) borrow() *numbers {
	if n, ok := s.spare.Get().(*numbers); ok {
		return n
	}
	return &numbers{at: make([]int32, s.size(kg.KindOrganisation))}
}

func (s *snapshot) giveBack(n *numbers) {
	for _, row := range n.rows {
		n.at[row] = 0
	}
	n.rows = n.rows[:0]
	s.spare.Put(n)
}
