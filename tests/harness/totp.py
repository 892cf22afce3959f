"""Codes of TOTP secrets (RFC 6238), as an authenticator makes them from the URL of an enrolment."""
import base64
import hmac
import time
import urllib.parse


class Authenticator:
    """What somebody scanned: makes the codes of now and of the periods around."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        assert (parts.scheme, parts.netloc) == ("otpauth", "totp"), url
        self.label = urllib.parse.unquote(parts.path[1:])
        self.fields = dict(urllib.parse.parse_qsl(parts.query))
        secret = self.fields["secret"]
        self.key = base64.b32decode(secret + "=" * (-len(secret) % 8))
        self.digits, self.period = int(self.fields["digits"]), int(self.fields["period"])

    def code(self, periods=0):
        step = int(time.time()) // self.period + periods
        mac = hmac.digest(self.key, step.to_bytes(8, "big"), self.fields["algorithm"].lower())
        at = mac[-1] & 0xF
        value = int.from_bytes(mac[at:at + 4], "big") & 0x7FFFFFFF
        return str(value % 10 ** self.digits).zfill(self.digits)

    def wrong(self):
        """A code that is right in no period around now."""
        right = {self.code(i) for i in range(-3, 4)}
        return next(code for code in (str(i).zfill(self.digits) for i in range(100)) if code not in right)
