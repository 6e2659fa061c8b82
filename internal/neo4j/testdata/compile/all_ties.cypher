CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (area:Area)-[m:INCLUDES]->(r:Node) WHERE area.id IN $p2
    MATCH (x:Node)-[:PART_OF*0..]->(r)
    RETURN collect(DISTINCT [x.id, m.from, m.to]) AS members1
  }
  RETURN [m IN members1 WHERE m[1] IS NULL AND m[2] IS NULL | m[0]] AS places3s, [m IN members1 WHERE m[1] IS NOT NULL OR m[2] IS NOT NULL] AS dated2s
}
CALL (before, places3s, dated2s) {
  MATCH (t11:Theme) WHERE t11.id IN $p0
  MATCH (x10:Theme)-[:BROADER|MATCHES*0..]->(t11)
  WITH DISTINCT x10
  MATCH (x10:Theme)<-[:HAS_THEME]-(e6:Project)
  WITH DISTINCT e6
  WITH e6, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e6.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e6.periodTo, true) AND coalesce(m[2] >= e6.periodFrom, true) END | m[0]] END AS ids8
  MATCH (e6)<-[r7:PARTICIPATED_IN]-(o5)
  WHERE r7.role IN $p1
  WITH DISTINCT e6, ids8, o5
  WITH e6, collect([o5.id, o5.country, coalesce((o5.country IN ids8 OR o5.region IN ids8), false)]) AS parties9
  WITH e6, parties9 WHERE size(parties9) > 1
  RETURN 'PROJECT' AS by, e6.id AS id, parties9 AS parties, 1.0 / (e6.participantCount - 1) AS term, toInteger(left(e6.periodFrom, 4)) AS first, toInteger(left(e6.periodTo, 4)) AS last
}
RETURN by, id, parties, term, first, last

// p0 = []string{"theme:climate"}
// p1 = []string{"LEAD"}
// p2 = []string{"area:baltic"}
