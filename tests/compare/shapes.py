"""What kind of answer it is: status, and members with their types."""
import json
import re

# Members of every envelope whose values say nothing about the answer.
ENVELOPE = {"request_id"}
NAMED_BY_CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}(\.\w+)?|(s|hvs)\.[\w.]+|[A-Za-z0-9]{24}(\.\w+)?|auth_\w+_[0-9a-f]{8}|\w+_[0-9a-f]{8}(\.\w+)?")


def together(one, other):
    """The shape of several that stand for the same: what any of them has."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: together(one.get(key, "null"), other.get(key, "null")) for key in one.keys() | other.keys()}
    return other if one in ("null", []) else one


def shape(value):
    if isinstance(value, dict):
        shaped = {}
        for key, member in value.items():
            called = "*" if NAMED_BY_CHANCE.fullmatch(key) else key
            shaped[called] = together(shaped.get(called, "null"), shape(member))
        return shaped
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if value is None or isinstance(value, bool):
        return str(value is not None and "bool" or "null")
    return "number" if isinstance(value, (int, float)) else "string"


def name(shaped):
    return {dict: "object", list: "list"}.get(type(shaped), shaped)


def compared(ours, theirs, path, open_below):
    """Yields how two shapes differ. Lists of nothing and of something are alike, so are a missing member and a null."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if path in open_below:
            return
        for key in sorted(ours.keys() | theirs.keys()):
            below = f"{path}.{key}" if path else key
            yield from compared(ours.get(key, "null"), theirs.get(key, "null"), below, open_below)
    elif isinstance(ours, list) and isinstance(theirs, list):
        if ours and theirs and path not in open_below:
            yield from compared(ours[0], theirs[0], f"{path}[]", open_below)
    elif ours != theirs:
        yield f"{path} is {name(ours)}, not {name(theirs)}"


def body(answer):
    try:
        parsed = json.loads(answer.body) if answer.body else None
    except (UnicodeDecodeError, json.JSONDecodeError):
        return "bytes"
    if isinstance(parsed, dict):
        parsed = {key: value for key, value in parsed.items() if key not in ENVELOPE}
    return shape(parsed)


def differences(ours, theirs, open_below=()):
    """As texts; open_below: members whose own members are each server's matter."""
    if ours.status != theirs.status:
        return [f"{ours.status}, not {theirs.status}"]
    if ours.status >= 400:
        return []
    return list(compared(body(ours), body(theirs), "", open_below))
