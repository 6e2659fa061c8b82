"""Ladybug, asked in Cypher what ngograph is asked. DuckDB prepares its tables (tables.py), ties included; COPY loads them."""

import os
import tempfile

import ladybug
import peer
import tables

# Node and rel tables with the select that fills them.
SCHEMA = {
    "Organisation(organisation INT32 PRIMARY KEY, id STRING, country STRING, themes STRING[], partners INT32)":
        "SELECT organisation, o.id, c.id, list_distinct(string_split(x.themes, ';')), coalesce(partners, 0) FROM organisation o"
        " JOIN organisations_csv x ON x.id = o.id LEFT JOIN country c ON c.country = o.country LEFT JOIN adjacent USING (organisation)"
        " ORDER BY organisation",
    "Project(project INT32 PRIMARY KEY, weight DOUBLE)":
        "SELECT project, any_value(weight) FROM part GROUP BY project ORDER BY project",
    "Theme(id STRING PRIMARY KEY)": "SELECT DISTINCT theme FROM project_theme",
    "Part(FROM Organisation TO Project)": "SELECT organisation, project FROM part",
    "About(FROM Project TO Theme)": "SELECT project, theme FROM project_theme JOIN (SELECT DISTINCT project FROM part) USING (project)",
    "Tie(FROM Organisation TO Organisation, weight DOUBLE, cost DOUBLE, projects INT32)": "SELECT a, b, weight, 1 / weight, projects FROM tie",
}
INDEX = "SELECT id, organisation FROM organisation"

PAIRS = """
MATCH (:Theme {id: $theme})<-[:About]-(p:Project)<-[:Part]-(a:Organisation), (p)<-[:Part]-(b:Organisation)
WHERE a.organisation < b.organisation AND a.country IN $countries AND b.country IN $countries
WITH a, b, sum(p.weight) AS weight, count(*) AS projects
RETURN a.id, b.id, weight, projects ORDER BY round(weight * 1e9, 0) DESC, a.organisation, b.organisation"""

MATRIX = """
MATCH (p:Project)<-[:Part]-(o:Organisation) WITH p, o.country AS country, count(*) AS parties
WITH p, collect({country: country, parties: parties}) AS runs
UNWIND runs AS a UNWIND runs AS b
WITH p.weight AS weight, a.country AS x, b.country AS y, CASE WHEN a.country = b.country THEN a.parties * (a.parties - 1) / 2 ELSE a.parties * b.parties END AS pairs
WHERE x <= y AND pairs > 0
RETURN x, y, count(*), sum(weight * pairs) ORDER BY x, y"""

INTRODUCTIONS = """
MATCH (u:Organisation {organisation: $you})-[x:Tie]-(z:Organisation)-[y:Tie]-(c:Organisation)
WHERE c.organisation <> $you AND NOT EXISTS { MATCH (c)-[:Tie]-(:Organisation {organisation: $you}) }
WITH c, u.themes AS own, sum(CASE WHEN x.weight < y.weight THEN x.weight ELSE y.weight END / z.partners) AS trust, count(*) AS brokers
WITH c, trust, brokers, coalesce(size(list_filter(c.themes, t -> list_contains(own, t))), 0) AS common, coalesce(size(own), 0) + coalesce(size(c.themes), 0) AS themes
WITH c, trust, brokers, CASE WHEN themes = 0 THEN 0.0 ELSE CAST(common AS DOUBLE) / (themes - common) END AS fit
RETURN c.id, trust * (1 + fit) AS score, trust, fit, brokers ORDER BY round(score * 1e9, 0) DESC, c.organisation"""

PATHS = """
MATCH p = (a:Organisation {organisation: $one})-[:Tie* ALL SHORTEST 1..6]-(b:Organisation {organisation: $other})
RETURN length(p), list_sum(properties(rels(p), 'cost')) AS cost, properties(nodes(p), 'id'), properties(nodes(p), 'organisation')"""

EGO = """
MATCH (u:Organisation {organisation: $you})-[t:Tie]-(z:Organisation)
RETURN u.id, z.id, t.weight, t.projects, u.organisation, z.organisation
UNION ALL
MATCH (u:Organisation {organisation: $you})-[:Tie]-(a:Organisation)-[t:Tie]->(b:Organisation)
WHERE EXISTS { MATCH (b)-[:Tie]-(:Organisation {organisation: $you}) }
RETURN a.id, b.id, t.weight, t.projects, a.organisation, b.organisation"""


class Ladybug:
    def load(self, args):
        db = tables.load(args["folder"], args["themes"])
        self.connection = ladybug.Connection(ladybug.Database(":memory:"), num_threads=tables.THREADS)
        with tempfile.TemporaryDirectory() as folder:
            for table, select in SCHEMA.items():
                file = os.path.join(folder, "rows.parquet")
                db.execute(f"COPY ({select}) TO '{file}'")
                kind = "REL" if "FROM" in table else "NODE"
                self.connection.execute(f"CREATE {kind} TABLE {table}")
                self.connection.execute(f"COPY {table.split('(')[0]} FROM '{file}'")
        self.numbers = dict(db.execute(INDEX).fetchall())
        db.close()
        self.connection.set_query_timeout(int(args["limit"] * 1000))

    def rows(self, statement, **parameters):
        try:
            return self.connection.execute(statement, parameters).get_all()
        except RuntimeError as error:
            if "Interrupted" in str(error):
                raise peer.TooLong from error
            raise

    def pairs(self, args):
        rows = self.rows(PAIRS, theme=args["theme"], countries=args["countries"])
        return {"total": len(rows), "rows": rows[:args["first"]]}

    def matrix(self, args):
        rows = self.rows(MATRIX)
        return {"total": len(rows), "rows": rows}

    def introductions(self, args):
        rows = self.rows(INTRODUCTIONS, you=self.numbers[args["of"]])
        return {"total": len(rows), "rows": rows[:args["first"]]}

    def paths(self, args):
        rows = self.rows(PATHS, one=self.numbers[args["of"]], other=self.numbers[args["to"]])
        best = sorted(rows, key=lambda row: (round(row[1] * 1e9), row[3]))[:1]  # it cannot order by a list
        return {"total": len(best), "rows": [[steps, cost, *ids] for steps, cost, ids, _ in best]}

    def ego(self, args):
        rows = sorted((min(a, b), max(a, b), i, j, weight, projects) if a < b else (b, a, j, i, weight, projects)
                      for i, j, weight, projects, a, b in self.rows(EGO, you=self.numbers[args["of"]]))
        return {"total": len(rows), "rows": [r[2:] for r in rows]}


engine = Ladybug()
peer.serve({op: getattr(engine, op) for op in ["load", "pairs", "matrix", "introductions", "paths", "ego"]})
