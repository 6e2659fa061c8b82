"""DuckDB, asked what ngograph is asked. See tables.py for the tables that it has."""

import peer
import tables

INDEXES = [  # ART
    "CREATE UNIQUE INDEX adjacent_number ON adjacent (organisation)",
    "CREATE UNIQUE INDEX organisation_number ON organisation (organisation)",
    "CREATE UNIQUE INDEX organisation_id ON organisation (id)",
]

# The ties of a theme, or what it is reached as narrower, in some countries.
PAIRS = """
WITH m AS MATERIALIZED (
    SELECT project, organisation, weight FROM part
    WHERE country IN (SELECT country FROM country WHERE id IN (SELECT unnest($countries::VARCHAR[])))
      AND project IN (SELECT project FROM project_theme WHERE theme = $theme)
), t AS MATERIALIZED (
    SELECT a.organisation AS a, b.organisation AS b, sum(a.weight) AS weight, count(*) AS projects
    FROM m a JOIN m b ON a.project = b.project AND a.organisation < b.organisation GROUP BY ALL
), top AS (FROM t ORDER BY round(weight * 1e9) DESC, a, b LIMIT $first)
SELECT x.id, y.id, weight, projects, (SELECT count(*) FROM t) FROM top
JOIN organisation x ON x.organisation = a JOIN organisation y ON y.organisation = b ORDER BY round(weight * 1e9) DESC, a, b"""

# Two of a project's countries make a cell; so does one with two of its parties.
MATRIX = """
WITH r AS MATERIALIZED ({runs}), cell AS (
    SELECT country AS a, country AS b, count(*) AS projects, sum(parties * (parties - 1) / 2 * weight) AS weight
    FROM r WHERE parties > 1 GROUP BY country
    UNION ALL
    SELECT a.country, b.country, count(*), sum(a.parties * b.parties * a.weight)
    FROM r a JOIN r b ON a.project = b.project AND a.country < b.country GROUP BY ALL
)
SELECT x.id, y.id, projects, weight FROM cell JOIN country x ON x.country = a JOIN country y ON y.country = b ORDER BY a, b"""
RUNS = "SELECT project, country, count(*)::INTEGER AS parties, any_value(weight) AS weight FROM part GROUP BY ALL"

INTRODUCTIONS = """
WITH mine AS MATERIALIZED (SELECT unnest(others) AS broker, unnest(weights) AS weight FROM adjacent WHERE organisation = {you}),
legs AS (
    SELECT unnest(others) AS candidate, least(mine.weight, unnest(weights)) / partners AS term
    FROM adjacent JOIN mine ON broker = organisation
), trusted AS MATERIALIZED (
    SELECT candidate, sum(term) AS trust, count(*) AS brokers FROM legs GROUP BY candidate
), k AS MATERIALIZED (
    FROM trusted WHERE candidate <> {you} AND candidate NOT IN (SELECT broker FROM mine)
), scored AS (
    SELECT candidate, trust, brokers, coalesce(bit_count(mask & {mask}) / nullif(bit_count(mask | {mask}), 0), 0) AS fit, id
    FROM k JOIN organisation ON organisation = candidate
)
SELECT id, trust * (1 + fit), trust, fit, brokers, (SELECT count(*) FROM k)
FROM scored ORDER BY round(trust * (1 + fit) * 1e9) DESC, candidate LIMIT $first"""

# What is kept of an organisation is its cheapest way from that end.
FIRST_LAYER = "CREATE OR REPLACE TEMP TABLE {end}{depth} AS SELECT {organisation} AS organisation, 0::DOUBLE AS cost, [{organisation}] AS way"
NEXT_LAYER = """
CREATE OR REPLACE TEMP TABLE {end}{depth} AS
WITH next AS (
    SELECT cost, way, unnest(others) AS other, unnest(weights) AS weight FROM adjacent JOIN {end}{before} USING (organisation)
), further AS (
    SELECT other AS organisation, cost + 1 / weight AS cost, {way} AS way FROM next
    WHERE other NOT IN (SELECT organisation FROM {end}{before} {older})
)
SELECT organisation, min(cost) AS cost, arg_min(way, (round(cost * 1e9)::BIGINT, way)) AS way FROM further GROUP BY organisation"""
MEETING = """
SELECT a.cost + b.cost AS cost, list_concat(a.way, b.way[2:]) AS stops FROM near{near} a JOIN far{far} b USING (organisation)
ORDER BY round((a.cost + b.cost) * 1e9), stops LIMIT 1"""

