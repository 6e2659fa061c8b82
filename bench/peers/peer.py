"""What the peers share: they answer lines of JSON, and time the work alone."""

import json
import sys
import time


class TooLong(Exception):
    """A question took longer than it may."""


def serve(ops):
    """Answers {"op", "args"} with what ops[op](args) returns, until the input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.perf_counter()
        try:
            answer = {"result": ops[asked["op"]](asked["args"])}
        except TooLong:
            answer = {"error": "too long"}
        answer["seconds"] = time.perf_counter() - start
        print(json.dumps(answer), flush=True)
