"""The native tables of a network as tables of DuckDB, laid out for the questions that are asked of them.

Numbers take the place of ids, in the order of the ids, so that to order by number is to order by id. In generated networks
an organisation takes part in a project once, nobody states working languages or resources, there are no recorded
collaborations, and no question here asks for dates: the tables leave all that out.
"""

import duckdb

THREADS = 2

# Each is made from those before it.
TABLES = {
    "country": """
        SELECT (row_number() OVER (ORDER BY id))::UTINYINT AS country, id
        FROM (SELECT DISTINCT country AS id FROM organisations_csv WHERE country IS NOT NULL)""",
    # Themes with all that they are reached from as narrower, themselves included.
    "above": """
        WITH RECURSIVE up AS (
            SELECT id, unnest(string_split(concat_ws(';', broader, matches), ';')) AS next FROM themes_csv
        ), above AS (
            SELECT id, id AS theme FROM themes_csv UNION SELECT above.id, next FROM above JOIN up ON up.id = theme WHERE next <> ''
        ) FROM above""",
    # Which bit stands for a theme of organisations.
    "bit": """
        SELECT (row_number() OVER (ORDER BY theme) - 1)::UBIGINT AS bit, theme
        FROM (SELECT DISTINCT unnest(string_split(themes, ';')) AS theme FROM organisations_csv)""",
    "organisation": """
        WITH m AS (
            SELECT id, bit_or(1::UBIGINT << bit) AS mask
            FROM (SELECT id, unnest(string_split(themes, ';')) AS theme FROM organisations_csv) JOIN bit USING (theme) GROUP BY id
        )
        SELECT (row_number() OVER (ORDER BY o.id))::INTEGER AS organisation, o.id, coalesce(c.country, 0)::UTINYINT AS country,
            coalesce(mask, 0)::UBIGINT AS mask
        FROM organisations_csv o LEFT JOIN country c ON c.id = o.country LEFT JOIN m ON m.id = o.id ORDER BY organisation""",
    "project": "SELECT (row_number() OVER ())::INTEGER AS project, id, string_split(themes, ';') AS themes FROM projects_csv",
    # The projects of a theme, those of narrower ones included.
    "project_theme": """
        SELECT DISTINCT theme, project FROM (SELECT project, unnest(themes) AS id FROM project) JOIN above USING (id) ORDER BY ALL""",
    # Who takes part in a project of two and more, with the part of a tie's weight that the project gives.
    "part": """
        SELECT p.project, o.organisation, country, 1 / (count(*) OVER (PARTITION BY p.project) - 1) AS weight
        FROM participations_csv x JOIN organisation o ON o.id = x.organisation JOIN project p ON p.id = x.project
        QUALIFY count(*) OVER (PARTITION BY p.project) > 1 ORDER BY ALL""",
    # How many of a project are of a country.
    "run": """
        SELECT project, country, count(*)::INTEGER AS parties, any_value(weight) AS weight FROM part GROUP BY ALL
        ORDER BY project, country""",
    # Every tie under no scope, once.
    "tie": """
        SELECT a.organisation AS a, b.organisation AS b, sum(a.weight) AS weight, count(*)::INTEGER AS projects
        FROM part a JOIN part b ON a.project = b.project AND a.organisation < b.organisation GROUP BY ALL""",
    # The ties of each organisation as lists.
    "adjacent": """
        SELECT a AS organisation, count(*)::INTEGER AS partners, list(b) AS others, list(weight) AS weights, list(projects) AS projects
        FROM (FROM tie UNION ALL SELECT b, a, weight, projects FROM tie) GROUP BY a ORDER BY a""",
}

SOME = """
SELECT id FROM organisation JOIN (SELECT organisation, count(*) AS n FROM part GROUP BY ALL) USING (organisation)
WHERE n BETWEEN $least AND $most ORDER BY hash(id) LIMIT $count"""
HUBS = "SELECT id, partners FROM organisation JOIN adjacent USING (organisation) ORDER BY partners DESC, id LIMIT $count"


def load(folder, themes):
    """Returns a database in memory with the tables of a folder; themes is the file that themes are in."""
    db = duckdb.connect(config={"threads": THREADS})
    files = {name: f"{folder}/{name}.csv" for name in ["organisations", "projects", "participations"]} | {"themes": themes}
    for name, file in files.items():
        db.execute(f"CREATE VIEW {name}_csv AS FROM read_csv('{file}', all_varchar = true, header = true)")
    for name, select in TABLES.items():
        db.execute(f"CREATE TABLE {name} AS {select}")
    return db
