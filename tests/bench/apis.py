#!/usr/bin/env python3
"""What a read of the same secrets costs by each API of one node, in turn.

    python apis.py                             # the packaged jar
    python apis.py --rounds 5 --seconds 10

The node is started as in compare.py. Requests of AWS clients are signed before the run, by botocore, and sent again and again:
the server checks each. The ratio is that of CPU time for a request, against the read by Vault's API, within a round.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile

import botocore.session
from botocore.awsrequest import AWSResponse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from bench.compare import prepare  # noqa: E402
from bench.load import run  # noqa: E402
from harness.servers import Servers  # noqa: E402

READS = ("kv-read", "aws-get")


def signed(url, key, names):
    """A line for each name: body and headers of the GetSecretValue that boto3 would send."""
    session = botocore.session.get_session()
    client = session.create_client("secretsmanager", region_name="eu-central-1", endpoint_url=url,
                                   aws_access_key_id=key["access_key"], aws_secret_access_key=key["secret_key"])
    sent = []

    def keep(request, **_):
        sent.append(request)
        answer = AWSResponse(request.url, 200, {}, None)
        answer._content = b"{}"  # nothing is sent, so that there is no stream to read it from
        return answer

    client.meta.events.register("before-send", keep)
    for name in names:
        client.get_secret_value(SecretId=name)
    for request in sent:
        headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
        headers.pop("Content-Length")
        yield "\t".join([request.body.decode(), *(part for pair in headers.items() for part in pair)]) + "\n"


def access_key(node, token):
    root = node.client(token, keep_alive=True)
    root.post("sys/auth/aws", {"type": "aws"}).expect(204)
    return root.post("auth/aws/keys/bench", {"token_policies": ["bench"]}).expect(200).data


def measure(node, keys, rounds, seconds, settle, folder, out=print):
    """The rows of all rounds as dictionaries."""
    target = prepare("sealwright", node, keys)
    key = access_key(node, target.root_token)
    lines = pathlib.Path(folder, "signed")
    results = []
    for number in range(-1 if settle else 0, rounds):
        # Anew in each round: a signature is good for a quarter of an hour.
        lines.write_text("".join(signed(node.url, key, (f"bench/k{n:07d}" for n in range(keys)))))
        os.environ["BENCH_SIGNED"] = str(lines)
        for workload in READS:
            row = run(target, workload, 16, settle if number < 0 else seconds, 0)
            if number >= 0:
                results.append(row | {"workload": workload, "round": number})
    for workload in READS:
        of = [row for row in results if row["workload"] == workload]
        plain = [row for row in results if row["workload"] == READS[0]]
        ratio = statistics.median(a["cpu_per_1000"] / b["cpu_per_1000"] for a, b in zip(of, plain))
        cpu = statistics.median(row["cpu_per_1000"] for row in of)
        out(f"{workload:<12}{cpu:>10.4f} s/1,000{ratio:>8.2f} x{sum(row['errors'] for row in of):>6} errors")
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--settle", type=int, default=20)
    parser.add_argument("--keys", type=int, default=1000)
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        node = Servers("sealwright", lambda name: pathlib.Path(tempfile.mkdtemp(prefix=name, dir=folder))).node()
        try:
            measure(node, a.keys, a.rounds, a.seconds, a.settle, folder)
        finally:
            node.dispose()


if __name__ == "__main__":
    main()
