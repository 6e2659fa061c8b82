package kg

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Type is the form in which a field's value is stored: what a column of a table or a property of a node holds.
type Type int

// The stored forms: text, a 64-bit integer, a float, a boolean, a list of texts.
const (
	TypeText Type = iota
	TypeInt
	TypeFloat
	TypeBool
	TypeList
)

// Field describes one field of a kind of record.
type Field struct {
	Name     string // as in the GraphQL schema
	Type     Type
	Refs     []Kind // the kinds that the field's ids may be of; nil if it holds none
	Enum     string // the enumerated type's name, "" if it is none
	Required bool
	Key      bool // part of the record's identity
	Derived  bool // counted by the view; a store's Scan leaves it zero
	index    []int
	form     form
	values   []string // of Enum
}

// form is the Go type of a field, as far as encoding and checking must know it.
type form int

const (
	formText form = iota
	formInt
	formFloat
	formBool
	formMoney
	formPoint
	formTexts
	formLocalised
	formIdentifiers
	formSources
)

// formOf returns the form of a field's type; that of a pointer to a plain value is the value's.
func formOf(t reflect.Type) form {
	switch t {
	case reflect.TypeFor[*Money]():
		return formMoney
	case reflect.TypeFor[*GeoPoint]():
		return formPoint
	case reflect.TypeFor[[]string]():
		return formTexts
	case reflect.TypeFor[[]LocalisedText]():
		return formLocalised
	case reflect.TypeFor[[]Identifier]():
		return formIdentifiers
	case reflect.TypeFor[[]SourceRef]():
		return formSources
	}
	switch typeOf(t) {
	case TypeInt:
		return formInt
	case TypeFloat:
		return formFloat
	case TypeBool:
		return formBool
	}
	return formText
}

// Column is one stored value: a field, or half of one that takes two (an amount and its currency, a latitude and
// longitude).
type Column struct {
	Name string
	Type Type
	Key  bool
}

// Description is the shape of a kind of record.
type Description struct {
	Kind   Kind
	Prefix string // of the ids, with the colon
	Fields []Field
	typ    reflect.Type
	byName map[string]*Field

	columns  []Column
	byColumn map[string]*Field // by the first of a field's columns
}

var (
	descriptions = describeAll()
	prefixes     = kindsByPrefix()
)

func kindsByPrefix() map[string]Kind {
	kinds := map[string]Kind{} // without the colon
	for k, d := range descriptions {
		kinds[strings.TrimSuffix(d.Prefix, ":")] = k
	}
	return kinds
}

func describeAll() map[Kind]*Description {
	all := map[Kind]*Description{}
	for _, d := range []struct {
		prefix string
		zero   Record
	}{
		{"dataset:", &Dataset{}},
		{"language:", &Language{}},
		{"country:", &Country{}},
		{"region:", &Region{}},
		{"theme:", &Theme{}},
		{"area:", &Area{}},
		{"area-member:", &AreaMember{}},
		{"org:", &Organisation{}},
		{"programme:", &Programme{}},
		{"project:", &Project{}},
		{"participation:", &Participation{}},
		{"membership:", &Membership{}},
		{"practice:", &Practice{}},
		{"resource:", &Resource{}},
		{"recorded:", &RecordedCollaboration{}},
		{"collaboration:", &Collaboration{}},
		{"introduction:", &Introduction{}},
		{"broker:", &Broker{}},
		{"path:", &Path{}},
		{"position:", &NetworkPosition{}},
		{"network:", &Network{}},
		{"network-node:", &NetworkNode{}},
		{"cross-tab:", &CrossTab{}},
		{"funding:", &FundingProfile{}},
		{"funding-share:", &FundingShare{}},
		{"newcomer:", &Newcomer{}},
		{"responder:", &Responder{}},
		{"match:", &Match{}},
		{"consortium:", &ConsortiumProposal{}},
		{"consortium-member:", &ConsortiumMember{}},
	} {
		t := reflect.TypeOf(d.zero).Elem()
		desc := &Description{Kind: d.zero.Kind(), Prefix: d.prefix, typ: t, byName: map[string]*Field{}}
		desc.Fields = fieldsOf(t, nil)
		// Identity first, bookkeeping last: the order of columns in a table.
		slices.SortStableFunc(desc.Fields, func(a, b Field) int { return rank(a) - rank(b) })
		for i := range desc.Fields {
			desc.byName[desc.Fields[i].Name] = &desc.Fields[i]
		}
		desc.columns, desc.byColumn = desc.allColumns(), maps.Clone(desc.byName)
		if location := desc.byName["location"]; location != nil {
			desc.byColumn["latitude"] = location
		}
		all[desc.Kind] = desc
	}
	return all
}

