CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Project)
  WHERE (n1.start < $p1 OR n1.start = $p1 AND n1.id > $p0 OR n1.start IS NULL)
  WITH n1
  ORDER BY n1.start IS NULL, n1.start DESC, n1.id
  LIMIT $p2
  RETURN collect([n1.start, n1{.id, .title, .sources}]) AS page2
}
CALL (before) {
  MATCH (dataset:Dataset)
  RETURN collect(dataset{.*}) AS datasets
}
WITH before, [page2] AS page, datasets
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, datasets, revision

// p0 = "project:m"
// p1 = "2020-01-01"
// p2 = 11
