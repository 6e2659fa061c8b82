CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (area:Area)-[m:INCLUDES]->(r:Node)
    WHERE area.id IN $p0
      AND coalesce(m.from <= $p1, true) AND coalesce(m.to >= $p1, true)
    MATCH (x:Node)-[:PART_OF*0..]->(r)
    RETURN collect(DISTINCT x.id) AS members6
  }
  RETURN members6 AS places5s
}
CALL (before, places5s) {
  UNWIND places5s AS place3
  MATCH (x4:Node {id: place3})<-[:IN_COUNTRY|IN_REGION]-(n2:Organisation)
  WITH DISTINCT n2
  MATCH (n2)-[:PARTICIPATED_IN]->(n1:Project)
  WITH DISTINCT n1
  RETURN count(*) AS total7
}
CALL (before) {
  UNWIND $p2 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [total7] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = []string{"area:baltic"}
// p1 = "2026-07-01"
// p2 = []string{"area:baltic"}
