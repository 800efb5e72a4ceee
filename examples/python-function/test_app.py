"""A test on the local endpoint, for pytest or unittest. README.md has the commands that it needs."""

import json
import os
import unittest

import boto3

FUNCTION = os.environ.get("FUNCTION", os.path.basename(os.path.dirname(os.path.abspath(__file__))))


def invoke(event):
    answer = boto3.client("lambda").invoke(FunctionName=FUNCTION, Payload=json.dumps(event))
    return json.load(answer["Payload"])


class CounterTest(unittest.TestCase):
    def test_counts_the_visits_of_each_page(self):
        first = invoke({"page": "home"})["visits"]
        self.assertEqual(invoke({"page": "home"})["visits"], first + 1)
        self.assertEqual(invoke({"page": "home"})["visits"], first + 2)


if __name__ == "__main__":
    unittest.main()
