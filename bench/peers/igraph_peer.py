"""igraph, asked for what ngograph measures on a network. The work alone is timed, on a graph that is there already."""

import random

import igraph

import peer

graph = None


def load(file):
    """Reads a number of nodes, then a line "a b weight" for each link."""
    global graph
    with open(file, encoding="ascii") as lines:
        nodes = int(next(lines))
        links = [line.split() for line in lines]
    graph = igraph.Graph(nodes, [(int(a), int(b)) for a, b, _ in links])
    graph.es["weight"] = [float(w) for _, _, w in links]
    graph.es["length"] = [1 / w for w in graph.es["weight"]]
    return igraph.__version__


def leiden(args):
    """Modularity at resolution 1; iterations below 0 go on until nothing changes."""
    random.seed(args["seed"])
    found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=args["iterations"])
    return {"modularity": graph.modularity(found.membership, weights="weight")}


peer.serve({
    "load": load,
    "betweenness": lambda _: graph.betweenness(directed=False, weights="length"),
    "leiden": leiden,
    "components": lambda _: len(graph.connected_components()),
    "constraint": lambda _: graph.constraint(weights="weight"),
})
