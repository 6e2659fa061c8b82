CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (area:Area)-[m:INCLUDES]->(r:Node) WHERE area.id IN $p0
    MATCH (x:Node)-[:PART_OF*0..]->(r)
    RETURN collect(DISTINCT [x.id, m.from, m.to]) AS members1
  }
  RETURN [m IN members1 WHERE m[1] IS NULL AND m[2] IS NULL | m[0]] AS places3s, [m IN members1 WHERE m[1] IS NOT NULL OR m[2] IS NOT NULL] AS dated2s
}
CALL (before, places3s, dated2s) {
  MATCH (e16:Project)
  WHERE e16.start IS NOT NULL
  WITH e16
  WITH e16, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e16.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e16.periodTo, true) AND coalesce(m[2] >= e16.periodFrom, true) END | m[0]] END AS ids18
  MATCH (e16)<-[:PARTICIPATED_IN]-(o17)
  WHERE (o17.country IN ids18 OR o17.region IN ids18)
  WITH DISTINCT e16, o17
  WITH e16, collect([o17, o17.id, o17.country]) AS parties19
  UNWIND parties19 AS x
  WITH e16, parties19, x
  WHERE any(y IN parties19 WHERE x[2] <> y[2]
    AND x[2] <> y[2])
  WITH x[0] AS o4, min([e16.start, e16.id]) AS first
  WHERE first[0] >= $p1
  WITH o4, first[0] AS start5, first[1] AS project6
  WITH o4, start5, project6, toInteger(replace(start5, '-', '')) AS sort7, 'newcomer:' + o4.id AS id8
  WHERE sort7 <= $p3
    AND NOT (sort7 = $p3 AND id8 <= $p2)
  WITH o4, start5, project6, sort7, id8
  ORDER BY sort7 DESC, id8
  LIMIT $p4
  CALL (o4, start5, project6, places3s, dated2s) {
    MATCH (o4)-[:PARTICIPATED_IN]->(e10)
    WHERE e10.id = project6
    WITH DISTINCT e10
    WITH e10, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e10.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e10.periodTo, true) AND coalesce(m[2] >= e10.periodFrom, true) END | m[0]] END AS ids14
    MATCH (e10)<-[:PARTICIPATED_IN]-(o11)
    WHERE o11 <> o4
      AND (o4.country IN ids14 OR o4.region IN ids14)
      AND (o11.country IN ids14 OR o11.region IN ids14)
      AND o4.country <> o11.country
    WITH DISTINCT e10, o11
    WHERE EXISTS {
      MATCH (o11)-[:PARTICIPATED_IN]->(e12)
      WHERE e12.start < start5
      WITH DISTINCT e12
      WITH e12, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e12.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e12.periodTo, true) AND coalesce(m[2] >= e12.periodFrom, true) END | m[0]] END AS ids15
      MATCH (e12)<-[:PARTICIPATED_IN]-(o13)
      WHERE o13 <> o11
        AND (o11.country IN ids15 OR o11.region IN ids15)
        AND (o13.country IN ids15 OR o13.region IN ids15)
        AND o11.country <> o13.country
      WITH DISTINCT e12, o13
      WHERE o13.country <> o11.country
    }
    RETURN collect(o11) AS sponsors9
  }
  CALL (o4, start5, project6, sponsors9) {
    WITH o4 AS n20
    RETURN collect([null, n20{.id, .name}]) AS page21
  }
  CALL (o4, start5, project6, sponsors9) {
    MATCH (n22:Project {id: project6})
    RETURN collect([null, n22{.id, .title}]) AS page23
  }
  CALL (o4, start5, project6, sponsors9) {
    UNWIND sponsors9 AS n24
    WITH n24
    RETURN collect([null, n24{.id, .name}]) AS page25
  }
  RETURN collect([sort7, {organisation: o4.id, project: project6, start: start5, sponsorCount: size(sponsors9)}, [page21], [page23], [page25]]) AS page26
}
CALL (before, places3s, dated2s) {
  MATCH (e39:Project)
  WHERE e39.start IS NOT NULL
  WITH e39
  WITH e39, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e39.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e39.periodTo, true) AND coalesce(m[2] >= e39.periodFrom, true) END | m[0]] END AS ids41
  MATCH (e39)<-[:PARTICIPATED_IN]-(o40)
  WHERE (o40.country IN ids41 OR o40.region IN ids41)
  WITH DISTINCT e39, o40
  WITH e39, collect([o40, o40.id, o40.country]) AS parties42
  UNWIND parties42 AS x
  WITH e39, parties42, x
  WHERE any(y IN parties42 WHERE x[2] <> y[2]
    AND x[2] <> y[2])
  WITH x[0] AS o27, min([e39.start, e39.id]) AS first
  WHERE first[0] >= $p5
  WITH o27, first[0] AS start28, first[1] AS project29
  RETURN count(*) AS total43
}
CALL (before, places3s, dated2s) {
  MATCH (e44:RecordedCollaboration)
  WITH e44
  WITH e44, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e44.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e44.periodTo, true) AND coalesce(m[2] >= e44.periodFrom, true) END | m[0]] END AS ids46
  MATCH (e44)-[:PARTY]->(o45)
  WHERE (o45.country IN ids46 OR o45.region IN ids46)
  WITH DISTINCT e44, o45
  WITH e44, collect([o45, o45.id, o45.country]) AS parties47
  WHERE any(x48 IN parties47 WHERE any(y49 IN parties47 WHERE x48[1] < y49[1]
    AND x48[2] <> y49[2]))
  WITH collect(e44) AS all50
  CALL (all50) {
    UNWIND all50 AS one52
    UNWIND one52.sources AS source53
    RETURN collect(DISTINCT split(source53, '|')[0]) AS datasets51
  }
  RETURN [size(all50), size([one52 IN all50 WHERE NOT coalesce(one52.participantsComplete, false)]), datasets51] AS records54
}
CALL (before, places3s, dated2s) {
  MATCH (e55:Project)
  WITH e55
  WITH e55, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e55.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e55.periodTo, true) AND coalesce(m[2] >= e55.periodFrom, true) END | m[0]] END AS ids57
  MATCH (e55)<-[:PARTICIPATED_IN]-(o56)
  WHERE (o56.country IN ids57 OR o56.region IN ids57)
  WITH DISTINCT e55, o56
  WITH e55, collect([o56, o56.id, o56.country]) AS parties58
  WHERE any(x59 IN parties58 WHERE any(y60 IN parties58 WHERE x59[1] < y60[1]
    AND x59[2] <> y60[2]))
  WITH collect(e55) AS all61
  CALL (all61) {
    UNWIND all61 AS one63
    UNWIND one63.sources AS source64
    RETURN collect(DISTINCT split(source64, '|')[0]) AS datasets62
  }
  RETURN [size(all61), size([one63 IN all61 WHERE NOT coalesce(one63.participantsComplete, false)]), datasets62] AS projects65
}
CALL (before) {
  MATCH (e55:Project)
  WITH e55
  MATCH (e55)<-[:PARTICIPATED_IN]-(o66:Organisation)
  WHERE o66.country IS NULL
  RETURN count(DISTINCT o66) AS missing67
}
CALL (before) {
  UNWIND $p6 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
CALL (before) {
  MATCH (dataset:Dataset)
  RETURN collect(dataset{.*}) AS datasets
}
WITH before, [page26, total43, [projects65, records54, 0, 0, missing67]] AS page, unknown, datasets
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, datasets, revision

// p0 = []string{"area:baltic"}
// p1 = "2019-01-01"
// p2 = "newcomer:org:c"
// p3 = 20190301
// p4 = 4
// p5 = "2019-01-01"
// p6 = []string{"area:baltic"}
