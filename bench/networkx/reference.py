"""Measures the Baltic cross-border network of Horizon 2020 with NetworkX, from the tables in seed/ alone.

    pip install -r requirements.txt
    python reference.py > reference.json

The definitions are those of the schema: a project of n participants ties each two of them with 1/(n-1), both ends lie in the
Baltic Sea region and in different countries.
"""

import csv
import itertools
import json
import pathlib
import platform

import networkx as nx

SEED = pathlib.Path(__file__).parents[2] / "seed"
PROGRAMMES = {"programme:h2020", "programme:euratom-2014"}
AREA = "area:baltic-sea-region"
SEEDS = range(10)


def rows(*tables):
    for table in tables:
        with open(SEED / table, newline="", encoding="utf-8") as f:
            yield from csv.DictReader(f)


def graph():
    members = {r["member"] for r in rows("reference/area_members.csv") if r["area"] == AREA}
    country = {r["id"]: r["country"] for r in rows("sample/organisations.csv", "cordis/organisations.csv") if r["country"]}
    projects = {r["id"] for r in rows("sample/projects.csv", "cordis/projects.csv") if r["programme"] in PROGRAMMES}
    parties = {}
    for r in rows("sample/participations.csv", "cordis/participations.csv"):
        if r["project"] in projects:
            parties.setdefault(r["project"], set()).add(r["organisation"])
    g = nx.Graph()
    for _, team in sorted(parties.items()):
        inside = sorted(o for o in team if country.get(o) in members)
        for a, b in itertools.combinations(inside, 2):
            if country[a] != country[b]:
                weight = g.edges[a, b]["weight"] if g.has_edge(a, b) else 0
                g.add_edge(a, b, weight=weight + 1 / (len(team) - 1))
    for _, _, tie in g.edges(data=True):
        tie["length"] = 1 / tie["weight"]
    return g


def main():
    g = graph()
    betweenness = nx.betweenness_centrality(g, weight="length")
    constraint = nx.constraint(g, weight="weight")
    effective = nx.effective_size(g)
    louvain = [nx.community.modularity(g, nx.community.louvain_communities(g, seed=s)) for s in SEEDS]
    head = {"python": platform.python_version(), "networkx": nx.__version__, "links": g.number_of_edges(), "louvain": max(louvain)}
    nodes = ([o, g.degree[o], g.degree(o, weight="weight"), betweenness[o], constraint[o], effective[o]] for o in sorted(g))
    print(json.dumps(head)[:-1] + ', "nodes": [')
    print(",\n".join(json.dumps(node) for node in nodes) + "\n]}")


if __name__ == "__main__":
    main()
