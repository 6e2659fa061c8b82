CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (x13:Programme)<-[:UNDER]-(e9:Project)
    WHERE x13.id IN $p0
      AND e9.programme IN $p0
    WITH e9
    MATCH (e9)<-[r11:PARTICIPATED_IN]-(o10)
    WHERE r11.role IN $p1
    WITH DISTINCT e9, o10
    WITH e9, collect([o10, o10.id, o10.country]) AS parties12
    UNWIND parties12 AS x14
    UNWIND parties12 AS y15
    WITH e9, x14, y15
    WHERE x14[1] < y15[1]
      AND x14[2] = y15[2]
    RETURN x14[0] AS a1, y15[0] AS b2, 1.0 / (e9.participantCount - 1) AS weight3, 1 AS projectCount4, 0 AS recordedCount5, 0 AS membership6, e9.periodFrom AS first7, e9.periodTo AS last8
  }
  WITH a1, b2, sum(weight3) AS weight3, sum(projectCount4) AS projectCount4, sum(recordedCount5) AS recordedCount5, sum(membership6) > 0 AS membership6, toInteger(left(min(first7), 4)) AS first7, toInteger(left(max(last8), 4)) AS last8
  WITH a1, b2, weight3, projectCount4, recordedCount5, membership6, first7, last8, toInteger(round(weight3 * 1e9)) AS sort16, 'collaboration:' + a1.id + '|' + b2.id AS id17
  WITH a1, b2, weight3, projectCount4, recordedCount5, membership6, first7, last8, sort16, id17
  ORDER BY sort16 DESC, id17
  LIMIT $p2
  CALL (a1, b2) {
    UNWIND [a1, b2] AS n18
    WITH n18
    RETURN collect([null, n18{.id, .name}]) AS page19
  }
  CALL (a1, b2) {
    MATCH (a1)-[r21:PARTICIPATED_IN]->(e20)<-[r22:PARTICIPATED_IN]-(b2)
    WHERE e20.programme IN $p3
      AND r21.role IN $p4
      AND r22.role IN $p4
    WITH DISTINCT e20
    WHERE a1.country = b2.country
    WITH e20
    WITH e20
    ORDER BY e20.titleKey, e20.id
    LIMIT $p5
    RETURN collect([e20.titleKey, e20{.id, .title}]) AS page23
  }
  CALL (a1, b2) {
    UNWIND $p8 AS e24
    WITH e24
    WITH e24
    ORDER BY e24.titleKey, e24.id
    LIMIT $p9
    RETURN collect([e24.titleKey, e24{.id}]) AS page25
  }
  RETURN collect([sort16, {a: a1.id, b: b2.id, weight: weight3, projectCount: projectCount4, recordedCount: recordedCount5, membership: membership6, first: first7, last: last8}, [page19], [page23], [page25]]) AS page26
}
CALL (before) {
  UNWIND $p10 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [page26] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = []string{"programme:a"}
// p1 = []string{"LEAD"}
// p2 = 6
// p3 = []string{"programme:a"}
// p4 = []string{"LEAD"}
// p5 = 4
// p6 = []string{"programme:a"}
// p7 = []string{"LEAD"}
// p8 = []interface {}{}
// p9 = 4
// p10 = []string{"programme:a"}
