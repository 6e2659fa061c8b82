CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Theme)
  WHERE n1.nameKey IS NOT NULL
  WITH n1
  ORDER BY n1.nameKey, n1.id
  LIMIT $p0
  CALL (n1) {
    MATCH (x3:Theme)-[:BROADER|MATCHES*0..]->(n1)
    WITH DISTINCT x3
    MATCH (x3)<-[:HAS_THEME]-(n2:Project)
    WITH DISTINCT n2
    ORDER BY n2.titleKey, n2.id
    LIMIT $p1
    RETURN collect([n2.titleKey, n2{.id}]) AS page4
  }
  CALL (n1) {
    MATCH (n1)-[:MATCHES]-(n5:Theme)
    WITH DISTINCT n5
    RETURN collect([null, n5{.id}]) AS page6
  }
  CALL (n1) {
    MATCH (n1)<-[:BROADER]-(n7:Theme)
    RETURN collect([null, n7{.id}]) AS page8
  }
  RETURN collect([n1.nameKey, n1{.id, .name}, [page4], [page6], [page8]]) AS page9
}
WITH before, [page9] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = 6
// p1 = 6