func rank(f Field) int {
	switch {
	case f.Key:
		return 0
	case f.Derived:
		return 2
	case len(f.index) == 2: // of Meta
		return 3
	}
	return 1
}

func fieldsOf(t reflect.Type, index []int) []Field {
	var fields []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(slices.Clone(index), i)
		if sf.Anonymous {
			fields = append(fields, fieldsOf(sf.Type, at)...)
			continue
		}
		tag, ok := sf.Tag.Lookup("kg")
		if !ok {
			continue
		}
		parts := strings.Split(tag, ",")
		f := Field{Name: parts[0], Type: typeOf(sf.Type), Key: parts[0] == "id", index: at, form: formOf(sf.Type)}
		for _, opt := range parts[1:] {
			name, value, _ := strings.Cut(opt, "=")
			switch name {
			case "required":
				f.Required = true
			case "key":
				f.Key = true
			case "derived":
				f.Derived = true
			case "enum":
				f.Enum, f.values = value, Enums()[value]
			case "ref":
				for k := range strings.SplitSeq(value, "|") {
					f.Refs = append(f.Refs, Kind(k))
				}
			default:
				panic("kg: unknown tag option " + opt)
			}
		}
		fields = append(fields, f)
	}
	return fields
}

func typeOf(t reflect.Type) Type {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Slice:
		return TypeList
	case reflect.Int, reflect.Int64:
		return TypeInt
	case reflect.Bool:
		return TypeBool
	case reflect.Float64:
		return TypeFloat
	case reflect.Struct:
		if t == reflect.TypeFor[Money]() {
			return TypeInt
		}
		return TypeFloat // GeoPoint
	}
	return TypeText
}

// Describe returns the description of a kind; it panics on a kind that does not exist.
func Describe(k Kind) *Description {
	d, ok := descriptions[k]
	if !ok {
		panic(fmt.Sprintf("kg: no kind %q", k))
	}
	return d
}

// StoredKinds returns every stored kind, each after the kinds that its fields refer to (but for references within a
// kind): the order in which to load them.
func StoredKinds() []Kind {
	return []Kind{
		KindDataset, KindLanguage, KindCountry, KindRegion, KindTheme, KindArea, KindAreaMember, KindOrganisation,
		KindProgramme, KindProject, KindParticipation, KindMembership, KindPractice, KindResource, KindRecorded,
	}
}

// KindOfID returns the kind that an id's prefix names.
func KindOfID(id string) (Kind, bool) {
	prefix, _, _ := strings.Cut(id, ":")
	k, ok := prefixes[prefix]
	return k, ok
}

// Field returns the field of that name, nil if there is none.
func (d *Description) Field(name string) *Field { return d.byName[name] }

// Of returns the field of a record of the description's kind, addressable: reading it allocates nothing.
func (f *Field) Of(r Record) reflect.Value { return reflect.ValueOf(r).Elem().FieldByIndex(f.index) }

// New returns an empty record of the kind.
func (d *Description) New() Record { return reflect.New(d.typ).Interface().(Record) }

// Columns returns what a store keeps for a record, identity first and revision last. It is shared, not to be changed.
func (d *Description) Columns() []Column { return d.columns }

func (d *Description) allColumns() []Column {
	var cols []Column
	for _, f := range d.Fields {
		switch f.form {
		case formMoney:
			cols = append(cols, Column{Name: f.Name, Type: TypeInt}, Column{Name: f.Name + "Currency", Type: TypeText})
		case formPoint:
			cols = append(cols, Column{Name: "latitude", Type: TypeFloat}, Column{Name: "longitude", Type: TypeFloat})
		default:
			cols = append(cols, Column{Name: f.Name, Type: f.Type, Key: f.Key})
		}
	}
	return slices.Clip(cols)
}
