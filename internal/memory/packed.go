package memory

import (
	"encoding/binary"
	"math"
	"math/bits"
	"reflect"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// Records lie packed: a set of bits that says which fields are known, then the values of these, one behind the other.
// A value has parts: 't' a text; 'c' the code of a text that many records share; 'n' a number; 'f' a float. A list has
// its length before its items.

// packing is how one field is packed.
type packing struct {
	*kg.Field
	parts string
	list  bool
}

// isText reports whether the field holds one text.
func (p *packing) isText() bool { return !p.list && (p.parts == "t" || p.parts == "c") }

// packings are those of the fields of each stored kind, in the order of its description.
var packings = func() map[kg.Kind][]packing {
	all := map[kg.Kind][]packing{}
	for _, k := range kg.StoredKinds() {
		d := kg.Describe(k)
		for i := range d.Fields {
			all[k] = append(all[k], packingOf(&d.Fields[i], d.New()))
		}
	}
	return all
}()

func packingOf(f *kg.Field, sample kg.Record) packing {
	few := f.Enum != "" || f.Refs != nil && !slices.Contains(f.Refs, kg.KindOrganisation) && !slices.Contains(f.Refs, kg.KindProject)
	text := "t"
	if few {
		text = "c"
	}
	v := f.Of(sample)
	switch v.Addr().Interface().(type) {
	case **kg.Money:
		return packing{f, "nc", false}
	case **kg.GeoPoint:
		return packing{f, "ff", false}
	case *kg.Date:
		return packing{f, "c", false}
	case *[]string:
		return packing{f, text, true}
	case *[]kg.LocalisedText:
		return packing{f, "ctc", true}
	case *[]kg.Identifier:
		return packing{f, "ct", true}
	case *[]kg.SourceRef:
		return packing{f, "ctt", true}
	}
	switch v.Kind() {
	case reflect.String:
		return packing{f, text, false}
	case reflect.Bool:
		return packing{f, "", false} // true if it is known
	}
	return packing{f, "n", false}
}

// fields is a set of fields of one kind, by their places in its description.
type fields uint64

// fieldsOf returns the fields with these names; what is no field is left out.
func fieldsOf(k kg.Kind, names ...string) fields {
	var set fields
	for i, f := range kg.Describe(k).Fields {
		if slices.Contains(names, f.Name) {
			set |= 1 << i
		}
	}
	return set
}

// fieldAt returns a field's place in its kind's description.
func fieldAt(k kg.Kind, name string) int { return bits.TrailingZeros64(uint64(fieldsOf(k, name))) }

// dictionary numbers texts from 0. It only grows: what was taken from it stays as it is.
type dictionary struct {
	texts []string
	codes map[string]uint64
}

func (d *dictionary) code(s string) uint64 {
	c, ok := d.codes[s]
	if !ok {
		c, s = uint64(len(d.texts)), strings.Clone(s)
		d.texts, d.codes[s] = append(d.texts, s), c
	}
	return c
}

// packer packs records, many to one allocation of at least chunk bytes.
type packer struct {
	*dictionary
	chunk int
	data  []byte
	arena *strings.Builder
}

// keep returns what was appended to data since it was empty as a text to keep, and empties it.
func (p *packer) keep() string {
	if p.arena == nil || p.arena.Cap()-p.arena.Len() < len(p.data) {
		p.arena = &strings.Builder{}
		p.arena.Grow(max(p.chunk, len(p.data)))
	}
	at := p.arena.Len()
	p.arena.Write(p.data)
	p.data = p.data[:0]
	return p.arena.String()[at:]
}

// record returns a record's id and the rest of it, packed.
func (p *packer) record(id string, r kg.Record) (kept, packed string) {
	var known fields
	list := packings[r.Kind()]
	for i := range list {
		if f := &list[i]; f.Name != "id" && !f.Derived && !f.Of(r).IsZero() {
			known |= 1 << i
		}
	}
	p.data = append(p.data, id...)
	p.number(uint64(known))
	for set := known; set != 0; set &= set - 1 {
		p.value(&list[bits.TrailingZeros64(uint64(set))], r)
	}
	all := p.keep()
	return all[:len(id)], all[len(id):]
}

func (p *packer) number(n uint64) { p.data = binary.AppendUvarint(p.data, n) }
func (p *packer) signed(n int64)  { p.data = binary.AppendVarint(p.data, n) }
func (p *packer) coded(s string)  { p.number(p.code(s)) }

func (p *packer) text(s string) {
	p.number(uint64(len(s)))
	p.data = append(p.data, s...)
}

func (p *packer) float(x float64) {
	p.data = binary.BigEndian.AppendUint64(p.data, math.Float64bits(x))
}

// value packs a known field.
func (p *packer) value(f *packing, r kg.Record) {
	v := f.Of(r)
	switch x := v.Addr().Interface().(type) {
	case **kg.Money:
		p.signed((*x).Cents)
		p.coded((*x).Currency)
		return
	case **kg.GeoPoint:
		p.float((*x).Latitude)
		p.float((*x).Longitude)
		return
	case **bool:
		n := int64(0)
		if **x {
			n = 1
		}
		p.signed(n)
		return
	case *[]kg.SourceRef:
		p.sources(*x)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		p.signed(v.Elem().Int())
	case reflect.String:
		p.one(f, v.String())
	case reflect.Int, reflect.Int64:
		p.signed(v.Int())
	case reflect.Slice:
		p.number(uint64(v.Len()))
		switch list := v.Addr().Interface().(type) {
		case *[]string:
			for _, s := range *list {
				p.one(f, s)
			}
		case *[]kg.LocalisedText:
			for _, t := range *list {
				p.coded(string(t.Language))
				p.text(t.Text)
				p.coded(string(t.Kind))
			}
		case *[]kg.Identifier:
			for _, i := range *list {
				p.coded(i.Scheme)
				p.text(i.Value)
			}
		}
	}
}

// one packs a text as its field has it.
func (p *packer) one(f *packing, s string) {
	if f.parts == "c" {
		p.coded(s)
	} else {
		p.text(s)
	}
}

func (p *packer) sources(list []kg.SourceRef) {
	p.number(uint64(len(list)))
	for _, s := range list {
		p.coded(s.Dataset)
		p.text(string(s.Record))
		p.text(string(s.URL))
	}
}

// cursor reads packed values one behind the other. What it returns shares their bytes.
type cursor struct {
	data  string
	texts []string
}

func (c *cursor) number() uint64 {
	n, shift := uint64(0), 0
	for i := 0; ; i++ {
		b := c.data[i]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			c.data = c.data[i+1:]
			return n
		}
		shift += 7
	}
}

