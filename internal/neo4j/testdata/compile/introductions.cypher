CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  OPTIONAL MATCH (you1s:Organisation {id: $p0})
  RETURN you1s
}
CALL (before, you1s) {
  CALL (you1s) {
    MATCH (you1s)-[:PARTICIPATED_IN]->(e6:Project)
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
      MATCH (you1s)-[:PARTICIPATED_IN]->(e25:Project)
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
        MATCH (o18)-[:PARTICIPATED_IN]->(e29:Project)
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
      MATCH (you1s)-[:PARTICIPATED_IN]->(e34:Project)
      WITH DISTINCT e34
      MATCH (e34)<-[:PARTICIPATED_IN]-(o33)
      WHERE o33 <> you1s
      WITH DISTINCT e34, o33
      RETURN o33 AS o16, 1 AS one32
      UNION ALL
      MATCH (you1s)<-[:PARTY]-(e36:RecordedCollaboration)
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
  WITH n10, trust13, count14, brokers37, terms38, [x IN coalesce(n10.themes, []) WHERE x IN you1s.themes] AS themes39, [x IN coalesce(n10.workingLanguages, []) WHERE x IN you1s.workingLanguages] AS languages40, COLLECT { MATCH (n10)<-[:OF]-(r:Resource {direction: 'OFFER'}) WHERE r.kind IN needs9s RETURN DISTINCT r.kind } AS offers41
  WITH n10, trust13, count14, brokers37, terms38, [
    [CASE WHEN coalesce(you1s.themes, n10.themes) IS NOT NULL THEN toFloat(size(themes39)) / (coalesce(size(you1s.themes), 0) + coalesce(size(n10.themes), 0) - size(themes39)) END, themes39],
    [CASE WHEN coalesce(you1s.workingLanguages, n10.workingLanguages) IS NOT NULL THEN toFloat(sign(size(languages40))) END, languages40],
    [CASE WHEN size(needs9s) > 0 THEN toFloat(size(offers41)) / size(needs9s) END, offers41],
    [CASE WHEN NOT tied2s AND coalesce(you1s.country, you1s.region) IS NOT NULL AND coalesce(n10.country, n10.region) IS NOT NULL THEN
      CASE WHEN you1s.region = n10.region THEN 1.0 WHEN you1s.country = n10.country THEN 0.5 ELSE 0.0 END END,
     CASE WHEN you1s.region = n10.region THEN [n10.region] WHEN you1s.country = n10.country THEN [n10.country] ELSE [] END]
  ] AS parts43
  WITH n10, trust13, count14, brokers37, terms38, parts43, [x IN parts43 WHERE x[0] IS NOT NULL | x[0]] AS stated
  WITH n10, trust13, count14, brokers37, terms38, parts43, CASE size(stated) WHEN 0 THEN 0.0 ELSE reduce(sum = 0.0, x IN stated | sum + x) / size(stated) END AS fit42
  WITH n10, trust13, count14, brokers37, terms38, fit42, parts43, CASE WHEN tied2s THEN trust13 * (1 + fit42) ELSE fit42 END AS score44
  WITH n10, trust13, count14, brokers37, terms38, fit42, parts43, score44, toInteger(round(score44 * 1e9)) AS sort45, 'introduction:' + you1s.id + '|' + n10.id AS id46
  WHERE (tied2s OR fit42 > 0)
  WITH n10, trust13, count14, brokers37, terms38, fit42, parts43, score44, sort45, id46
  ORDER BY sort45 DESC, id46
  RETURN collect([n10, trust13, count14, brokers37, terms38, fit42, parts43, score44, sort45, id46]) AS all47
}
CALL (before, all47, you1s, tied2s) {
  UNWIND all47 AS row
  WITH row[0] AS n10, row[1] AS trust13, row[2] AS count14, row[3] AS brokers37, row[4] AS terms38, row[5] AS fit42, row[6] AS parts43, row[7] AS score44, row[8] AS sort45, row[9] AS id46
  WHERE sort45 <= $p5
    AND NOT (sort45 = $p5 AND id46 <= $p4)
  WITH n10, trust13, count14, brokers37, terms38, fit42, parts43, score44, sort45, id46
  LIMIT $p6
  CALL (n10, trust13, count14, brokers37, terms38, fit42, parts43, score44) {
    WITH n10 AS n48
    RETURN collect([null, n48{.id, .name}]) AS page49
  }
  CALL (n10, trust13, count14, brokers37, terms38, fit42, parts43, score44, you1s) {
    UNWIND range(0, size(brokers37) - 1) AS i50
    WITH brokers37[i50] AS n51, terms38[i50] AS term52
    WITH n51, term52, -toInteger(round(term52 * 1e9)) AS sort53, 'broker:' + you1s.id + '|' + n10.id + '|' + n51.id AS id54
    WITH n51, term52, sort53, id54
    ORDER BY sort53, id54
    LIMIT $p7
    CALL (n10, n51, term52) {
      WITH n51 AS n55
      RETURN collect([null, n55{.id, .name}]) AS page56
    }
    CALL (n10, n51, term52, you1s) {
      WITH CASE WHEN you1s.id < n51.id THEN you1s ELSE n51 END AS a57, CASE WHEN you1s.id < n51.id THEN n51 ELSE you1s END AS b58
      CALL (a57, b58) {
        MATCH (a57)-[:PARTICIPATED_IN]->(e65:Project)<-[:PARTICIPATED_IN]-(b58)
        WITH DISTINCT e65
        WHERE a57.country IN $p8
          AND b58.country IN $p8
        RETURN 1.0 / (e65.participantCount - 1) AS weight59, 1 AS projectCount60, 0 AS recordedCount61, 0 AS membership62, e65.periodFrom AS first63, e65.periodTo AS last64
        UNION ALL
        MATCH (a57)-[m66:HAS_MEMBER]-(b58)
        WHERE a57.country IN $p8
          AND b58.country IN $p8
        RETURN 1.0 / startNode(m66).memberCount AS weight59, 0 AS projectCount60, 0 AS recordedCount61, 1 AS membership62, m66.since AS first63, CASE WHEN m66.since IS NOT NULL THEN coalesce(m66.until, $p9) END AS last64
      }
      WITH a57, b58, sum(weight59) AS weight59, sum(projectCount60) AS projectCount60, sum(recordedCount61) AS recordedCount61, sum(membership62) > 0 AS membership62, toInteger(left(min(first63), 4)) AS first63, toInteger(left(max(last64), 4)) AS last64
      WITH a57, b58, weight59, projectCount60, recordedCount61, membership62, first63, last64, null AS sort67, 'collaboration:' + a57.id + '|' + b58.id AS id68
      CALL (a57, b58) {
        UNWIND [a57, b58] AS n69
        WITH n69
        RETURN collect([null, n69{.id, .name}]) AS page70
      }
      RETURN collect([null, {a: a57.id, b: b58.id, weight: weight59, projectCount: projectCount60, recordedCount: recordedCount61, membership: membership62, first: first63, last: last64}, [page70]]) AS page71
    }
    CALL (n10, n51, term52) {
      WITH CASE WHEN n51.id < n10.id THEN n51 ELSE n10 END AS a72, CASE WHEN n51.id < n10.id THEN n10 ELSE n51 END AS b73
      CALL (a72, b73) {
        MATCH (a72)-[:PARTICIPATED_IN]->(e80:Project)<-[:PARTICIPATED_IN]-(b73)
        WITH DISTINCT e80
        WHERE a72.country IN $p10
          AND b73.country IN $p10
        RETURN 1.0 / (e80.participantCount - 1) AS weight74, 1 AS projectCount75, 0 AS recordedCount76, 0 AS membership77, e80.periodFrom AS first78, e80.periodTo AS last79
        UNION ALL
        MATCH (a72)-[m81:HAS_MEMBER]-(b73)
        WHERE a72.country IN $p10
          AND b73.country IN $p10
        RETURN 1.0 / startNode(m81).memberCount AS weight74, 0 AS projectCount75, 0 AS recordedCount76, 1 AS membership77, m81.since AS first78, CASE WHEN m81.since IS NOT NULL THEN coalesce(m81.until, $p11) END AS last79
      }
      WITH a72, b73, sum(weight74) AS weight74, sum(projectCount75) AS projectCount75, sum(recordedCount76) AS recordedCount76, sum(membership77) > 0 AS membership77, toInteger(left(min(first78), 4)) AS first78, toInteger(left(max(last79), 4)) AS last79
      WITH a72, b73, weight74, projectCount75, recordedCount76, membership77, first78, last79, null AS sort82, 'collaboration:' + a72.id + '|' + b73.id AS id83
      CALL (a72, b73) {
        UNWIND [a72, b73] AS n84
        WITH n84
        RETURN collect([null, n84{.id, .name}]) AS page85
      }
      RETURN collect([null, {a: a72.id, b: b73.id, weight: weight74, projectCount: projectCount75, recordedCount: recordedCount76, membership: membership77, first: first78, last: last79}, [page85]]) AS page86
    }
    RETURN collect([sort53, {for: you1s.id, candidate: n10.id, organisation: n51.id, term: term52, acceptsIntroductions: n51.acceptsIntroductions}, [page56], [page71], [page86]]) AS page87
  }
  RETURN collect([sort45, {for: you1s.id, candidate: n10.id, basis: CASE WHEN tied2s THEN 'TIES' ELSE 'PROFILE' END, score: score44, trust: trust13, fit: fit42, brokerCount: count14, parts: parts43}, [page49], [page87]]) AS page88
}
CALL (you1s) {
  MATCH (you1s)-[:PARTICIPATED_IN]->(e89:Project)
  WITH DISTINCT e89
  MATCH (e89)<-[:PARTICIPATED_IN]-(o90)
  WHERE o90 <> you1s
    AND you1s.country IN $p1
    AND o90.country IN $p1
  WITH DISTINCT e89, o90
  WITH DISTINCT e89
  WITH collect(e89) AS all91
  CALL (all91) {
    UNWIND all91 AS one93
    UNWIND one93.sources AS source94
    RETURN collect(DISTINCT split(source94, '|')[0]) AS datasets92
  }
  RETURN [size(all91), size([one93 IN all91 WHERE NOT coalesce(one93.participantsComplete, false)]), datasets92] AS projects95
}
CALL (you1s) {
  MATCH (you1s)-[:PARTICIPATED_IN]->(e89:Project)
  WITH DISTINCT e89
  MATCH (e89)<-[:PARTICIPATED_IN]-(o96:Organisation)
  WHERE o96.country IS NULL
  RETURN count(DISTINCT o96) AS missing97
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
WITH before, [page88, size(all47), [projects95, [0, 0, []], 0, 0, missing97]] AS page, unknown, datasets
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
