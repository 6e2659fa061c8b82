CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (area:Area)-[m:INCLUDES]->(r:Node) WHERE area.id IN $p1
    MATCH (x:Node)-[:PART_OF*0..]->(r)
    RETURN collect(DISTINCT [x.id, m.from, m.to]) AS members1
  }
  RETURN [m IN members1 WHERE m[1] IS NULL AND m[2] IS NULL | m[0]] AS places3s, [m IN members1 WHERE m[1] IS NOT NULL OR m[2] IS NOT NULL] AS dated2s
}
CALL (before, places3s, dated2s) {
  CALL (places3s, dated2s) {
    MATCH (t17:Theme) WHERE t17.id IN $p0
    MATCH (x16:Theme)-[:BROADER|MATCHES*0..]->(t17)
    WITH DISTINCT x16
    MATCH (x16:Theme)<-[:HAS_THEME]-(e12:Project)
    WITH DISTINCT e12
    WITH e12, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e12.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e12.periodTo, true) AND coalesce(m[2] >= e12.periodFrom, true) END | m[0]] END AS ids14
    MATCH (e12)<-[:PARTICIPATED_IN]-(o13)
    WHERE (o13.country IN ids14 OR o13.region IN ids14)
    WITH DISTINCT e12, o13
    WITH e12, collect([o13, o13.id, o13.country]) AS parties15
    UNWIND parties15 AS x18
    UNWIND parties15 AS y19
    WITH e12, x18, y19
    WHERE x18[1] < y19[1]
      AND x18[2] <> y19[2]
    RETURN x18[0] AS a4, y19[0] AS b5, 1.0 / (e12.participantCount - 1) AS weight6, 1 AS projectCount7, 0 AS recordedCount8, 0 AS membership9, e12.periodFrom AS first10, e12.periodTo AS last11
    UNION ALL
    MATCH (t25:Theme) WHERE t25.id IN $p0
    MATCH (x24:Theme)-[:BROADER|MATCHES*0..]->(t25)
    WITH DISTINCT x24
    MATCH (x24:Theme)<-[:HAS_THEME]-(e20:RecordedCollaboration)
    WITH DISTINCT e20
    WITH e20, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e20.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e20.periodTo, true) AND coalesce(m[2] >= e20.periodFrom, true) END | m[0]] END AS ids22
    MATCH (e20)-[:PARTY]->(o21)
    WHERE (o21.country IN ids22 OR o21.region IN ids22)
    WITH DISTINCT e20, o21
    WITH e20, collect([o21, o21.id, o21.country]) AS parties23
    UNWIND parties23 AS x26
    UNWIND parties23 AS y27
    WITH e20, x26, y27
    WHERE x26[1] < y27[1]
      AND x26[2] <> y27[2]
    RETURN x26[0] AS a4, y27[0] AS b5, 1.0 / (e20.partyCount - 1) AS weight6, 0 AS projectCount7, 1 AS recordedCount8, 0 AS membership9, e20.periodFrom AS first10, e20.periodTo AS last11
  }
  WITH a4, b5, sum(weight6) AS weight6, sum(projectCount7) AS projectCount7, sum(recordedCount8) AS recordedCount8, sum(membership9) > 0 AS membership9, toInteger(left(min(first10), 4)) AS first10, toInteger(left(max(last11), 4)) AS last11
  WITH a4, b5, weight6, projectCount7, recordedCount8, membership9, first10, last11, toInteger(round(weight6 * 1e9)) AS sort28, 'collaboration:' + a4.id + '|' + b5.id AS id29
  WITH a4, b5, weight6, projectCount7, recordedCount8, membership9, first10, last11, sort28, id29
  ORDER BY sort28 DESC, id29
  LIMIT $p2
  CALL (a4, b5) {
    UNWIND [a4, b5] AS n30
    WITH n30
    RETURN collect([null, n30{.id, .name}]) AS page31
  }
  RETURN collect([sort28, {a: a4.id, b: b5.id, weight: weight6, projectCount: projectCount7, recordedCount: recordedCount8, membership: membership9, first: first10, last: last11}, [page31]]) AS page32
}
CALL (before, places3s, dated2s) {
  CALL (places3s, dated2s) {
    MATCH (t46:Theme) WHERE t46.id IN $p0
    MATCH (x45:Theme)-[:BROADER|MATCHES*0..]->(t46)
    WITH DISTINCT x45
    MATCH (x45:Theme)<-[:HAS_THEME]-(e41:Project)
    WITH DISTINCT e41
    WITH e41, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e41.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e41.periodTo, true) AND coalesce(m[2] >= e41.periodFrom, true) END | m[0]] END AS ids43
    MATCH (e41)<-[:PARTICIPATED_IN]-(o42)
    WHERE (o42.country IN ids43 OR o42.region IN ids43)
    WITH DISTINCT e41, o42
    WITH e41, collect([o42, o42.id, o42.country]) AS parties44
    UNWIND parties44 AS x47
    UNWIND parties44 AS y48
    WITH e41, x47, y48
    WHERE x47[1] < y48[1]
      AND x47[2] <> y48[2]
    RETURN x47[0] AS a33, y48[0] AS b34, 1.0 / (e41.participantCount - 1) AS weight35, 1 AS projectCount36, 0 AS recordedCount37, 0 AS membership38, e41.periodFrom AS first39, e41.periodTo AS last40
    UNION ALL
    MATCH (t54:Theme) WHERE t54.id IN $p0
    MATCH (x53:Theme)-[:BROADER|MATCHES*0..]->(t54)
    WITH DISTINCT x53
    MATCH (x53:Theme)<-[:HAS_THEME]-(e49:RecordedCollaboration)
    WITH DISTINCT e49
    WITH e49, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e49.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e49.periodTo, true) AND coalesce(m[2] >= e49.periodFrom, true) END | m[0]] END AS ids51
    MATCH (e49)-[:PARTY]->(o50)
    WHERE (o50.country IN ids51 OR o50.region IN ids51)
    WITH DISTINCT e49, o50
    WITH e49, collect([o50, o50.id, o50.country]) AS parties52
    UNWIND parties52 AS x55
    UNWIND parties52 AS y56
    WITH e49, x55, y56
    WHERE x55[1] < y56[1]
      AND x55[2] <> y56[2]
    RETURN x55[0] AS a33, y56[0] AS b34, 1.0 / (e49.partyCount - 1) AS weight35, 0 AS projectCount36, 1 AS recordedCount37, 0 AS membership38, e49.periodFrom AS first39, e49.periodTo AS last40
  }
  WITH a33, b34, sum(weight35) AS weight35, sum(projectCount36) AS projectCount36, sum(recordedCount37) AS recordedCount37, sum(membership38) > 0 AS membership38, toInteger(left(min(first39), 4)) AS first39, toInteger(left(max(last40), 4)) AS last40
  RETURN count(*) AS total59
}
CALL (before, places3s, dated2s) {
  MATCH (t65:Theme) WHERE t65.id IN $p0
  MATCH (x64:Theme)-[:BROADER|MATCHES*0..]->(t65)
  WITH DISTINCT x64
  MATCH (x64:Theme)<-[:HAS_THEME]-(e60:RecordedCollaboration)
  WITH DISTINCT e60
  WITH e60, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e60.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e60.periodTo, true) AND coalesce(m[2] >= e60.periodFrom, true) END | m[0]] END AS ids62
  MATCH (e60)-[:PARTY]->(o61)
  WHERE (o61.country IN ids62 OR o61.region IN ids62)
  WITH DISTINCT e60, o61
  WITH e60, collect([o61, o61.id, o61.country]) AS parties63
  WHERE any(x66 IN parties63 WHERE any(y67 IN parties63 WHERE x66[1] < y67[1]
    AND x66[2] <> y67[2]))
  WITH collect(e60) AS all68
  CALL (all68) {
    UNWIND all68 AS one70
    UNWIND one70.sources AS source71
    RETURN collect(DISTINCT split(source71, '|')[0]) AS datasets69
  }
  RETURN [size(all68), size([one70 IN all68 WHERE NOT coalesce(one70.participantsComplete, false)]), datasets69] AS records72
}
CALL (before, places3s, dated2s) {
  MATCH (t78:Theme) WHERE t78.id IN $p0
  MATCH (x77:Theme)-[:BROADER|MATCHES*0..]->(t78)
  WITH DISTINCT x77
  MATCH (x77:Theme)<-[:HAS_THEME]-(e73:Project)
  WITH DISTINCT e73
  WITH e73, CASE WHEN size(dated2s) = 0 THEN places3s ELSE places3s + [m IN dated2s WHERE CASE WHEN e73.periodFrom IS NULL THEN m[2] IS NULL ELSE coalesce(m[1] <= e73.periodTo, true) AND coalesce(m[2] >= e73.periodFrom, true) END | m[0]] END AS ids75
  MATCH (e73)<-[:PARTICIPATED_IN]-(o74)
  WHERE (o74.country IN ids75 OR o74.region IN ids75)
  WITH DISTINCT e73, o74
  WITH e73, collect([o74, o74.id, o74.country]) AS parties76
  WHERE any(x79 IN parties76 WHERE any(y80 IN parties76 WHERE x79[1] < y80[1]
    AND x79[2] <> y80[2]))
  WITH collect(e73) AS all81
  CALL (all81) {
    UNWIND all81 AS one83
    UNWIND one83.sources AS source84
    RETURN collect(DISTINCT split(source84, '|')[0]) AS datasets82
  }
  RETURN [size(all81), size([one83 IN all81 WHERE NOT coalesce(one83.participantsComplete, false)]), datasets82] AS projects85
}
CALL (before) {
  MATCH (t88:Theme) WHERE t88.id IN $p0
  MATCH (x87:Theme)-[:BROADER|MATCHES*0..]->(t88)
  WITH DISTINCT x87
  MATCH (x87:Theme)<-[:HAS_THEME]-(e73:Project)
  WITH DISTINCT e73
  MATCH (e73)<-[:PARTICIPATED_IN]-(o86:Organisation)
  WHERE o86.country IS NULL
  RETURN count(DISTINCT o86) AS missing89
}
CALL (before) {
  UNWIND $p3 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
CALL (before) {
  MATCH (dataset:Dataset)
  RETURN collect(dataset{.*}) AS datasets
}
WITH before, [page32, total59, [projects85, records72, 0, 0, missing89]] AS page, unknown, datasets
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, datasets, revision

// p0 = []string{"theme:climate"}
// p1 = []string{"area:baltic"}
// p2 = 21
// p3 = []string{"area:baltic", "theme:climate"}
