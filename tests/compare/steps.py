"""The requests, in order: what one asks for later has been made before."""
import dataclasses

KEY = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----
"""


@dataclasses.dataclass(frozen=True)
class Step:
    method: str
    path: str
    body: object = None
    token: str | None = "${root}"
    save: dict = dataclasses.field(default_factory=dict)
    headers: dict = dataclasses.field(default_factory=dict)
    open: tuple = ()

    @property
    def row(self):
        return self.path.split("?")[0]


def get(path, **more):
    return Step("GET", path, **more)


def lists(path, **more):
    return Step("LIST", path, **more)


def scan(path, **more):
    return Step("SCAN", path, **more)


def post(path, body=None, **more):
    return Step("POST", path, {} if body is None else body, **more)


def patch(path, body, **more):
    return Step("PATCH", path, body, **more)


def delete(path, **more):
    return Step("DELETE", path, **more)


SYS = [
    get("sys/health", token=None), get("sys/leader", token=None), get("sys/ha-status"), get("sys/seal-status", token=None),
    get("sys/init", token=None), post("sys/init", {"secret_shares": 1, "secret_threshold": 1}, token=None),
    post("sys/unseal", {"key": "00"}, token=None),
    get("sys/key-status"), post("sys/rotate"), get("sys/rotate/config"), post("sys/rotate/config", {"interval": "24h"}),
    post("sys/rotate/keyring"), get("sys/rotate/keyring/config"), post("sys/rotate/keyring/config", {"enabled": True}),
    get("sys/storage/raft/autopilot/configuration"),
    post("sys/storage/raft/autopilot/configuration", {"max_trailing_logs": 500}),
    get("sys/storage/raft/autopilot/state", open=("data.servers",)),
    post("sys/storage/raft/bootstrap/challenge", {"server_id": "x"}, token=None),
    post("sys/storage/raft/bootstrap/answer", {"server_id": "x", "answer": "AA==", "cluster_addr": "https://127.0.0.1:1"}, token=None),
    get("sys/storage/raft/configuration"), post("sys/storage/raft/demote", {"server_id": "nobody"}),
    post("sys/storage/raft/promote", {"server_id": "nobody"}), post("sys/storage/raft/remove-peer", {}),
    get("sys/storage/raft/snapshot"), post("sys/storage/raft/snapshot"), post("sys/storage/raft/snapshot-force"),
    get("sys/metrics?format=prometheus"),
    get("sys/audit", open=("data", "file/")), post("sys/audit-hash/none", {"input": "x"}), post("sys/audit/other", {"type": "file"}),
    delete("sys/audit/none"),
    get("sys/config/auditing/request-headers"), post("sys/config/auditing/request-headers/x-a", {"hmac": True}),
    get("sys/config/auditing/request-headers/x-a"), delete("sys/config/auditing/request-headers/x-a"),
    post("sys/tools/hash", {"input": "YQ=="}), post("sys/tools/hash/sha2-512", {"input": "YQ=="}), post("sys/tools/random", {"bytes": 8}),
    post("sys/tools/random/platform", {"bytes": 8}), post("sys/tools/random/platform/8"), post("sys/tools/random/16"),
]

MOUNTS = [
    get("sys/mounts", open=("data", "")), post("sys/mounts/kv1", {"type": "kv", "options": {"version": "1"}}),
    post("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}}), post("sys/mounts/transit", {"type": "transit"}),
    get("sys/mounts/kv1"), get("sys/mounts/none"), get("sys/mounts/kv1/tune"), post("sys/mounts/kv1/tune", {"default_lease_ttl": "1h"}),
    post("sys/mounts/gone", {"type": "kv"}), delete("sys/mounts/gone"), delete("sys/mounts/gone"),
    get("sys/auth", save={}, open=("data", "")), post("sys/auth/approle", {"type": "approle"}), post("sys/auth/userpass", {"type": "userpass"}),
    post("sys/auth/jwt", {"type": "jwt"}), post("sys/auth/kubernetes", {"type": "kubernetes"}), post("sys/auth/cert", {"type": "cert"}),
    get("sys/auth/userpass", save={"userpass": "data.accessor"}), get("sys/auth/userpass/tune"),
    post("sys/auth/userpass/tune", {"description": "people"}), post("sys/auth/gone", {"type": "userpass"}), delete("sys/auth/gone"),
    get("sys/internal/ui/mounts", open=("data.auth", "data.secret")), get("sys/internal/ui/mounts/kv1"),
    get("sys/internal/ui/resultant-acl", open=("data.exact_paths", "data.glob_paths")),
    get("sys/internal/specs/openapi", token=None, open=("paths", "components", "info")),
    post("sys/internal/specs/openapi", token=None, open=("paths", "components", "info")),
]

POLICIES = [
    lists("sys/policies/acl"), lists("sys/policies/detailed/acl"), post("sys/policies/acl/p", {"policy": 'path "secret/*" { capabilities = ["read"] }'}),
    get("sys/policies/acl/p"), lists("sys/policies/acl/p"), patch("sys/policies/acl/p", {"policy": "x"}), delete("sys/policies/acl/p"),
    get("sys/policies/acl/p"), get("sys/policy"), lists("sys/policy"), post("sys/policy/p", {"policy": 'path "secret/*" { capabilities = ["read"] }'}),
    get("sys/policy/p"), lists("sys/policy/p"), delete("sys/policy/p"),
    post("sys/capabilities-self", {"paths": ["secret/a", "sys/x"]}),
]

TOKENS = [
    post("auth/token/create", {"policies": ["default"], "ttl": "1h"}, save={"token": "auth.client_token", "accessor": "auth.accessor"}),
    post("sys/capabilities", {"token": "${token}", "paths": ["secret/a"]}), post("sys/capabilities-accessor", {"accessor": "${accessor}", "paths": ["secret/a"]}),
    get("auth/token/lookup", token="${token}"), post("auth/token/lookup", {"token": "${token}"}), post("auth/token/lookup-accessor", {"accessor": "${accessor}"}),
    get("auth/token/lookup-self"), post("auth/token/lookup-self"), get("auth/token/lookup-self", token="${token}"),
    post("auth/token/renew", {"token": "${token}"}), post("auth/token/renew-accessor", {"accessor": "${accessor}"}),
    post("auth/token/renew-self", token="${token}"), lists("auth/token/accessors"),
    post("auth/token/create-orphan", {"policies": ["default"]}, save={"orphan": "auth.client_token"}),
    lists("auth/token/roles"), post("auth/token/roles/r", {"allowed_policies": ["default"]}), get("auth/token/roles/r"), lists("auth/token/roles"),
    post("auth/token/create/r", {}, save={"by_role": "auth.accessor", "by_role_token": "auth.client_token"}),
    get("sys/leases"), get("sys/leases?type=irrevocable"), get("sys/leases/count?type=irrevocable"), lists("sys/leases/lookup/"),
    lists("sys/leases/lookup/auth/token/create", save={"lease": "data.keys.0"}),
    post("sys/leases/lookup", {"lease_id": "auth/token/create/${lease}"}),
    post("sys/leases/renew", {"lease_id": "none"}), post("sys/leases/renew/none"), post("sys/leases/revoke", {"lease_id": "none"}), post("sys/leases/revoke/none"),
    post("sys/leases/revoke-prefix/auth/none"), post("sys/leases/revoke-force/auth/none"), post("sys/leases/tidy"), post("auth/token/tidy"),
    post("auth/token/revoke-accessor", {"accessor": "${by_role}"}), post("auth/token/revoke", {"token": "${orphan}"}),
    post("auth/token/revoke-orphan", {"token": "${token}"}), post("auth/token/create", {}, save={"own": "auth.client_token"}),
    post("auth/token/revoke-self", token="${own}"), get("auth/token/lookup-self", token="${own}"), delete("auth/token/roles/r"), get("auth/token/roles/r"),
]

KEPT = [
    post("cubbyhole/a/b", {"k": "v"}), get("cubbyhole/a/b"), lists("cubbyhole/a"), delete("cubbyhole/a/b"), get("cubbyhole/a/b"),
    post("kv1/a/b", {"k": "v"}), get("kv1/a/b"), lists("kv1/a"), scan("kv1/a"), delete("kv1/a/b"), get("kv1/a/b"), lists("kv1/none"),
    get("secret/config"), post("secret/config", {"max_versions": 5}), get("secret/config"),
    post("secret/data/a", {"data": {"k": "v"}}), post("secret/data/a", {"data": {"k": "w"}, "options": {"cas": 1}}), get("secret/data/a"),
    get("secret/data/a?version=1"), get("secret/data/none"), patch("secret/data/a", {"data": {"l": "x"}}), get("secret/subkeys/a"),
    delete("secret/data/a"), get("secret/data/a"), post("secret/undelete/a", {"versions": [3]}), post("secret/delete/a", {"versions": [1]}),
    post("secret/destroy/a", {"versions": [1]}), get("secret/data/a?version=1"), get("secret/metadata/a"), lists("secret/metadata/"), scan("secret/metadata/"),
    lists("secret/detailed-metadata/"), scan("secret/detailed-metadata/"), post("secret/metadata/a", {"custom_metadata": {"x": "y"}}),
    patch("secret/metadata/a", {"custom_metadata": {"z": "y"}}), get("secret/metadata/a"), delete("secret/metadata/a"), get("secret/metadata/a"),
    Step("POST", "sys/wrapping/wrap", {"a": "b"}, headers={"X-Vault-Wrap-TTL": "60"}, save={"wrapped": "wrap_info.token"}),
    post("sys/wrapping/lookup", {"token": "${wrapped}"}, token=None), get("sys/wrapping/lookup", token="${wrapped}"),
    post("sys/wrapping/rewrap", {"token": "${wrapped}"}, save={"again": "wrap_info.token"}), post("sys/wrapping/unwrap", {"token": "${again}"}),
    post("sys/wrapping/unwrap", {"token": "${again}"}),
]

APPROLE = [
    lists("auth/approle/role"), post("auth/approle/role/r", {"token_policies": ["default"]}), get("auth/approle/role/r"), lists("auth/approle/role"),
    get("auth/approle/role/r/role-id", save={"role_id": "data.role_id"}), post("auth/approle/role/r/role-id", {"role_id": "chosen"}),
    post("auth/approle/role/r/secret-id", save={"secret_id": "data.secret_id", "secret_accessor": "data.secret_id_accessor"}),
    post("auth/approle/role/r/custom-secret-id", {"secret_id": "own"}), lists("auth/approle/role/r/secret-id"),
    post("auth/approle/role/r/secret-id/lookup", {"secret_id": "${secret_id}"}),
    post("auth/approle/role/r/secret-id-accessor/lookup", {"secret_id_accessor": "${secret_accessor}"}),
    post("auth/approle/login", {"role_id": "chosen", "secret_id": "${secret_id}"}, token=None),
    post("auth/approle/login", {"role_id": "chosen", "secret_id": "wrong"}, token=None),
    post("auth/approle/role/r/secret-id-accessor/destroy", {"secret_id_accessor": "${secret_accessor}"}),
    post("auth/approle/role/r/secret-id/destroy", {"secret_id": "own"}), delete("auth/approle/role/r/secret-id/destroy"),
    delete("auth/approle/role/r/secret-id-accessor/destroy"), post("auth/approle/tidy/secret-id"), delete("auth/approle/role/r"), get("auth/approle/role/r"),
]

OTHER_METHODS = [
    lists("auth/userpass/users"), post("auth/userpass/users/alice", {"password": "p", "token_policies": ["default"]}), get("auth/userpass/users/alice"),
    lists("auth/userpass/users"), post("auth/userpass/users/alice/password", {"password": "q"}), post("auth/userpass/users/alice/policies", {"token_policies": "default"}),
    post("auth/userpass/login/alice", {"password": "q"}, token=None, save={"entity": "auth.entity_id"}), post("auth/userpass/login/alice", {"password": "p"}, token=None),
    get("auth/jwt/config"), post("auth/jwt/config", {"jwt_validation_pubkeys": [KEY]}), get("auth/jwt/config"), lists("auth/jwt/role"),
    post("auth/jwt/role/r", {"role_type": "jwt", "user_claim": "sub", "bound_audiences": "x"}), get("auth/jwt/role/r"), lists("auth/jwt/role"),
    post("auth/jwt/login", {"role": "r", "jwt": "x"}, token=None), delete("auth/jwt/role/r"), get("auth/jwt/role/r"),
    get("auth/kubernetes/config"), post("auth/kubernetes/config", {"kubernetes_host": "https://127.0.0.1:1", "disable_local_ca_jwt": True}), get("auth/kubernetes/config"),
    lists("auth/kubernetes/role"),
    post("auth/kubernetes/role/r", {"bound_service_account_names": "a", "bound_service_account_namespaces": "b"}), get("auth/kubernetes/role/r"),
    lists("auth/kubernetes/role"), post("auth/kubernetes/login", {"role": "r", "jwt": "x"}, token=None), delete("auth/kubernetes/role/r"),
    lists("auth/cert/certs"), post("auth/cert/certs/c", {"certificate": "x"}), get("auth/cert/certs/c"), delete("auth/cert/certs/c"), get("auth/cert/config"),
    post("auth/cert/config", {"disable_binding": False}), lists("auth/cert/crls"), post("auth/cert/crls/c", {"crl": "x"}), get("auth/cert/crls/c"),
    delete("auth/cert/crls/c"), post("auth/cert/login", token=None),
    get("sys/locked-users", open=("data.by_namespace",)), post("sys/locked-users/${userpass}/unlock/alice"),
    delete("auth/userpass/users/alice"),
]

TRANSIT = [
    lists("transit/keys"), post("transit/keys/k"), get("transit/keys/k"), post("transit/keys/s", {"type": "ed25519", "exportable": True}), get("transit/keys/s"),
    lists("transit/keys"), post("transit/encrypt/k", {"plaintext": "YQ=="}, save={"cipher": "data.ciphertext"}), post("transit/decrypt/k", {"ciphertext": "${cipher}"}),
    post("transit/encrypt/k", {"batch_input": [{"plaintext": "YQ=="}]}), post("transit/rotate/k"), post("transit/keys/k/rotate"),
    post("transit/rewrap/k", {"ciphertext": "${cipher}"}), post("transit/datakey/plaintext/k"), post("transit/datakey/wrapped/k"),
    get("transit/export/signing-key/s"), get("transit/export/signing-key/s/1"), get("transit/export/encryption-key/k"),
    post("transit/hash", {"input": "YQ=="}), post("transit/hash/sha2-512", {"input": "YQ=="}), post("transit/hmac/k", {"input": "YQ=="}, save={"hmac": "data.hmac"}),
    post("transit/hmac/k/sha2-512", {"input": "YQ=="}), post("transit/random", {"bytes": 8}), post("transit/random/platform", {"bytes": 8}),
    post("transit/random/platform/8"), post("transit/random/8"), post("transit/sign/s", {"input": "YQ=="}, save={"signature": "data.signature"}),
    post("transit/sign/s/sha2-256", {"input": "YQ=="}), post("transit/verify/s", {"input": "YQ==", "signature": "${signature}"}),
    post("transit/verify/k/sha2-256", {"input": "YQ==", "hmac": "${hmac}"}), post("transit/keys/k/config", {"min_decryption_version": 2, "min_encryption_version": 2}),
    post("transit/keys/k/trim", {"min_available_version": 2}), delete("transit/keys/k"), post("transit/keys/k/config", {"deletion_allowed": True}), delete("transit/keys/k"),
    get("transit/keys/k"),
]

# The users of a Redis server that `run` starts.
DATABASE = [
    post("sys/mounts/database", {"type": "database"}), lists("database/config"),
    post("database/config/c", {"plugin_name": "redis-database-plugin", "host": "127.0.0.1", "port": "${redis}", "username": "default",
                               "password": "of-the-first-user", "allowed_roles": "*"}),
    get("database/config/c"), lists("database/config"), get("database/config/none"), post("database/config/x", {"plugin_name": ""}), post("database/reset/c"),
    lists("database/roles"), post("database/roles/r", {"db_name": "c", "creation_statements": '["+@read"]', "default_ttl": "1h"}), get("database/roles/r"),
    lists("database/roles"), get("database/creds/r", save={"user": "lease_id"}), post("sys/leases/revoke", {"lease_id": "${user}", "sync": True}),
    delete("database/roles/r"), get("database/roles/r"), lists("database/static-roles"),
    post("database/static-roles/s", {"db_name": "c", "username": "${standing}", "rotation_period": "1h"}), get("database/static-roles/s"),
    lists("database/static-roles"), get("database/static-creds/s"), post("database/rotate-role/s"), delete("database/static-roles/s"),
    get("database/static-roles/s"),
    post("database/config/own", {"plugin_name": "redis-database-plugin", "host": "127.0.0.1", "port": "${redis}", "username": "${admin}",
                                 "password": "of-the-admin", "allowed_roles": "*"}),
    post("database/rotate-root/own"), delete("database/config/own"), delete("database/config/c"), get("database/config/c"),
]

IDENTITY = [
    post("identity/entity", {"name": "e", "metadata": {"a": "b"}, "policies": ["p"]}, save={"e": "data.id"}), post("identity/entity", {"name": "f"}, save={"f": "data.id"}),
    get("identity/entity/id/${e}"), lists("identity/entity/id"), post("identity/entity/id/${e}", {"metadata": {"c": "d"}}), lists("identity/entity/name"),
    get("identity/entity/name/e"), post("identity/entity/name/e", {"policies": ["q"]}),
    post("identity/entity-alias", {"name": "al", "canonical_id": "${e}", "mount_accessor": "${userpass}"}, save={"alias": "data.id"}), lists("identity/entity-alias/id"),
    get("identity/entity-alias/id/${alias}"), post("identity/entity-alias/id/${alias}", {"custom_metadata": {"x": "y"}}), get("identity/entity/id/${e}"),
    post("identity/lookup/entity", {"name": "e"}), post("identity/lookup/entity", {"name": "none"}),
    post("identity/group", {"name": "g", "member_entity_ids": ["${e}"], "policies": ["p"]}, save={"g": "data.id"}), get("identity/group/id/${g}"), lists("identity/group/id"),
    post("identity/group/id/${g}", {"metadata": {"a": "b"}}), lists("identity/group/name"), get("identity/group/name/g"), post("identity/group/name/g", {"policies": ["q"]}),
    post("identity/group", {"name": "x", "type": "external"}, save={"x": "data.id"}),
    post("identity/group-alias", {"name": "ga", "mount_accessor": "${userpass}", "canonical_id": "${x}"}, save={"ga": "data.id"}), lists("identity/group-alias/id"),
    get("identity/group-alias/id/${ga}"), post("identity/group-alias/id/${ga}", {"name": "gb", "mount_accessor": "${userpass}", "canonical_id": "${x}"}),
    get("identity/group/id/${x}"), post("identity/lookup/group", {"name": "g"}), delete("identity/group-alias/id/${ga}"), delete("identity/group/id/${g}"),
    delete("identity/group/name/x"), post("identity/entity/merge", {"from_entity_ids": ["${f}"], "to_entity_id": "${e}"}), get("identity/entity/id/${e}"),
    post("identity/mfa/method/totp", {"issuer": "i", "method_name": "m"}, save={"m": "data.method_id"}), get("identity/mfa/method/totp/${m}"),
    get("identity/mfa/method/${m}"), lists("identity/mfa/method/totp"), lists("identity/mfa/method"), post("identity/mfa/method/totp/${m}", {"issuer": "j"}),
    post("identity/mfa/method/totp/admin-generate", {"method_id": "${m}", "entity_id": "${e}"}),
    post("identity/mfa/method/totp/admin-generate", {"method_id": "${m}", "entity_id": "${e}"}), post("identity/mfa/method/totp/generate", {"method_id": "${m}"}),
    post("identity/mfa/method/totp/admin-destroy", {"method_id": "${m}", "entity_id": "${e}"}),
    post("identity/mfa/login-enforcement/le", {"mfa_method_ids": ["${m}"], "identity_entity_ids": ["${e}"]}), get("identity/mfa/login-enforcement/le"),
    lists("identity/mfa/login-enforcement"), delete("identity/mfa/method/totp/${m}"), delete("identity/mfa/login-enforcement/le"),
    lists("identity/mfa/login-enforcement"), delete("identity/mfa/method/totp/${m}"), get("identity/mfa/method/totp/${m}"),
    post("sys/mfa/validate", {"mfa_request_id": "none", "mfa_payload": {}}, token=None),
    delete("identity/entity-alias/id/${alias}"), delete("identity/entity/id/${e}"), post("identity/entity", {"name": "h"}, save={"h": "data.id"}),
    delete("identity/entity/name/h"), post("identity/entity/batch-delete", {"entity_ids": ["${h}"]}), get("identity/entity/id/${h}"),
]

TENANTS = [
    lists("sys/namespaces"), post("sys/namespaces/ns", {"custom_metadata": {"a": "b"}}), get("sys/namespaces/ns"), get("sys/namespaces/none"), lists("sys/namespaces"),
    scan("sys/namespaces"), patch("sys/namespaces/ns", {"custom_metadata": {"c": "d"}}), get("sys/mounts", headers={"X-Vault-Namespace": "ns"}, open=("data", "")),
    delete("sys/namespaces/ns"),
    get("sys/quotas/config"), post("sys/quotas/config", {"enable_rate_limit_response_headers": True}), lists("sys/quotas/rate-limit"),
    post("sys/quotas/rate-limit/q", {"rate": 1000}), get("sys/quotas/rate-limit/q"), lists("sys/quotas/rate-limit"), delete("sys/quotas/rate-limit/q"),
    get("sys/quotas/rate-limit/q"),
]

# Last, since nothing is answered afterwards.
END = [post("sys/step-down"), post("sys/seal")]

STEPS = [*SYS, *MOUNTS, *POLICIES, *TOKENS, *KEPT, *APPROLE, *OTHER_METHODS, *TRANSIT, *DATABASE, *IDENTITY, *TENANTS, *END]