EGO = """
WITH member AS MATERIALIZED (SELECT unnest(list_append(others, organisation)) AS organisation FROM adjacent WHERE organisation = {you}),
link AS (
    SELECT organisation AS a, unnest(others) AS b, unnest(weights) AS weight, unnest(projects) AS projects
    FROM adjacent JOIN member USING (organisation)
), kept AS MATERIALIZED (FROM link WHERE a < b AND b IN (FROM member)), named AS MATERIALIZED (SELECT organisation, id FROM organisation JOIN member USING (organisation))
SELECT x.id, y.id, weight, projects FROM kept JOIN named x ON x.organisation = a JOIN named y ON y.organisation = b ORDER BY a, b"""


class DuckDB:
    def load(self, args):
        """Returns what ordinary organisations and hubs there are to ask about."""
        self.db = tables.load(args["folder"], args["themes"])
        for statement in INDEXES:
            self.db.execute(statement)
        self.db.execute("DROP TABLE tie")
        return {
            "ordinary": [x for x, in self.db.execute(tables.SOME, {"least": 2, "most": 6, "count": args["count"]}).fetchall()],
            "hubs": [{"id": x, "partners": n} for x, n in self.db.execute(tables.HUBS, {"count": args["count"]}).fetchall()],
            "bytes": self.db.execute("SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()").fetchone()[0],
        }

    def number(self, organisation):
        return self.db.execute("SELECT organisation, mask FROM organisation WHERE id = $1", [organisation]).fetchone()

    def pairs(self, args):
        rows = self.db.execute(PAIRS, args).fetchall()
        return {"total": rows[0][4] if rows else 0, "rows": [r[:4] for r in rows]}

    def matrix(self, args):
        """From the participations, or from what is kept of each project's countries."""
        rows = self.db.execute(MATRIX.format(runs="FROM run" if args["kept"] else RUNS)).fetchall()
        return {"total": len(rows), "rows": rows}

    def introductions(self, args):
        you, mask = self.number(args["of"])
        rows = self.db.execute(INTRODUCTIONS.format(you=you, mask=f"{mask}::UBIGINT"), {"first": args["first"]}).fetchall()
        return {"total": rows[0][5] if rows else 0, "rows": [r[:5] for r in rows]}

    def paths(self, args):
        """Grows a layer of ties at a time at the smaller end, until the outermost layers meet."""
        depth, size = {"near": 0, "far": 0}, {"near": 1, "far": 1}
        for end, of in [("near", "of"), ("far", "to")]:
            self.db.execute(FIRST_LAYER.format(end=end, depth=0, organisation=self.number(args[of])[0]))
        for steps in range(1, args["degrees"] + 1):
            end = min(size, key=size.get)
            before = depth[end]
            depth[end] += 1
            way = "list_append(way, other)" if end == "near" else "list_prepend(other, way)"
            older = "".join(f" UNION ALL SELECT organisation FROM {end}{d}" for d in range(max(before - 1, 0), before))
            size[end] = self.db.execute(NEXT_LAYER.format(end=end, depth=before + 1, before=before, older=older, way=way)).fetchone()[0]
            found = self.db.execute(MEETING.format(**depth)).fetchone()
            if found:
                names = dict(self.db.execute(
                    "SELECT organisation, id FROM organisation WHERE organisation IN (SELECT unnest($1::INTEGER[]))", [found[1]]).fetchall())
                return {"total": 1, "rows": [[steps, found[0], *(names[n] for n in found[1])]]}
        return {"total": 0, "rows": []}

    def ego(self, args):
        rows = self.db.execute(EGO.format(you=self.number(args["of"])[0])).fetchall()
        return {"total": len(rows), "rows": rows}


engine = DuckDB()
peer.serve({op: getattr(engine, op) for op in ["load", "pairs", "matrix", "introductions", "paths", "ego"]})
