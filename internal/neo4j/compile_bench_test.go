package neo4j

import "testing"

// BenchmarkCompile makes the statement of a question of four levels.
func BenchmarkCompile(b *testing.B) {
	h := fourLevels()
	compiled(b, h)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compile(h); err != nil {
			b.Fatal(err)
		}
	}
}
