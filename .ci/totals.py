"""Sums up JUnit reports: totals.py TITLE FOLDER...; exit 1 if a test failed or was skipped, or if there was none."""
import pathlib
import sys
import xml.etree.ElementTree as ET


def main(title, *folders):
    run, bad, skipped = 0, [], []
    for file in sorted(f for folder in folders for f in pathlib.Path(folder).glob("TEST-*.xml")):
        for case in ET.parse(file).iter("testcase"):
            run += 1
            name = f"{case.get('classname')}.{case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                bad.append(name)
            elif case.find("skipped") is not None:
                skipped.append(f"{name}: {case.find('skipped').get('message')}")
    for name in bad:
        print(f"failed:  {name}")
    for name in skipped:
        print(f"skipped: {name}")
    print(f"TOTAL {title}: {run} tests, {run - len(bad) - len(skipped)} passed, {len(bad)} failed, {len(skipped)} skipped")
    # What needs Docker is skipped where there is none; anything else that is skipped is a failure.
    missed = [s for s in skipped if "docker" not in s.lower()]
    return 1 if bad or missed or not run else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
