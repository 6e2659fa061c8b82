package graph

import (
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"ngograph/internal/kg"
)

// text writes a string, null if it is empty: optional texts of kg are empty when unknown.
func text[T ~string](s T) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return graphql.MarshalString(string(s))
}

// read reads a string of any kind.
func read[T ~string](v any) (T, error) {
	s, err := graphql.UnmarshalString(v)
	return T(s), err
}

// The scalars and enumerations whose Go form is not GraphQL's: each pair writes and reads one type.

// MarshalText writes an optional text.
func MarshalText(s kg.Text) graphql.Marshaler { return text(s) }

// UnmarshalText reads a text.
func UnmarshalText(v any) (kg.Text, error) { return read[kg.Text](v) }

// MarshalDate writes an optional date.
func MarshalDate(d kg.Date) graphql.Marshaler { return text(d) }

// UnmarshalDate reads a date, YYYY-MM-DD.
func UnmarshalDate(v any) (kg.Date, error) {
	s, ok := v.(string)
	if !ok || s == "" {
		return "", kg.Errorf(kg.Invalid, "%#v is not a date: write it as a string of the form YYYY-MM-DD", v)
	}
	return kg.ParseDate(s)
}

// MarshalNameKind writes an optional kind of name.
func MarshalNameKind(k kg.NameKind) graphql.Marshaler { return text(k) }

// UnmarshalNameKind reads a kind of name.
func UnmarshalNameKind(v any) (kg.NameKind, error) { return read[kg.NameKind](v) }

// MarshalSizeBand writes an optional size.
func MarshalSizeBand(s kg.SizeBand) graphql.Marshaler { return text(s) }

// UnmarshalSizeBand reads a size.
func UnmarshalSizeBand(v any) (kg.SizeBand, error) { return read[kg.SizeBand](v) }

// MarshalRevision writes a revision as an ID.
func MarshalRevision(r kg.Revision) graphql.Marshaler {
	return graphql.MarshalString(strconv.FormatInt(int64(r), 10))
}

// UnmarshalRevision reads a revision.
func UnmarshalRevision(v any) (kg.Revision, error) {
	n, err := graphql.UnmarshalInt64(v)
	return kg.Revision(n), err
}

// MarshalInstant writes a moment, RFC 3339, in UTC.
func MarshalInstant(i kg.Instant) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = w.Write(i.Time().AppendFormat([]byte{'"'}, time.RFC3339+`"`))
	})
}

// UnmarshalInstant reads a moment, RFC 3339.
func UnmarshalInstant(v any) (kg.Instant, error) {
	t, err := graphql.UnmarshalTime(v)
	return kg.Instant(t.Unix()), err
}

var matches = []string{"EXACT", "NAME", "PREFIX", "IN_NAME", "ANYWHERE"}

// MarshalSearchMatch writes how a hit matched.
func MarshalSearchMatch(m kg.MatchKind) graphql.Marshaler { return graphql.MarshalString(matches[m]) }

// UnmarshalSearchMatch is never called: no input has one.
func UnmarshalSearchMatch(any) (kg.MatchKind, error) {
	return 0, kg.Errorf(kg.Invalid, "a match is no input")
}
