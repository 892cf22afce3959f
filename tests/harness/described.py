"""A server's own OpenAPI document: its operations, and values that fit them."""
import copy
import dataclasses

# What the document calls values of these names; anything else is by type.
KNOWN = {"rate": 1_000_000, "path": "x1/", "ttl": "60s", "shares": 1, "threshold": 1, "secret_shares": 1, "secret_threshold": 1}
# Parts of a path that have a form of their own.
PARTS = {"{method_id}": "6a1ee5c1-0d54-4b1c-9d2f-0c6a1f6d3a10"}
TYPES = {"string": "x1", "integer": 1000, "number": 1, "boolean": False, "array": ["x1"], "object": {"a": "b"}}


@dataclasses.dataclass(frozen=True)
class Operation:
    document: dict
    path: str
    method: str
    item: dict
    described: dict

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def concrete(self):
        """The path with a value for each of its parameters."""
        return "/".join(PARTS.get(part, "x1") if part.startswith("{") else part for part in self.path.strip("/").split("/"))

    @property
    def open(self):
        return self.item.get("x-vault-unauthenticated", False)

    @property
    def sudo(self):
        return self.described.get("x-vault-sudo", False)

    @property
    def content(self):
        return next(iter(self.described.get("requestBody", {}).get("content", {"application/json": {}})))

    @property
    def properties(self):
        schema = self.described.get("requestBody", {}).get("content", {}).get(self.content, {}).get("schema", {})
        return self._resolved(schema).get("properties", {})

    def _resolved(self, schema):
        if "$ref" not in schema:
            return schema
        return self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]

    def body(self):
        """A value of each parameter, or None for what has no body."""
        if self.method not in ("post", "patch"):
            return None
        return {name: sample(name, schema) for name, schema in self.properties.items()}

    def query(self):
        """The same for parameters in the query: (name, text)."""
        found = []
        for parameter in self.described.get("parameters", []):
            if parameter["in"] == "query" and (parameter.get("required") or parameter["name"] not in ("list", "scan")):
                value = sample(parameter["name"], parameter["schema"])
                found.append((parameter["name"], ",".join(map(str, value)) if isinstance(value, list) else str(value).lower()))
        return found

    def of_mount(self, mount):
        return self.path.startswith(f"/{mount}/")


def sample(name, schema):
    if "enum" in schema:
        return schema["enum"][0]
    if name in KNOWN:
        return KNOWN[name]
    items = schema.get("items", {}).get("type")
    if items:
        return [TYPES[items]]
    if schema.get("format") == "duration":
        return "60s"
    return TYPES[schema.get("type", "string")]


def named(document):
    """A copy in which everything but what deletes is about things called x1, which then have to be there."""
    document = copy.deepcopy(document)
    for item in document["paths"].values():
        for method in set(item) & {"get", "post", "patch"}:
            fixed = [one | {"schema": {"type": "string", "enum": ["x1"]}} for one in item.get("parameters", []) if one["in"] == "path"]
            item[method]["parameters"] = fixed + item[method].get("parameters", [])
    return document


def operations(document):
    for path, item in sorted(document["paths"].items()):
        for method in ("get", "post", "patch", "delete"):
            if method in item:
                yield Operation(document, path, method, item, item[method])
