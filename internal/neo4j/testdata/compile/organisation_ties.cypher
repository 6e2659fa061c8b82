CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (r:Region) WHERE r.id IN $p4
    MATCH (x:Region)-[:PART_OF*0..]->(r)
    RETURN collect(DISTINCT x.id) AS below2
  }
  RETURN $p3 + below2 AS places3s
}
CALL (before, places3s) {
  MATCH (n1:Organisation)
  WHERE n1.nameKey IS NOT NULL
  WITH n1
  ORDER BY n1.nameKey, n1.id
  LIMIT $p0
  CALL (n1, places3s) {
    CALL (n1, places3s) {
      MATCH (n1)-[:PARTICIPATED_IN]->(e15)
      WHERE e15.periodTo >= $p5
        AND e15.periodFrom <= $p6
        AND e15.participantCount <= $p7
        AND n1.type IN $p1
        AND n1.size IN $p2
      WITH DISTINCT e15
      MATCH (e15)<-[:PARTICIPATED_IN]-(o14)
      WHERE o14 <> n1
        AND o14.type IN $p1
        AND o14.size IN $p2
        AND ((n1.country IN places3s OR n1.region IN places3s) OR (o14.country IN places3s OR o14.region IN places3s))
      WITH DISTINCT e15, o14
      RETURN o14 AS o13, 1.0 / (e15.participantCount - 1) AS weight6, 1 AS projectCount7, 0 AS recordedCount8, 0 AS membership9, e15.periodFrom AS first10, e15.periodTo AS last11, coalesce(1.0 / (e15.participantCount - 1) * 2.0 ^ (CASE WHEN toInteger(left(e15.periodTo, 4)) > $p8 THEN 0 ELSE toInteger(left(e15.periodTo, 4)) - $p8 END / $p9), 0.0) AS recencyWeight12
      UNION ALL
      MATCH (n1)<-[:PARTY]-(e17)
      WHERE e17.periodTo >= $p5
        AND e17.periodFrom <= $p6
        AND e17.partyCount <= $p7
        AND n1.type IN $p1
        AND n1.size IN $p2
      WITH DISTINCT e17
      MATCH (e17)-[:PARTY]->(o16)
      WHERE o16 <> n1
        AND o16.type IN $p1
        AND o16.size IN $p2
        AND ((n1.country IN places3s OR n1.region IN places3s) OR (o16.country IN places3s OR o16.region IN places3s))
      WITH DISTINCT e17, o16
      RETURN o16 AS o13, 1.0 / (e17.partyCount - 1) AS weight6, 0 AS projectCount7, 1 AS recordedCount8, 0 AS membership9, e17.periodFrom AS first10, e17.periodTo AS last11, coalesce(1.0 / (e17.partyCount - 1) * 2.0 ^ (CASE WHEN toInteger(left(e17.periodTo, 4)) > $p8 THEN 0 ELSE toInteger(left(e17.periodTo, 4)) - $p8 END / $p9), 0.0) AS recencyWeight12
      UNION ALL
      MATCH (n1)-[m19:HAS_MEMBER]-(o18:Organisation)
      WHERE o18 <> n1
        AND n1.type IN $p1
        AND n1.size IN $p2
        AND o18.type IN $p1
        AND o18.size IN $p2
        AND (m19.since IS NOT NULL OR m19.until IS NOT NULL)
        AND coalesce(m19.since <= $p6, true)
        AND coalesce(m19.until >= $p5, true)
        AND startNode(m19).memberCount <= $p7
        AND ((n1.country IN places3s OR n1.region IN places3s) OR (o18.country IN places3s OR o18.region IN places3s))
      RETURN o18 AS o13, 1.0 / startNode(m19).memberCount AS weight6, 0 AS projectCount7, 0 AS recordedCount8, 1 AS membership9, m19.since AS first10, CASE WHEN m19.since IS NOT NULL THEN coalesce(m19.until, $p10) END AS last11, coalesce(1.0 / startNode(m19).memberCount * 2.0 ^ (CASE WHEN toInteger(left(CASE WHEN m19.since IS NOT NULL THEN coalesce(m19.until, $p10) END, 4)) > $p8 THEN 0 ELSE toInteger(left(CASE WHEN m19.since IS NOT NULL THEN coalesce(m19.until, $p10) END, 4)) - $p8 END / $p9), 0.0) AS recencyWeight12
    }
    WITH o13, sum(weight6) AS weight6, sum(projectCount7) AS projectCount7, sum(recordedCount8) AS recordedCount8, sum(membership9) > 0 AS membership9, toInteger(left(min(first10), 4)) AS first10, toInteger(left(max(last11), 4)) AS last11, sum(recencyWeight12) AS recencyWeight12
    WITH CASE WHEN n1.id < o13.id THEN n1 ELSE o13 END AS a4, CASE WHEN n1.id < o13.id THEN o13 ELSE n1 END AS b5, weight6, projectCount7, recordedCount8, membership9, first10, last11, recencyWeight12
    WITH a4, b5, weight6, projectCount7, recordedCount8, membership9, first10, last11, recencyWeight12, toInteger(round(recencyWeight12 * 1e9)) AS sort20, 'collaboration:' + a4.id + '|' + b5.id AS id21
    WITH a4, b5, weight6, projectCount7, recordedCount8, membership9, first10, last11, recencyWeight12, sort20, id21
    ORDER BY sort20 IS NULL, sort20 DESC, id21
    LIMIT $p11
    CALL (a4, b5) {
      UNWIND [a4, b5] AS n22
      WITH n22
      RETURN collect([null, n22{.id, .name}]) AS page23
    }
    RETURN collect([sort20, {a: a4.id, b: b5.id, weight: weight6, projectCount: projectCount7, recordedCount: recordedCount8, membership: membership9, first: first10, last: last11, recencyWeight: recencyWeight12}, [page23]]) AS page24
  }
  RETURN collect([n1.nameKey, n1{.id, .name}, [page24]]) AS page25
}
CALL (before) {
  UNWIND $p12 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [page25] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = 2
// p1 = []string{"NGO"}
// p2 = []string{"SMALL"}
// p3 = []string{"country:PL"}
// p4 = []string{"region:SE1"}
// p5 = "2014-01-01"
// p6 = "2020-12-31"
// p7 = 20
// p8 = 2026
// p9 = 3
// p10 = "2026-07-01"
// p11 = 6
// p12 = []string{"country:PL", "region:SE1"}
