"""Writes the *.json beside this file: two networks and what NetworkX says of them.

    pip install -r requirements.txt && python networkx_reference.py
"""

import json
import pathlib
import random
from fractions import Fraction

import networkx as nx


def consortia():
    """300 organisations of 11 countries in 120 projects, two thirds of whose partners come from the coordinator's country or
    have worked together before; isolates and small components stay in."""
    draw = random.Random(20)
    country = [draw.randrange(11) for _ in range(300)]
    graph = nx.Graph()
    graph.add_nodes_from(range(300))
    veterans = []
    for _ in range(120):
        lead = draw.randrange(300)
        partners = {lead}
        for _ in range(draw.choice([1, 1, 2, 3, 4, 6, 9, 14])):
            if veterans and draw.random() < 0.4:
                partners.add(draw.choice(veterans))
            else:
                partners.add(draw.choice([v for v in range(300) if draw.random() < 0.5 or country[v] == country[lead]]))
        veterans.extend(sorted(partners))
        for a in partners:
            for b in partners:
                if a < b:
                    before = graph.get_edge_data(a, b, {"exact": 0})["exact"]
                    graph.add_edge(a, b, exact=before + Fraction(1, len(partners) - 1))
    return graph, country


def karate():
    """Zachary's karate club, with the number of contexts in which two members met; category: the club each went with."""
    graph = nx.karate_club_graph()
    for *_, link in graph.edges(data=True):
        link["exact"] = Fraction(link["weight"])
    return graph, [int(graph.nodes[v]["club"] == "Officer") for v in graph]


def numbers(of, graph):
    """By node; null where NetworkX says nan."""
    return [None if of[v] != of[v] else float(of[v]) for v in graph]


def external_internal(graph, category):
    index = []
    for v in graph:
        external = sum(category[u] != category[v] for u in graph[v])
        index.append((2 * external - graph.degree(v)) / graph.degree(v) if graph.degree(v) else None)
    return index


for name, (graph, category) in {"consortia": consortia(), "karate": karate()}.items():
    for *_, link in graph.edges(data=True):
        # NetworkX compares lengths for equality, so it needs exact ones to see that two paths are equally long.
        link["length"] = 1 / link["exact"]
        link["weight"] = float(link["exact"])
    louvain = nx.community.louvain_communities(graph, weight="weight", seed=1)
    part = {v: i for i, members in enumerate(louvain) for v in members}
    reference = {
        "nodes": len(graph),
        "links": [[a, b, link["weight"]] for a, b, link in sorted(graph.edges(data=True))],
        "category": category,
        "density": nx.density(graph),
        "components": nx.number_connected_components(graph),
        "strength": numbers(dict(graph.degree(weight="weight")), graph),
        "betweenness": numbers(nx.betweenness_centrality(graph, weight="length"), graph),
        "constraint": numbers(nx.constraint(graph, weight="weight"), graph),
        "effectiveSize": numbers(nx.effective_size(graph), graph),
        "eiIndex": external_internal(graph, category),
        "louvain": [part[v] for v in graph],
        "modularity": nx.community.modularity(graph, louvain, weight="weight"),
    }
    text = json.dumps(reference, separators=(",", ":")).replace(',"', ',\n"')
    (pathlib.Path(__file__).parent / f"{name}.json").write_text(text + "\n")
