CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Organisation)
  WHERE n1.nameKey IS NOT NULL
  WITH n1
  ORDER BY n1.nameKey, n1.id
  LIMIT $p0
  RETURN collect([n1.nameKey, n1{.id, .name, .themes}]) AS page2
}
WITH before, [page2] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = 11
