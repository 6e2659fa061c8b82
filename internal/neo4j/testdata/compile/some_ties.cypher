CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Organisation) WHERE n1.id IN $p1
  MATCH (n1)-[:PARTICIPATED_IN]->(e3)
  WITH DISTINCT e3
  MATCH (e3)<-[:PARTICIPATED_IN]-(o2)
  WITH DISTINCT e3, o2
  WITH e3, collect([o2.id, o2.country]) AS parties4
  WITH e3, parties4 WHERE size(parties4) > 1
  RETURN 'PROJECT' AS by, e3.id AS id, parties4 AS parties, 1.0 / (e3.participantCount - 1) AS term, toInteger(left(e3.periodFrom, 4)) AS first, toInteger(left(e3.periodTo, 4)) AS last
  UNION ALL
  MATCH (n5:Organisation) WHERE n5.id IN $p1
  MATCH (n5)<-[:PARTY]-(e7)
  WITH DISTINCT e7
  MATCH (e7)-[:PARTY]->(o6)
  WITH DISTINCT e7, o6
  WITH e7, collect([o6.id, o6.country]) AS parties8
  WITH e7, parties8 WHERE size(parties8) > 1
  RETURN 'RECORDED' AS by, e7.id AS id, parties8 AS parties, 1.0 / (e7.partyCount - 1) AS term, toInteger(left(e7.periodFrom, 4)) AS first, toInteger(left(e7.periodTo, 4)) AS last
  UNION ALL
  MATCH (n9:Organisation) WHERE n9.id IN $p1
  MATCH (n9)-[m11:HAS_MEMBER]-(o10:Organisation)
  WHERE (n9.id < o10.id OR n9 <> o10 AND NOT o10.id IN $p1)
  RETURN 'MEMBERSHIP' AS by, m11.id AS id, [[n9.id, n9.country], [o10.id, o10.country]] AS parties, 1.0 / startNode(m11).memberCount AS term, toInteger(left(m11.since, 4)) AS first, toInteger(left(CASE WHEN m11.since IS NOT NULL THEN coalesce(m11.until, $p0) END, 4)) AS last
}
RETURN by, id, parties, term, first, last

// p0 = "2026-07-01"
// p1 = []string{"org:a", "org:b"}
