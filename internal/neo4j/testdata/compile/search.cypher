CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL db.index.fulltext.queryNodes('search', $p3) YIELD node AS n1
  WHERE n1:Organisation|Project|Theme|Country|Region|Area|Programme|Practice
    AND n1.text CONTAINS $p4 AND all(word IN $p5 WHERE n1.text CONTAINS word)
  WITH n1, CASE
      WHEN $p0 IN n1.exactKeys THEN 0
      WHEN $p0 IN n1.nameKeys THEN 1
      WHEN any(name IN n1.nameKeys WHERE name STARTS WITH $p0) THEN 2
      WHEN any(name IN n1.nameKeys WHERE (' ' + name) CONTAINS $p2 AND all(word IN $p1 WHERE (' ' + name + ' ') CONTAINS word)) THEN 3
      ELSE 4 END * 4294967296
      + 2147483648 - coalesce(n1.projectCount, n1.participantCount, 0) AS sort2
  WITH n1, sort2
  ORDER BY sort2, n1.id
  LIMIT $p6
  RETURN collect([sort2, CASE WHEN n1:Organisation THEN n1{.id, .name} WHEN n1:Project THEN n1{.id, .title} ELSE n1{.id} END]) AS page3
}
WITH before, [page3] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = "red cro"
// p1 = []string{" red "}
// p2 = " cro"
// p3 = "+red +cro*"
// p4 = " cro"
// p5 = []string{" red "}
// p6 = 11
