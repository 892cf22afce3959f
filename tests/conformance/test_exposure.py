"""What answers without a token, and what must not answer at all."""
import pytest

# Everything else asks for a token. A new line here needs a reason.
OPEN = {
    "sys/health": "load balancers", "sys/seal-status": "operators before unsealing", "sys/leader": "clients that look for the leader",
    "sys/init": "operators before initialisation", "sys/internal/ui/mounts": "shows what mounts say of themselves",
}
CLOSED = [
    ("GET", "sys/mounts"), ("POST", "sys/mounts/x"), ("DELETE", "sys/mounts/x"), ("GET", "sys/mounts/x"), ("GET", "sys/mounts/x/tune"),
    ("GET", "sys/auth"), ("POST", "sys/auth/x"), ("POST", "sys/remount"), ("GET", "sys/remount/status/x"),
    ("LIST", "sys/policies/acl"), ("GET", "sys/policies/acl/default"), ("PUT", "sys/policies/acl/x"), ("DELETE", "sys/policies/acl/x"),
    ("GET", "sys/policy"), ("GET", "sys/policy/default"), ("POST", "sys/capabilities"), ("POST", "sys/capabilities-self"),
    ("POST", "sys/capabilities-accessor"), ("PUT", "sys/seal"), ("PUT", "sys/step-down"), ("GET", "sys/key-status"), ("PUT", "sys/rotate"),
    ("GET", "sys/rotate/config"), ("POST", "sys/rotate/config"), ("PUT", "sys/rotate/root/init"), ("DELETE", "sys/rotate/root/init"),
    ("PUT", "sys/rotate/root/update"), ("PUT", "sys/generate-root-token/attempt"), ("PUT", "sys/generate-root-token/update"),
    ("GET", "sys/ha-status"), ("GET", "sys/audit"), ("PUT", "sys/audit/x"), ("POST", "sys/audit-hash/file"),
    ("GET", "sys/config/auditing/request-headers"), ("POST", "sys/config/auditing/request-headers/x"), ("GET", "sys/leases/count"),
    ("POST", "sys/leases/lookup"), ("LIST", "sys/leases/lookup/auth"), ("POST", "sys/leases/renew"), ("POST", "sys/leases/revoke"),
    ("POST", "sys/leases/revoke-prefix/auth"), ("POST", "sys/leases/revoke-force/auth"), ("POST", "sys/tools/random"), ("POST", "sys/tools/hash"),
    ("GET", "sys/storage/raft/configuration"), ("POST", "sys/storage/raft/remove-peer"), ("GET", "sys/storage/raft/snapshot"),
    ("POST", "sys/storage/raft/snapshot"), ("POST", "sys/storage/raft/snapshot-force"), ("GET", "sys/storage/raft/autopilot/state"),
    ("GET", "sys/internal/ui/resultant-acl"), ("GET", "sys/host-info"), ("POST", "sys/wrapping/wrap"), ("POST", "sys/wrapping/rewrap"),
    ("POST", "auth/token/create"), ("POST", "auth/token/create-orphan"), ("POST", "auth/token/create/x"), ("GET", "auth/token/lookup-self"),
    ("POST", "auth/token/lookup"), ("POST", "auth/token/lookup-accessor"), ("POST", "auth/token/renew"), ("POST", "auth/token/renew-self"),
    ("POST", "auth/token/renew-accessor"), ("POST", "auth/token/revoke"), ("POST", "auth/token/revoke-self"), ("POST", "auth/token/revoke-accessor"),
    ("POST", "auth/token/revoke-orphan"), ("LIST", "auth/token/accessors"), ("LIST", "auth/token/roles"), ("GET", "auth/token/roles/x"),
    ("POST", "auth/token/roles/x"), ("DELETE", "auth/token/roles/x"), ("POST", "auth/token/tidy"), ("GET", "cubbyhole/x"), ("PUT", "cubbyhole/x"),
    ("POST", "identity/mfa/method/totp"), ("POST", "identity/mfa/method/totp/generate"), ("POST", "identity/mfa/method/totp/admin-generate"),
    ("POST", "identity/mfa/method/totp/admin-destroy"), ("POST", "identity/mfa/login-enforcement/x"), ("LIST", "identity/mfa/login-enforcement"),
    ("GET", "secret/data/x"), ("POST", "secret/data/x"), ("LIST", "secret/metadata"), ("GET", "nowhere"), ("GET", "sys/nowhere"),
]


@pytest.mark.parametrize("method,path", CLOSED)
@pytest.mark.parametrize("token", [None, "no-such-token"])
def test_closed_without_a_token(anonymous, method, path, token):
    answer = anonymous.with_token(token).call(method, path, {} if method in ("POST", "PUT") else None)
    assert answer.status in (403, 400) if path == "sys/wrapping/rewrap" else answer.status == 403, answer.body
    assert set(answer.json) == {"errors"}


@pytest.mark.parametrize("path", sorted(OPEN))
def test_open_without_a_token(anonymous, path):
    anonymous.get(path).expect(200)


@pytest.mark.ours("the peer keeps it open")
def test_metrics_are_closed(anonymous):
    anonymous.get("sys/metrics").expect(403)


@pytest.mark.parametrize("path", [
    "/actuator", "/actuator/env", "/actuator/heapdump", "/actuator/prometheus", "/error", "/login", "/logout", "/v1/actuator/env", "/h2-console",
    "/favicon.ico", "/index.html", "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF", "/v1/error"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_of_the_framework_shows(anonymous, path, method):
    answer = anonymous.call(method, path)
    assert answer.status in (403, 404, 405), answer.body
    for word in (b"Whitelabel", b"exception", b"at io.", b"at org.", b"Tomcat", b"_csrf", b"<form"):
        assert word not in answer.body
    assert "Set-Cookie" not in answer.headers and "WWW-Authenticate" not in answer.headers and "Server" not in answer.headers
