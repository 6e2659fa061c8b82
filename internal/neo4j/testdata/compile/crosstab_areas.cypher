CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (t6:Theme) WHERE t6.id IN $p0
    MATCH (x5:Theme)-[:BROADER|MATCHES*0..]->(t6)
    WITH DISTINCT x5
    MATCH (x5:Theme)<-[:HAS_THEME]-(e1:Project)
    WITH DISTINCT e1
    MATCH (e1)<-[:PARTICIPATED_IN]-(o2)
    WITH DISTINCT e1, o2
    CALL (o2, e1) {
      MATCH (o2)-[:IN_COUNTRY|IN_REGION]->(:Node)-[:PART_OF*0..]->(:Node)<-[held:INCLUDES]-(area:Area)
      WHERE CASE WHEN e1.periodFrom IS NULL THEN held.to IS NULL ELSE coalesce(held.from <= e1.periodTo, true) AND coalesce(held.to >= e1.periodFrom, true) END
      RETURN collect(DISTINCT area.id) AS areas3
    }
    WITH e1, count(*) AS size, CASE WHEN areas3 = [] THEN ['unknown'] ELSE areas3 END AS column0
    WITH e1, collect([size, reduce(found = [[]], i IN column0 | found + [j IN [coalesce(toString(toInteger(left(e1.start, 4))), 'unknown')] | [i, j]])]) AS parties4
    UNWIND range(0, size(parties4) - 1) AS i
    UNWIND range(i, size(parties4) - 1) AS j
    WITH e1, parties4[i] AS x, parties4[j] AS y, i = j AS same
    WITH e1, x, y, CASE WHEN same THEN x[0] * (x[0] - 1) / 2 ELSE x[0] * y[0] END AS pairs
    WHERE pairs > 0
    UNWIND x[1] + [cell IN y[1] WHERE NOT cell IN x[1]] AS cell
    RETURN cell, e1 AS project, pairs * 1.0 / (e1.participantCount - 1) AS weight
    UNION ALL
    MATCH (t12:Theme) WHERE t12.id IN $p0
    MATCH (x11:Theme)-[:BROADER|MATCHES*0..]->(t12)
    WITH DISTINCT x11
    MATCH (x11:Theme)<-[:HAS_THEME]-(e7:RecordedCollaboration)
    WITH DISTINCT e7
    MATCH (e7)-[:PARTY]->(o8)
    WITH DISTINCT e7, o8
    CALL (o8, e7) {
      MATCH (o8)-[:IN_COUNTRY|IN_REGION]->(:Node)-[:PART_OF*0..]->(:Node)<-[held:INCLUDES]-(area:Area)
      WHERE CASE WHEN e7.periodFrom IS NULL THEN held.to IS NULL ELSE coalesce(held.from <= e7.periodTo, true) AND coalesce(held.to >= e7.periodFrom, true) END
      RETURN collect(DISTINCT area.id) AS areas9
    }
    WITH e7, count(*) AS size, CASE WHEN areas9 = [] THEN ['unknown'] ELSE areas9 END AS column0
    WITH e7, collect([size, reduce(found = [[]], i IN column0 | found + [j IN [coalesce(toString(toInteger(left(e7.start, 4))), 'unknown')] | [i, j]])]) AS parties10
    UNWIND range(0, size(parties10) - 1) AS i
    UNWIND range(i, size(parties10) - 1) AS j
    WITH e7, parties10[i] AS x, parties10[j] AS y, i = j AS same
    WITH e7, x, y, CASE WHEN same THEN x[0] * (x[0] - 1) / 2 ELSE x[0] * y[0] END AS pairs
    WHERE pairs > 0
    UNWIND x[1] + [cell IN y[1] WHERE NOT cell IN x[1]] AS cell
    RETURN cell, null AS project, pairs * 1.0 / (e7.partyCount - 1) AS weight
  }
  WITH DISTINCT cell, count(DISTINCT project) AS projects
  RETURN collect([cell, projects]) AS cells13
}
CALL (before, cells13) {
  UNWIND cells13 AS found
  UNWIND found[0] AS id
  WITH DISTINCT id
  MATCH (x:Node {id: id})
  RETURN collect([id, coalesce(x.name, x.title)]) AS labels14
}
CALL (before) {
  MATCH (t19:Theme) WHERE t19.id IN $p0
  MATCH (x18:Theme)-[:BROADER|MATCHES*0..]->(t19)
  WITH DISTINCT x18
  MATCH (x18:Theme)<-[:HAS_THEME]-(e15:RecordedCollaboration)
  WITH DISTINCT e15
  MATCH (e15)-[:PARTY]->(o16)
  WITH DISTINCT e15, o16
  WITH e15, collect([o16, o16.id]) AS parties17
  WHERE any(x20 IN parties17 WHERE any(y21 IN parties17 WHERE x20[1] < y21[1]))
  WITH collect(e15) AS all22
  CALL (all22) {
    UNWIND all22 AS one24
    UNWIND one24.sources AS source25
    RETURN collect(DISTINCT split(source25, '|')[0]) AS datasets23
  }
  RETURN [size(all22), size([one24 IN all22 WHERE NOT coalesce(one24.participantsComplete, false)]), datasets23] AS records26
}
CALL (before) {
  MATCH (t31:Theme) WHERE t31.id IN $p0
  MATCH (x30:Theme)-[:BROADER|MATCHES*0..]->(t31)
  WITH DISTINCT x30
  MATCH (x30:Theme)<-[:HAS_THEME]-(e27:Project)
  WITH DISTINCT e27
  MATCH (e27)<-[:PARTICIPATED_IN]-(o28)
  WITH DISTINCT e27, o28
  WITH e27, collect([o28, o28.id]) AS parties29
  WHERE any(x32 IN parties29 WHERE any(y33 IN parties29 WHERE x32[1] < y33[1]))
  WITH collect(e27) AS all34
  CALL (all34) {
    UNWIND all34 AS one36
    UNWIND one36.sources AS source37
    RETURN collect(DISTINCT split(source37, '|')[0]) AS datasets35
  }
  RETURN [size(all34), size([one36 IN all34 WHERE NOT coalesce(one36.participantsComplete, false)]), datasets35] AS projects38
}
CALL (before) {
  UNWIND $p1 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
CALL (before) {
  MATCH (dataset:Dataset)
  RETURN collect(dataset{.*}) AS datasets
}
WITH before, [cells13, labels14, [projects38, records26, 0, 0, 0]] AS page, unknown, datasets
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, datasets, revision

// p0 = []string{"theme:climate"}
// p1 = []string{"theme:climate"}
