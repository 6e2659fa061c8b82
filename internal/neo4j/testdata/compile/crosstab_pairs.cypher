CALL () { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS before }
CALL (before) {
  CALL () {
    MATCH (e1:Project)
    WITH e1
    MATCH (e1)<-[:PARTICIPATED_IN]-(o2)
    WITH DISTINCT e1, o2
    WITH e1, count(*) AS size, [coalesce(o2.country, 'unknown')] AS column0
    WITH e1, collect([size, column0]) AS parties3
    UNWIND range(0, size(parties3) - 1) AS i
    UNWIND range(i, size(parties3) - 1) AS j
    WITH e1, parties3[i] AS x, parties3[j] AS y, i = j AS same
    WITH e1, x, y, CASE WHEN same THEN x[0] * (x[0] - 1) / 2 ELSE x[0] * y[0] END AS pairs
    WHERE pairs > 0
    UNWIND reduce(found = [[]], i IN x[1] | found + [j IN y[1] WHERE i <= j OR NOT (j IN x[1] AND i IN y[1]) | CASE WHEN i <= j THEN [i, j] ELSE [j, i] END]) AS cell
    RETURN cell, e1 AS project, pairs * 1.0 / (e1.participantCount - 1) AS weight
    UNION ALL
    MATCH (e4:RecordedCollaboration)
    WITH e4
    MATCH (e4)-[:PARTY]->(o5)
    WITH DISTINCT e4, o5
    WITH e4, count(*) AS size, [coalesce(o5.country, 'unknown')] AS column0
    WITH e4, collect([size, column0]) AS parties6
    UNWIND range(0, size(parties6) - 1) AS i
    UNWIND range(i, size(parties6) - 1) AS j
    WITH e4, parties6[i] AS x, parties6[j] AS y, i = j AS same
    WITH e4, x, y, CASE WHEN same THEN x[0] * (x[0] - 1) / 2 ELSE x[0] * y[0] END AS pairs
    WHERE pairs > 0
    UNWIND reduce(found = [[]], i IN x[1] | found + [j IN y[1] WHERE i <= j OR NOT (j IN x[1] AND i IN y[1]) | CASE WHEN i <= j THEN [i, j] ELSE [j, i] END]) AS cell
    RETURN cell, null AS project, pairs * 1.0 / (e4.partyCount - 1) AS weight
  }
  WITH DISTINCT cell, sum(weight) AS weight
  RETURN collect([cell, weight]) AS cells7
}
CALL (before, cells7) {
  UNWIND cells7 AS found
  UNWIND found[0] AS id
  WITH DISTINCT id
  MATCH (x:Node {id: id})
  RETURN collect([id, coalesce(x.name, x.title)]) AS labels8
}
WITH before, [cells7, labels8] AS page
CALL (page) { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS revision }
RETURN before, page, revision

