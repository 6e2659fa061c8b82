CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (r:Region) WHERE r.id IN $p2
    MATCH (x:Region)-[:PART_OF*0..]->(r)
    RETURN collect(DISTINCT x.id) AS below5
  }
  CALL () {
    MATCH (area:Area)-[m:INCLUDES]->(r:Node)
    WHERE area.id IN $p3
      AND coalesce(m.from <= $p4, true) AND coalesce(m.to >= $p4, true)
    MATCH (x:Node)-[:PART_OF*0..]->(r)
    RETURN collect(DISTINCT x.id) AS members6
  }
  RETURN $p1 + below5 + members6 AS places4s
}
CALL (before, places4s) {
  MATCH (t3:Theme) WHERE t3.id IN $p0
  MATCH (x2:Theme)-[:BROADER|MATCHES*0..]->(t3)
  WITH DISTINCT x2
  MATCH (x2:Theme)<-[:HAS_THEME]-(n1:Organisation)
  WHERE (n1.country IN places4s OR n1.region IN places4s) AND NOT (coalesce(n1.type IN $p5, false)) AND (n1.latitude IS NOT NULL OR toString(n1.acceptsIntroductions) IN $p6) AND EXISTS {
    MATCH (n1)-[r7:PARTICIPATED_IN]->(n8)
    WHERE r7.role IN $p7 AND coalesce(n8.periodFrom IS NOT NULL AND n8.periodTo >= $p8, false)
  } AND n1.projectCount >= $p9 AND n1.projectCount <= $p10
    AND n1.nameKey IS NOT NULL
  WITH DISTINCT n1
  ORDER BY n1.nameKey, n1.id
  LIMIT $p11
  RETURN collect([n1.nameKey, n1{.id}]) AS page9
}
CALL (before) {
  UNWIND $p12 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [page9] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = []string{"theme:climate"}
// p1 = []string{"country:PL"}
// p2 = []string{"region:SE1"}
// p3 = []string{"area:baltic"}
// p4 = "2026-07-01"
// p5 = []string{"NGO"}
// p6 = []string{"true"}
// p7 = []string{"LEAD"}
// p8 = "2014-01-01"
// p9 = 2
// p10 = 9
// p11 = 11
// p12 = []string{"area:baltic", "country:PL", "region:SE1", "theme:climate"}
