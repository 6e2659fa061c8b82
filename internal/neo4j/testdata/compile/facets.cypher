CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL db.index.fulltext.queryNodes('search', $p0) YIELD node AS n2
  WHERE n2:Project
    AND n2.text CONTAINS $p1 AND all(word IN $p2 WHERE n2.text CONTAINS word)
  RETURN collect(n2) AS all1
}
CALL (before, all1) {
  UNWIND all1 AS n2
  WITH n2
  UNWIND coalesce(n2.themes, [null]) AS value3
  WITH value3, count(*) AS count4
  ORDER BY value3 IS NOT NULL, count4 DESC, value3
  LIMIT $p3
  OPTIONAL MATCH (x5:Node {id: value3})
  RETURN collect([value3, count4, coalesce(x5.name, x5.title, value3)]) AS facet6
}
CALL (before, all1) {
  UNWIND all1 AS n2
  WITH n2
  WITH toString(toInteger(left(n2.periodFrom, 4))) AS value7, count(*) AS count8
  ORDER BY value7 IS NOT NULL, count8 DESC, value7
  LIMIT $p4
  RETURN collect([value7, count8, value7]) AS facet9
}
CALL (before, all1) {
  UNWIND all1 AS n2
  WITH n2
  WITH toString(n2.participantsComplete) AS value10, count(*) AS count11
  ORDER BY value10 IS NOT NULL, count11 DESC, value10
  LIMIT $p5
  RETURN collect([value10, count11, value10]) AS facet12
}
WITH before, [size(all1), facet6, facet9, facet12] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = "+sea +clea*"
// p1 = " clea"
// p2 = []string{" sea "}
// p3 = 6
// p4 = 6
// p5 = 6
