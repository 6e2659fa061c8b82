CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Node)
  WHERE n1.id IN $p0
    AND n1:Organisation|Project|Theme|Country|Region|Area|Programme|Practice|Resource|Language|RecordedCollaboration
  CALL (n1) {
    MATCH (n1:Organisation)-[:HAS_THEME]->(n2:Theme)
    RETURN collect([null, n2{.id}]) AS page3
  }
  CALL (n1) {
    MATCH (n1:Area)-[r4:INCLUDES]->(n5:Country|Region)
    WHERE coalesce(r4.from <= $p1, true) AND coalesce(r4.to >= $p1, true)
    WITH DISTINCT n5
    RETURN collect([null, CASE WHEN n5:Country THEN n5{.id, .code} WHEN n5:Region THEN n5{.id, .level} ELSE n5{.id} END]) AS page6
  }
  RETURN collect([null, CASE WHEN n1:Organisation THEN n1{.id, .name} WHEN n1:Area THEN n1{.id, .definition} ELSE n1{.id} END, [page3], [page6]]) AS page7
}
CALL (before) {
  UNWIND $p2 AS pair8
  MATCH (a9:Organisation {id: pair8[0]}), (b10:Organisation {id: pair8[1]})
  CALL (a9, b10) {
    MATCH (a9)-[:PARTICIPATED_IN]->(e12)<-[:PARTICIPATED_IN]-(b10)
    WITH DISTINCT e12
    RETURN 1.0 / (e12.participantCount - 1) AS weight11
    UNION ALL
    MATCH (a9)<-[:PARTY]-(e13)-[:PARTY]->(b10)
    WITH DISTINCT e13
    RETURN 1.0 / (e13.partyCount - 1) AS weight11
  }
  WITH a9, b10, sum(weight11) AS weight11
  WITH a9, b10, weight11, null AS sort14, 'collaboration:' + a9.id + '|' + b10.id AS id15
  CALL (a9, b10) {
    CALL (a9, b10) {
      MATCH (a9)-[:PARTICIPATED_IN]->(e18)<-[:PARTICIPATED_IN]-(b10)
      WITH DISTINCT e18
      RETURN e18 AS x17
      UNION ALL
      MATCH (a9)<-[:PARTY]-(e19)-[:PARTY]->(b10)
      WITH DISTINCT e19
      RETURN e19 AS x17
    }
    MATCH (x17)-[:HAS_THEME]->(n16:Theme)
    WITH DISTINCT n16
    RETURN collect([null, n16{.id, .name}]) AS page20
  }
  RETURN collect([null, {a: a9.id, b: b10.id, weight: weight11}, [page20]]) AS ties21
}
WITH before, [page7, ties21] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = []string{"org:a", "area:baltic"}
// p1 = "2026-07-01"
// p2 = [][]string{[]string{"org:a", "org:b"}}