func (c *cursor) signed() int64 {
	n := c.number()
	return int64(n>>1) ^ -int64(n&1)
}

func (c *cursor) coded() string { return c.texts[c.number()] }

func (c *cursor) text() string {
	n := c.number()
	s := c.data[:n]
	c.data = c.data[n:]
	return s
}

func (c *cursor) float() float64 {
	n := uint64(0)
	for i := range 8 {
		n = n<<8 | uint64(c.data[i])
	}
	c.data = c.data[8:]
	return math.Float64frombits(n)
}

// skip passes over a field's value.
func (c *cursor) skip(f *packing) {
	for range c.length(f) {
		c.pass(f.parts)
	}
}

// pass passes over parts of a value.
func (c *cursor) pass(parts string) {
	for i := range len(parts) {
		switch parts[i] {
		case 't':
			c.text()
		case 'f':
			c.data = c.data[8:]
		default:
			c.number()
		}
	}
}

// length returns how many items a field's value has; 1 if it is no list.
func (c *cursor) length(f *packing) int {
	if f.list {
		return int(c.number())
	}
	return 1
}

// one reads a text as its field has it.
func (c *cursor) one(f *packing) string {
	if f.parts == "c" {
		return c.coded()
	}
	return c.text()
}

// value reads a known field into v.
func (c *cursor) value(f *packing, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case **kg.Money:
		*x = &kg.Money{Cents: c.signed(), Currency: c.coded()}
		return
	case **kg.GeoPoint:
		*x = &kg.GeoPoint{Latitude: c.float(), Longitude: c.float()}
		return
	case **bool:
		b := c.signed() != 0
		*x = &b
		return
	case *[]kg.SourceRef:
		*x = c.sources()
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		v.Elem().SetInt(c.signed())
	case reflect.String:
		v.SetString(c.one(f))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(c.signed())
	case reflect.Slice:
		n := c.length(f)
		switch list := v.Addr().Interface().(type) {
		case *[]string:
			*list = make([]string, n)
			for i := range *list {
				(*list)[i] = c.one(f)
			}
		case *[]kg.LocalisedText:
			*list = make([]kg.LocalisedText, n)
			for i := range *list {
				(*list)[i] = kg.LocalisedText{Language: kg.Text(c.coded()), Text: c.text(), Kind: kg.NameKind(c.coded())}
			}
		case *[]kg.Identifier:
			*list = make([]kg.Identifier, n)
			for i := range *list {
				(*list)[i] = c.identifier()
			}
		}
	}
}

func (c *cursor) identifier() kg.Identifier { return kg.Identifier{Scheme: c.coded(), Value: c.text()} }

// sources reads references to sources, but for the facts of their datasets.
func (c *cursor) sources() []kg.SourceRef {
	list := make([]kg.SourceRef, c.number())
	for i := range list {
		list[i] = kg.SourceRef{Dataset: c.coded(), Record: kg.Text(c.text()), URL: kg.Text(c.text())}
	}
	return list
}

// datasets yields the codes of the datasets of references to sources, in the order of their ids, each once.
func (c cursor) datasets(yield func(code uint64) bool) {
	last := uint64(math.MaxUint64)
	for range c.number() {
		code := c.number()
		c.pass("tt")
		if code != last && !yield(code) {
			return
		}
		last = code
	}
}
