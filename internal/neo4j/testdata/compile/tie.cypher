CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  UNWIND $p3 AS pair1
  MATCH (a2:Organisation {id: pair1[0]}), (b3:Organisation {id: pair1[1]})
  CALL (a2, b3) {
    MATCH (a2)-[:PARTICIPATED_IN]->(e11)<-[:PARTICIPATED_IN]-(b3)
    WITH DISTINCT e11
    RETURN 1.0 / (e11.participantCount - 1) AS weight4, 1 AS projectCount5, 0 AS recordedCount6, 0 AS membership7, e11.periodFrom AS first8, e11.periodTo AS last9, coalesce(1.0 / (e11.participantCount - 1) * 2.0 ^ (CASE WHEN toInteger(left(e11.periodTo, 4)) > $p0 THEN 0 ELSE toInteger(left(e11.periodTo, 4)) - $p0 END / $p1), 0.0) AS recencyWeight10
    UNION ALL
    MATCH (a2)-[m12:HAS_MEMBER]-(b3)
    RETURN 1.0 / startNode(m12).memberCount AS weight4, 0 AS projectCount5, 0 AS recordedCount6, 1 AS membership7, m12.since AS first8, CASE WHEN m12.since IS NOT NULL THEN coalesce(m12.until, $p2) END AS last9, coalesce(1.0 / startNode(m12).memberCount * 2.0 ^ (CASE WHEN toInteger(left(CASE WHEN m12.since IS NOT NULL THEN coalesce(m12.until, $p2) END, 4)) > $p0 THEN 0 ELSE toInteger(left(CASE WHEN m12.since IS NOT NULL THEN coalesce(m12.until, $p2) END, 4)) - $p0 END / $p1), 0.0) AS recencyWeight10
  }
  WITH a2, b3, sum(weight4) AS weight4, sum(projectCount5) AS projectCount5, sum(recordedCount6) AS recordedCount6, sum(membership7) > 0 AS membership7, toInteger(left(min(first8), 4)) AS first8, toInteger(left(max(last9), 4)) AS last9, sum(recencyWeight10) AS recencyWeight10
  WITH a2, b3, weight4, projectCount5, recordedCount6, membership7, first8, last9, recencyWeight10, null AS sort13, 'collaboration:' + a2.id + '|' + b3.id AS id14
  CALL (a2, b3) {
    UNWIND [a2, b3] AS n15
    WITH n15
    RETURN collect([null, n15{.id, .name}]) AS page16
  }
  RETURN collect([null, {a: a2.id, b: b3.id, weight: weight4, projectCount: projectCount5, recordedCount: recordedCount6, membership: membership7, first: first8, last: last9, recencyWeight: recencyWeight10}, [page16]]) AS page17
}
CALL (before) {
  UNWIND $p4 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [page17] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = 2026
// p1 = 5
// p2 = "2026-07-01"
// p3 = [][]string{[]string{"org:a", "org:b"}}
// p4 = []string{"org:a", "org:b"}
