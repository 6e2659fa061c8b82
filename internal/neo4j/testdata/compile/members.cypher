CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Organisation)
  WHERE n1.nameKey IS NOT NULL
  WITH n1
  ORDER BY n1.nameKey, n1.id
  LIMIT $p0
  CALL (n1) {
    MATCH (n1)-[r2:HAS_MEMBER]->(n3)
    WITH r2, n3
    ORDER BY n3.nameKey, r2.id
    LIMIT $p1
    CALL (r2, n1, n3) {
      WITH n3 AS n4
      RETURN collect([null, n4{.id, .name}]) AS page5
    }
    RETURN collect([n3.nameKey, r2{.network, .member, .since}, [page5]]) AS page6
  }
  RETURN collect([n1.nameKey, n1{.id}, [page6]]) AS page7
}
WITH before, [page7] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = 6
// p1 = 6
