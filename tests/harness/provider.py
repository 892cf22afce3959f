"""An OpenID provider with real keys: discovery, key set, authorization code with PKCE, user info, device codes."""
import base64
import hashlib
import json
import secrets
import time
import urllib.parse

from .jose import Key, token
from .tls import Authority, Https


class Provider:
    CLIENT, SECRET = "client", "s3cr3t&+/"

    def __init__(self, folder, authority=None):
        self.authority = authority or Authority()
        self.keys = [Key.rsa("p1")]
        self.codes, self.devices = {}, {}
        self.claims, self.userinfo, self.description = {}, {}, {}
        self.approved = False
        self.site = Https(self._answer, self.authority.server_files(folder))
        self.url = self.site.url

    def close(self):
        self.site.close()

    def asked(self, path):
        return [request for request in self.site.requests if request[1].split("?")[0] == path]

    def config(self, **others):
        return {"oidc_discovery_url": self.url, "oidc_discovery_ca_pem": self.authority.pem, **others}

    def browser_config(self, **others):
        return self.config(oidc_client_id=self.CLIENT, oidc_client_secret=self.SECRET, **others)

    def id_token(self, **others):
        now = int(time.time())
        all_of_them = {"iss": self.url, "sub": "alice", "aud": self.CLIENT, "iat": now, "exp": now + 300} | self.claims | others
        return token(self.keys[0], {name: value for name, value in all_of_them.items() if value is not None})

    def visit(self, auth_url, **others):
        """What a browser with a user who agrees comes back with: the callback's address and its parameters."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(auth_url).query))
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return asked["redirect_uri"], {"code": code, "state": asked["state"]} | others

    def _answer(self, request):
        path, _, query = request.path.partition("?")
        form = dict(urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True))
        status, body = {
            "/.well-known/openid-configuration": self._describe, "/keys": lambda *_: (200, {"keys": [key.jwk for key in self.keys]}),
            "/token": self._token, "/userinfo": self._userinfo, "/device": self._device,
        }.get(path, lambda *_: (404, {}))(request, form)
        return status, {"Content-Type": "application/json"}, json.dumps(body).encode()

    def _describe(self, *_):
        return 200, {"issuer": self.url, "jwks_uri": f"{self.url}/keys", "authorization_endpoint": f"{self.url}/authorize",
                     "token_endpoint": f"{self.url}/token", "userinfo_endpoint": f"{self.url}/userinfo",
                     "device_authorization_endpoint": f"{self.url}/device", "id_token_signing_alg_values_supported": ["RS256"],
                     "subject_types_supported": ["public"], "response_types_supported": ["code"]} | self.description

    def _client(self, request, form):
        sent = request.headers.get("Authorization", "")
        if sent.startswith("Basic "):
            user, _, password = base64.b64decode(sent[6:]).decode().partition(":")
            return (urllib.parse.unquote_plus(user), urllib.parse.unquote_plus(password)) == (self.CLIENT, self.SECRET)
        return (form.get("client_id"), form.get("client_secret")) == (self.CLIENT, self.SECRET)

    def _token(self, request, form):
        if not self._client(request, form):
            return 401, {"error": "invalid_client"}
        if form.get("grant_type") == "urn:ietf:params:oauth:grant-type:device_code":
            if form.get("device_code") not in self.devices:
                return 400, {"error": "invalid_grant"}
            return (200, self._tokens(None)) if self.approved else (400, {"error": "authorization_pending"})
        asked = self.codes.pop(form.get("code"), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked.get("code_challenge_method") != "S256" or challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        return 200, self._tokens(asked.get("nonce"))

    def _tokens(self, nonce):
        return {"access_token": "access-" + secrets.token_hex(8), "token_type": "Bearer", "expires_in": 300,
                "id_token": self.id_token(**({"nonce": nonce} if nonce and "nonce" not in self.claims else {}))}

    def _userinfo(self, request, form):
        if not request.headers.get("Authorization", "").startswith("Bearer access-"):
            return 401, {}
        return 200, {"sub": "alice"} | self.userinfo

    def _device(self, request, form):
        if not self._client(request, form):
            return 401, {"error": "invalid_client"}
        code = secrets.token_hex(16)
        self.devices[code] = form
        return 200, {"device_code": code, "user_code": "ABCD", "verification_uri": f"{self.url}/activate", "interval": 7}
