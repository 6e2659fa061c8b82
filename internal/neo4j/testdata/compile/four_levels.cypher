CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  MATCH (n1:Organisation)
  WHERE n1.nameKey IS NOT NULL
  WITH n1
  ORDER BY n1.nameKey, n1.id
  LIMIT $p0
  CALL (n1) {
    MATCH (n1)-[r2:PARTICIPATED_IN]->(n3)
    WITH r2, n3
    ORDER BY n3.titleKey, r2.id
    LIMIT $p1
    CALL (r2, n1, n3) {
      WITH n3 AS n4
      CALL (n4) {
        MATCH (n4)<-[r5:PARTICIPATED_IN]-(n6)
        WITH r5, n6
        ORDER BY n6.nameKey, r5.id
        LIMIT $p2
        CALL (r5, n6, n4) {
          WITH n6 AS n7
          RETURN collect([null, n7{.id, .name, .latitude, .longitude}]) AS page8
        }
        RETURN collect([n6.nameKey, r5{.organisation, .project, .role}, [page8]]) AS page9
      }
      RETURN collect([null, n4{.id, .title, .start}, [page9]]) AS page10
    }
    RETURN collect([n3.titleKey, r2{.organisation, .project, .role, .contribution, .contributionCurrency}, [page10]]) AS page11
  }
  CALL (n1) {
    MATCH (n1)-[:IN_COUNTRY]->(n12:Country)
    RETURN collect([null, n12{.id, .code, .name}]) AS page13
  }
  RETURN collect([n1.nameKey, n1{.id, .name}, [page11], [page13]]) AS page14
}
WITH before, [page14] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

// p0 = 11
// p1 = 6
// p2 = 6
