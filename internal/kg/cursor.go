package kg

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
)

const cursorVersion = 1

// Cursor returns the opaque position behind row i: version, binding to the list (edge, filter, order, scope), sort
// value and id.
func (p *Page) Cursor(i int) string {
	item := p.Items[i]
	text, err := json.Marshal([]any{cursorVersion, p.binding, item.Sort, item.Record.RecordID()})
	if err != nil {
		panic(err) // nil, string and int64 always marshal
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func (h *Hop) decodeCursor() error {
	if h.Cursor == "" {
		return nil
	}
	bad := func(why string) error { return Errorf(Invalid, "the cursor %.40q %s", h.Cursor, why) }
	text, err := base64.RawURLEncoding.DecodeString(h.Cursor)
	if err != nil {
		return bad("is not one of ours")
	}
	var version int
	var binding, id string
	var value any
	parts := []any{&version, &binding, &value, &id}
	n := len(parts)
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&parts); err != nil || dec.More() || len(parts) != n || id == "" {
		return bad("is not one of ours")
	}
	if version != cursorVersion {
		return bad("is of another version; start from the first page again")
	}
	if binding != h.binding {
		return bad("belongs to another list: filter, order and scope must stay the same from page to page")
	}
	if number, ok := value.(json.Number); ok {
		if value, err = number.Int64(); err != nil {
			return bad("is not one of ours")
		}
	}
	sorts, _ := h.sortType()
	switch value.(type) {
	case nil:
	case int64:
		if sorts != TypeInt {
			return bad("is not one of ours")
		}
	case string:
		if sorts != TypeText {
			return bad("is not one of ours")
		}
	default:
		return bad("is not one of ours")
	}
	h.After = &After{Value: value, ID: id}
	return nil
}

// bind computes what ties a cursor to its list.
func (h *Hop) bind() {
	f := fnv.New64a()
	enc := json.NewEncoder(f)
	for _, part := range []any{h.Edge.From, h.Edge.Name, h.Where, h.Order, h.Scope, h.IDs, h.Words, h.Kinds, h.Since, h.Needs, h.Place} {
		if err := enc.Encode(part); err != nil {
			panic(err) // plain values always marshal
		}
	}
	h.binding = fmt.Sprintf("%x", f.Sum64())
}
