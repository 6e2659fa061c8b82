CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (a1:Organisation {id: $p3}), (b2:Organisation {id: $p4})
  CALL (a1, b2) {
    MATCH (a1)-[:PARTICIPATED_IN]->(e10:Project)<-[:PARTICIPATED_IN]-(b2)
    WITH DISTINCT e10
    RETURN 1.0 / (e10.participantCount - 1) AS weight3, 1 AS projectCount4, 0 AS recordedCount5, 0 AS membership6, e10.periodFrom AS first7, e10.periodTo AS last8, coalesce(1.0 / (e10.participantCount - 1) * 2.0 ^ (CASE WHEN toInteger(left(e10.periodTo, 4)) > $p0 THEN 0 ELSE toInteger(left(e10.periodTo, 4)) - $p0 END / $p1), 0.0) AS recencyWeight9
    UNION ALL
    MATCH (a1)-[m11:HAS_MEMBER]-(b2)
    RETURN 1.0 / startNode(m11).memberCount AS weight3, 0 AS projectCount4, 0 AS recordedCount5, 1 AS membership6, m11.since AS first7, CASE WHEN m11.since IS NOT NULL THEN coalesce(m11.until, $p2) END AS last8, coalesce(1.0 / startNode(m11).memberCount * 2.0 ^ (CASE WHEN toInteger(left(CASE WHEN m11.since IS NOT NULL THEN coalesce(m11.until, $p2) END, 4)) > $p0 THEN 0 ELSE toInteger(left(CASE WHEN m11.since IS NOT NULL THEN coalesce(m11.until, $p2) END, 4)) - $p0 END / $p1), 0.0) AS recencyWeight9
  }
  WITH a1, b2, sum(weight3) AS weight3, sum(projectCount4) AS projectCount4, sum(recordedCount5) AS recordedCount5, sum(membership6) > 0 AS membership6, toInteger(left(min(first7), 4)) AS first7, toInteger(left(max(last8), 4)) AS last8, sum(recencyWeight9) AS recencyWeight9
  WITH a1, b2, weight3, projectCount4, recordedCount5, membership6, first7, last8, recencyWeight9, null AS sort12, 'collaboration:' + a1.id + '|' + b2.id AS id13
  CALL (a1, b2) {
    UNWIND [a1, b2] AS n14
    WITH n14
    RETURN collect([null, n14{.id, .name}]) AS page15
  }
  RETURN collect([null, {a: a1.id, b: b2.id, weight: weight3, projectCount: projectCount4, recordedCount: recordedCount5, membership: membership6, first: first7, last: last8, recencyWeight: recencyWeight9}, [page15]]) AS page16
}
CALL (before) {
  UNWIND $p5 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [page16] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = 2026
// p1 = 5
// p2 = "2026-07-01"
// p3 = "org:a"
// p4 = "org:b"
// p5 = []string{"org:a", "org:b"}
