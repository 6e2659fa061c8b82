CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  OPTIONAL MATCH (you1s:Organisation {id: $p0})
  RETURN you1s
}
CALL (before, you1s) {
  CALL (you1s) {
    MATCH (you1s)-[:PARTICIPATED_IN]->(e6)
    WITH DISTINCT e6
    MATCH (e6)<-[:PARTICIPATED_IN]-(o5)
    WHERE o5 <> you1s
      AND you1s.country IN $p1
      AND o5.country IN $p1
    WITH DISTINCT e6, o5
    RETURN o5 AS o3, 1 AS one4
    UNION ALL
    MATCH (you1s)-[m8:HAS_MEMBER]-(o7:Organisation)
    WHERE o7 <> you1s
      AND you1s.country IN $p1
      AND o7.country IN $p1
    RETURN o7 AS o3, 1 AS one4
  }
  WITH o3 LIMIT 1
  RETURN count(*) > 0 AS tied2s
}
CALL (before, you1s) {
  OPTIONAL MATCH (you1s)<-[:OF]-(r:Resource {direction: 'NEED'})
  RETURN collect(DISTINCT r.kind) AS needs9s
}
CALL (before, you1s, tied2s, needs9s) {
  CALL (you1s, tied2s) {
    CALL (you1s) {
      MATCH (you1s)-[:PARTICIPATED_IN]->(e25)
      WITH DISTINCT e25
      MATCH (e25)<-[:PARTICIPATED_IN]-(o24)
      WHERE o24 <> you1s
        AND you1s.country IN $p1
        AND o24.country IN $p1
      WITH DISTINCT e25, o24
      RETURN o24 AS o18, 1.0 / (e25.participantCount - 1) AS weight19
      UNION ALL
      MATCH (you1s)-[m27:HAS_MEMBER]-(o26:Organisation)
      WHERE o26 <> you1s
        AND you1s.country IN $p1
        AND o26.country IN $p1
      RETURN o26 AS o18, 1.0 / startNode(m27).memberCount AS weight19
    }
    WITH o18, sum(weight19) AS weight19
    ORDER BY o18.id
    CALL (o18) {
      CALL (o18) {
        MATCH (o18)-[:PARTICIPATED_IN]->(e29)
        WITH DISTINCT e29
        MATCH (e29)<-[:PARTICIPATED_IN]-(o28)
        WHERE o28 <> o18
          AND o18.country IN $p1
          AND o28.country IN $p1
        WITH DISTINCT e29, o28
        RETURN o28 AS o20, 1.0 / (e29.participantCount - 1) AS weight21
        UNION ALL
        MATCH (o18)-[m31:HAS_MEMBER]-(o30:Organisation)
        WHERE o30 <> o18
          AND o18.country IN $p1
          AND o30.country IN $p1
        RETURN o30 AS o20, 1.0 / startNode(m31).memberCount AS weight21
      }
      WITH o20, sum(weight21) AS weight21
      RETURN collect([o20, weight21]) AS theirs22
    }
    UNWIND theirs22 + [[o18, null]] AS pair23
    RETURN pair23[0] AS n10, o18 AS broker11, CASE WHEN weight19 < pair23[1] THEN weight19 ELSE pair23[1] END / size(theirs22) AS term12
    UNION ALL
    CALL (you1s) {
      MATCH (you1s)-[:PARTICIPATED_IN]->(e34)
      WITH DISTINCT e34
      MATCH (e34)<-[:PARTICIPATED_IN]-(o33)
      WHERE o33 <> you1s
      WITH DISTINCT e34, o33
      RETURN o33 AS o16, 1 AS one32
      UNION ALL
      MATCH (you1s)<-[:PARTY]-(e36)
      WITH DISTINCT e36
      MATCH (e36)-[:PARTY]->(o35)
      WHERE o35 <> you1s
      WITH DISTINCT e36, o35
      RETURN o35 AS o16, 1 AS one32
    }
    RETURN o16 AS n10, null AS broker11, null AS term12
    UNION ALL
    WITH 1 AS one WHERE NOT tied2s
    MATCH (n17:Organisation)
    RETURN n17 AS n10, null AS broker11, 0.0 AS term12
  }
  WITH n10, sum(term12) AS trust13, count(broker11) AS count14, collect(broker11) AS brokers37, collect(term12) AS terms38, count(*) - count(term12) AS known15
  WHERE known15 = 0
    AND n10 <> you1s
    AND n10.type IN $p3 AND n10.region IS NOT NULL
  WITH n10, trust13, count14, brokers37, terms38
  ORDER BY trust13 DESC
  WITH collect([n10, trust13, count14, brokers37, terms38]) AS list39
  WITH list39, size(list39) AS number40, -1.0 AS floor
  UNWIND list39 AS row
  WITH number40, floor, row[0] AS n10, row[1] AS trust13, row[2] AS count14, row[3] AS brokers37, row[4] AS terms38
  WHERE trust13 >= floor
  WITH n10, trust13, count14, brokers37, terms38, number40, [x IN coalesce(n10.themes, []) WHERE x IN you1s.themes] AS themes41, [x IN coalesce(n10.workingLanguages, []) WHERE x IN you1s.workingLanguages] AS languages42, COLLECT { MATCH (n10)<-[:OF]-(r:Resource {direction: 'OFFER'}) WHERE r.kind IN needs9s RETURN DISTINCT r.kind } AS offers43
  WITH n10, trust13, count14, brokers37, terms38, number40, [
    [CASE WHEN coalesce(you1s.themes, n10.themes) IS NOT NULL THEN toFloat(size(themes41)) / (coalesce(size(you1s.themes), 0) + coalesce(size(n10.themes), 0) - size(themes41)) END, themes41],
    [CASE WHEN coalesce(you1s.workingLanguages, n10.workingLanguages) IS NOT NULL THEN toFloat(sign(size(languages42))) END, languages42],
    [CASE WHEN size(needs9s) > 0 THEN toFloat(size(offers43)) / size(needs9s) END, offers43],
    [CASE WHEN NOT tied2s AND coalesce(you1s.country, you1s.region) IS NOT NULL AND coalesce(n10.country, n10.region) IS NOT NULL THEN
      CASE WHEN you1s.region = n10.region THEN 1.0 WHEN you1s.country = n10.country THEN 0.5 ELSE 0.0 END END,
     CASE WHEN you1s.region = n10.region THEN [n10.region] WHEN you1s.country = n10.country THEN [n10.country] ELSE [] END]
  ] AS parts45
  WITH n10, trust13, count14, brokers37, terms38, number40, parts45, [x IN parts45 WHERE x[0] IS NOT NULL | x[0]] AS stated
  WITH n10, trust13, count14, brokers37, terms38, number40, parts45, CASE size(stated) WHEN 0 THEN 0.0 ELSE reduce(sum = 0.0, x IN stated | sum + x) / size(stated) END AS fit44
  WITH n10, trust13, count14, brokers37, terms38, number40, fit44, parts45, CASE WHEN tied2s THEN trust13 * (1 + fit44) ELSE fit44 END AS score46
  WITH n10, trust13, count14, brokers37, terms38, number40, fit44, parts45, score46, toInteger(round(score46 * 1e9)) AS sort47, 'introduction:' + you1s.id + '|' + n10.id AS id48
  WHERE (tied2s OR fit44 > 0)
  WITH n10, trust13, count14, brokers37, terms38, number40, fit44, parts45, score46, sort47, id48
  ORDER BY sort47 DESC, id48
  RETURN collect([n10, trust13, count14, brokers37, terms38, number40, fit44, parts45, score46, sort47, id48]) AS all49, coalesce(max(number40), 0) AS total50
}
CALL (before, all49, you1s, tied2s) {
  UNWIND all49 AS row
  WITH row[0] AS n10, row[1] AS trust13, row[2] AS count14, row[3] AS brokers37, row[4] AS terms38, row[5] AS number40, row[6] AS fit44, row[7] AS parts45, row[8] AS score46, row[9] AS sort47, row[10] AS id48
  WHERE sort47 <= $p5
    AND NOT (sort47 = $p5 AND id48 <= $p4)
  WITH n10, trust13, count14, brokers37, terms38, number40, fit44, parts45, score46, sort47, id48
  LIMIT $p6
  CALL (n10, trust13, count14, brokers37, terms38, number40, fit44, parts45, score46) {
    WITH n10 AS n51
    RETURN collect([null, n51{.id, .name}]) AS page52
  }
  CALL (n10, trust13, count14, brokers37, terms38, number40, fit44, parts45, score46, you1s) {
    UNWIND range(0, size(brokers37) - 1) AS i53
    WITH brokers37[i53] AS n54, terms38[i53] AS term55
    WITH n54, term55, -toInteger(round(term55 * 1e9)) AS sort56, 'broker:' + you1s.id + '|' + n10.id + '|' + n54.id AS id57
    WITH n54, term55, sort56, id57
    ORDER BY sort56, id57
    LIMIT $p7
    CALL (n10, n54, term55) {
      WITH n54 AS n58
      RETURN collect([null, n58{.id, .name}]) AS page59
    }
    CALL (n10, n54, term55, you1s) {
      WITH CASE WHEN you1s.id < n54.id THEN you1s ELSE n54 END AS a60, CASE WHEN you1s.id < n54.id THEN n54 ELSE you1s END AS b61
      CALL (a60, b61) {
        MATCH (a60)-[:PARTICIPATED_IN]->(e68)<-[:PARTICIPATED_IN]-(b61)
        WITH DISTINCT e68
        WHERE a60.country IN $p8
          AND b61.country IN $p8
        RETURN 1.0 / (e68.participantCount - 1) AS weight62, 1 AS projectCount63, 0 AS recordedCount64, 0 AS membership65, e68.periodFrom AS first66, e68.periodTo AS last67
        UNION ALL
        MATCH (a60)-[m69:HAS_MEMBER]-(b61)
        WHERE a60.country IN $p8
          AND b61.country IN $p8
        RETURN 1.0 / startNode(m69).memberCount AS weight62, 0 AS projectCount63, 0 AS recordedCount64, 1 AS membership65, m69.since AS first66, CASE WHEN m69.since IS NOT NULL THEN coalesce(m69.until, $p9) END AS last67
      }
      WITH a60, b61, sum(weight62) AS weight62, sum(projectCount63) AS projectCount63, sum(recordedCount64) AS recordedCount64, sum(membership65) > 0 AS membership65, toInteger(left(min(first66), 4)) AS first66, toInteger(left(max(last67), 4)) AS last67
      WITH a60, b61, weight62, projectCount63, recordedCount64, membership65, first66, last67, null AS sort70, 'collaboration:' + a60.id + '|' + b61.id AS id71
      CALL (a60, b61) {
        UNWIND [a60, b61] AS n72
        WITH n72
        RETURN collect([null, n72{.id, .name}]) AS page73
      }
      RETURN collect([null, {a: a60.id, b: b61.id, weight: weight62, projectCount: projectCount63, recordedCount: recordedCount64, membership: membership65, first: first66, last: last67}, [page73]]) AS page74
    }
    CALL (n10, n54, term55) {
      WITH CASE WHEN n54.id < n10.id THEN n54 ELSE n10 END AS a75, CASE WHEN n54.id < n10.id THEN n10 ELSE n54 END AS b76
      CALL (a75, b76) {
        MATCH (a75)-[:PARTICIPATED_IN]->(e83)<-[:PARTICIPATED_IN]-(b76)
        WITH DISTINCT e83
        WHERE a75.country IN $p10
          AND b76.country IN $p10
        RETURN 1.0 / (e83.participantCount - 1) AS weight77, 1 AS projectCount78, 0 AS recordedCount79, 0 AS membership80, e83.periodFrom AS first81, e83.periodTo AS last82
        UNION ALL
        MATCH (a75)-[m84:HAS_MEMBER]-(b76)
        WHERE a75.country IN $p10
          AND b76.country IN $p10
        RETURN 1.0 / startNode(m84).memberCount AS weight77, 0 AS projectCount78, 0 AS recordedCount79, 1 AS membership80, m84.since AS first81, CASE WHEN m84.since IS NOT NULL THEN coalesce(m84.until, $p11) END AS last82
      }
      WITH a75, b76, sum(weight77) AS weight77, sum(projectCount78) AS projectCount78, sum(recordedCount79) AS recordedCount79, sum(membership80) > 0 AS membership80, toInteger(left(min(first81), 4)) AS first81, toInteger(left(max(last82), 4)) AS last82
      WITH a75, b76, weight77, projectCount78, recordedCount79, membership80, first81, last82, null AS sort85, 'collaboration:' + a75.id + '|' + b76.id AS id86
      CALL (a75, b76) {
        UNWIND [a75, b76] AS n87
        WITH n87
        RETURN collect([null, n87{.id, .name}]) AS page88
      }
      RETURN collect([null, {a: a75.id, b: b76.id, weight: weight77, projectCount: projectCount78, recordedCount: recordedCount79, membership: membership80, first: first81, last: last82}, [page88]]) AS page89
    }
    RETURN collect([sort56, {for: you1s.id, candidate: n10.id, organisation: n54.id, term: term55, acceptsIntroductions: n54.acceptsIntroductions}, [page59], [page74], [page89]]) AS page90
  }
  RETURN collect([sort47, {for: you1s.id, candidate: n10.id, basis: CASE WHEN tied2s THEN 'TIES' ELSE 'PROFILE' END, score: score46, trust: trust13, fit: fit44, brokerCount: count14, parts: parts45}, [page52], [page90]]) AS page91
}
CALL (you1s) {
  MATCH (you1s)-[:PARTICIPATED_IN]->(e92)
  WITH DISTINCT e92
  MATCH (e92)<-[:PARTICIPATED_IN]-(o93)
  WHERE o93 <> you1s
    AND you1s.country IN $p1
    AND o93.country IN $p1
  WITH DISTINCT e92, o93
  WITH DISTINCT e92
  WITH collect(e92) AS all94
  CALL (all94) {
    UNWIND all94 AS one96
    UNWIND one96.sources AS source97
    RETURN collect(DISTINCT split(source97, '|')[0]) AS datasets95
  }
  RETURN [size(all94), size([one96 IN all94 WHERE NOT coalesce(one96.participantsComplete, false)]), datasets95] AS projects98
}
CALL (you1s) {
  MATCH (you1s)-[:PARTICIPATED_IN]->(e92)
  WITH DISTINCT e92
  MATCH (e92)<-[:PARTICIPATED_IN]-(o99:Organisation)
  WHERE o99.country IS NULL
  RETURN count(DISTINCT o99) AS missing100
}
CALL (before) {
  UNWIND $p12 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
CALL (before) {
  MATCH (dataset:Dataset)
  RETURN collect(dataset{.*}) AS datasets
}
WITH before, [page91, CASE WHEN tied2s THEN total50 ELSE size(all49) END, [projects98, [0, 0, []], 0, 0, missing100]] AS page, unknown, datasets
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, datasets, revision

// p0 = "org:a"
// p1 = []string{"country:PL"}
// p2 = "2026-07-01"
// p3 = []string{"NGO"}
// p4 = "introduction:org:a|org:b"
// p5 = 1
// p6 = 6
// p7 = 4
// p8 = []string{"country:PL"}
// p9 = "2026-07-01"
// p10 = []string{"country:PL"}
// p11 = "2026-07-01"
// p12 = []string{"country:PL", "org:a"}
