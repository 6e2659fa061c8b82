CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Project)
  WHERE n1.start >= $p0
    AND n1.start IS NOT NULL
  WITH n1
  ORDER BY n1.start DESC, n1.id
  LIMIT $p1
  RETURN collect([n1.start, n1{.id, .start}]) AS page2
}
WITH before, [page2] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = "2014-06-01"
// p1 = 11
