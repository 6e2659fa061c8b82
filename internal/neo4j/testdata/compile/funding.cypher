CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Organisation)
  WHERE n1.nameKey IS NOT NULL
  WITH n1
  ORDER BY n1.nameKey, n1.id
  LIMIT $p0
  CALL (n1) {
    CALL (n1) {
      MATCH (n1)-[r4:PARTICIPATED_IN]->(e3)
      WHERE r4.role <> 'FUNDER'
        AND e3.programme IN $p1
      WITH e3.programme AS programme, r4.contributionCurrency AS currency, sum(r4.contribution) AS cents, count(*) AS number
      RETURN collect([programme, currency, cents, number]) AS paid2
    }
    WITH n1, paid2
    CALL (paid2) {
      UNWIND paid2 AS paid
      WITH DISTINCT paid[0] AS programme5
      CALL (programme5) {
        MATCH (n6:Programme {id: programme5})
        RETURN collect([null, n6{.id, .name}]) AS page7
      }
      RETURN collect([null, {programme: programme5}, [page7]]) AS page8
    }
    RETURN collect([null, {organisation: n1.id, paid: paid2}, [page8]]) AS page9
  }
  RETURN collect([n1.nameKey, n1{.id, .name}, [page9]]) AS page10
}
CALL (before) {
  UNWIND $p2 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [page10] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = 11
// p1 = []string{"programme:a"}
// p2 = []string{"area:baltic", "programme:a"}
