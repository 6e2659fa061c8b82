CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  UNWIND $p0 AS pair1
  MATCH (a2:Organisation {id: pair1[0]}), (b3:Organisation {id: pair1[1]})
  CALL (a2, b3) {
    MATCH (a2)-[:PARTICIPATED_IN]->(e10)<-[:PARTICIPATED_IN]-(b3)
    WITH DISTINCT e10
    RETURN 1.0 / (e10.participantCount - 1) AS weight4, 1 AS projectCount5, 0 AS recordedCount6, 0 AS membership7, e10.periodFrom AS first8, e10.periodTo AS last9
    UNION ALL
    MATCH (a2)<-[:PARTY]-(e11)-[:PARTY]->(b3)
    WITH DISTINCT e11
    RETURN 1.0 / (e11.partyCount - 1) AS weight4, 0 AS projectCount5, 1 AS recordedCount6, 0 AS membership7, e11.periodFrom AS first8, e11.periodTo AS last9
  }
  WITH a2, b3, sum(weight4) AS weight4, sum(projectCount5) AS projectCount5, sum(recordedCount6) AS recordedCount6, sum(membership7) > 0 AS membership7, toInteger(left(min(first8), 4)) AS first8, toInteger(left(max(last9), 4)) AS last9
  WITH a2, b3, weight4, projectCount5, recordedCount6, membership7, first8, last9, null AS sort12, 'collaboration:' + a2.id + '|' + b3.id AS id13
  CALL (a2, b3) {
    UNWIND [a2, b3] AS n14
    WITH n14
    RETURN collect([null, n14{.id, .name}]) AS page15
  }
  RETURN collect([null, {a: a2.id, b: b3.id, weight: weight4, projectCount: projectCount5, recordedCount: recordedCount6, membership: membership7, first: first8, last: last9}, [page15]]) AS page16
}
CALL (before) {
  UNWIND $p1 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [page16] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = [][]string{[]string{"org:a", "org:b"}, []string{"org:c", "org:d"}}
// p1 = []string{"org:a", "org:b", "org:c", "org:d"}
