CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (e1:Project)
    WITH e1
    MATCH (e1)<-[r3:PARTICIPATED_IN]-(o2)
    WITH e1, o2, collect(DISTINCT coalesce(r3.role, 'unknown')) AS roles
    WITH e1, count(*) AS size, roles AS column0, o2.country AS column1, coalesce(o2.country IN $p0, false) AS column2
    WITH e1, collect([size, reduce(found = [[]], i IN column0 | found + [j IN coalesce(e1.themes, ['unknown']) | [i, j]]), column1, column2]) AS parties4
    UNWIND range(0, size(parties4) - 1) AS i
    UNWIND range(i, size(parties4) - 1) AS j
    WITH e1, parties4[i] AS x, parties4[j] AS y, i = j AS same
    WITH e1, x, y, CASE WHEN same THEN x[0] * (x[0] - 1) / 2 ELSE x[0] * y[0] END AS pairs
    WHERE pairs > 0
      AND (x[3] OR y[3])
    UNWIND x[1] + [cell IN y[1] WHERE NOT cell IN x[1]] AS cell
    RETURN cell, e1 AS project, pairs * 1.0 / (e1.participantCount - 1) AS weight
    UNION ALL
    MATCH (o5:Organisation)-[m7:HAS_MEMBER]-(o6:Organisation)
    WHERE o5.id < o6.id
      AND (o5.country IN $p0 OR o6.country IN $p0)
    WITH m7, o5, o6, reduce(found = [[]], i IN ['unknown'] | found + [j IN coalesce(m7.themes, ['unknown']) | [i, j]]) AS x, reduce(found = [[]], i IN ['unknown'] | found + [j IN coalesce(m7.themes, ['unknown']) | [i, j]]) AS y
    UNWIND x + [cell IN y WHERE NOT cell IN x] AS cell
    RETURN cell, null AS project, 1.0 / startNode(m7).memberCount AS weight
  }
  WITH DISTINCT cell, sum(weight) AS weight, count(DISTINCT project) AS projects
  RETURN collect([cell, weight, projects]) AS cells8
}
CALL (before) {
  CALL () {
    MATCH (e9:Project)
    WITH e9
    MATCH (e9)<-[r11:PARTICIPATED_IN]-(o10)
    WITH e9, o10, collect(r11) AS parts
    WITH e9, collect([o10, o10.id, o10.country, coalesce(o10.country IN $p0, false), parts]) AS parties12
    UNWIND parties12 AS x
    WITH e9, parties12, x
    WHERE any(y IN parties12 WHERE x[1] <> y[1]
      AND (x[3] OR y[3]))
    WITH e9, x[0] AS o10, x[-1] AS parts
    UNWIND parts AS r11
    UNWIND reduce(found = [[]], i IN [coalesce(r11.role, 'unknown')] | found + [j IN coalesce(e9.themes, ['unknown']) | [i, j]]) AS cell
    RETURN cell, o10 AS o, CASE r11.contributionCurrency WHEN 'EUR' THEN r11.contribution END AS cents
    UNION ALL
    MATCH (o13:Organisation)-[m15:HAS_MEMBER]-(o14:Organisation)
    WHERE o13.id < o14.id
      AND (o13.country IN $p0 OR o14.country IN $p0)
    UNWIND [o13, o14] AS o16
    UNWIND reduce(found = [[]], i IN ['unknown'] | found + [j IN coalesce(m15.themes, ['unknown']) | [i, j]]) AS cell
    RETURN cell, o16 AS o, null AS cents
  }
  WITH DISTINCT cell, count(DISTINCT o) AS organisations, CASE WHEN count(cents) > 0 THEN sum(cents) END AS funding
  RETURN collect([cell, organisations, funding]) AS cells17
}
CALL (before) {
  CALL () {
    MATCH (e18:Project)
    WITH e18
    MATCH (e18)<-[r20:PARTICIPATED_IN]-(o19)
    WITH e18, o19, collect(DISTINCT coalesce(r20.role, 'unknown')) AS roles
    WITH e18, collect([o19, o19.id, o19.country, coalesce(o19.country IN $p0, false), reduce(found = [[]], i IN roles | found + [j IN coalesce(e18.themes, ['unknown']) | [i, j]])]) AS parties21
    UNWIND parties21 AS x
    UNWIND parties21 AS y
    WITH x, y
    WHERE x[1] < y[1]
      AND (x[3] OR y[3])
    UNWIND x[-1] + [cell IN y[-1] WHERE NOT cell IN x[-1]] AS cell
    RETURN cell, x[0] AS a, y[0] AS b
    UNION ALL
    MATCH (o22:Organisation)-[m24:HAS_MEMBER]-(o23:Organisation)
    WHERE o22.id < o23.id
      AND (o22.country IN $p0 OR o23.country IN $p0)
    WITH m24, o22, o23, reduce(found = [[]], i IN ['unknown'] | found + [j IN coalesce(m24.themes, ['unknown']) | [i, j]]) AS x, reduce(found = [[]], i IN ['unknown'] | found + [j IN coalesce(m24.themes, ['unknown']) | [i, j]]) AS y
    UNWIND x + [cell IN y WHERE NOT cell IN x] AS cell
    RETURN cell, o22 AS a, o23 AS b
  }
  WITH DISTINCT cell, a, b
  WITH DISTINCT cell, count(*) AS collaborations
  RETURN collect([cell, collaborations]) AS cells25
}
CALL (before, cells8) {
  UNWIND cells8 AS found
  UNWIND found[0] AS id
  WITH DISTINCT id
  MATCH (x:Node {id: id})
  RETURN collect([id, coalesce(x.name, x.title)]) AS labels26
}
CALL (before) {
  UNWIND $p2 AS ref
  OPTIONAL MATCH (known:Node {id: ref})
  WITH ref WHERE known IS NULL
  RETURN collect(ref) AS unknown
}
WITH before, [cells8, cells17, cells25, labels26] AS page, unknown
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, unknown, revision

// p0 = []string{"country:PL"}
// p1 = "2026-07-01"
// p2 = []string{"country:PL"}
