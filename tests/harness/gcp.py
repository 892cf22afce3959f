"""Clients of GCP Secret Manager for a server of ours: Google's own, over REST, with tokens of the server."""
import google.api_core.exceptions
import google.auth.credentials
import pytest
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports.rest import SecretManagerServiceRestTransport


class Token(google.auth.credentials.Credentials):
    """A token that is good until the server says otherwise: it is not asked for anew."""

    def __init__(self, token):
        super().__init__()
        self.token = token

    @property
    def expired(self):
        return False

    @property
    def valid(self):
        return True

    def refresh(self, request):
        pass


def client(address, token):
    """Google's client over plain HTTP, which its transport has to be told by hand."""
    transport = SecretManagerServiceRestTransport(host=f"http://{address}", credentials=Token(token), url_scheme="http")
    return SecretManagerServiceClient(transport=transport)


def refused(error, call, *args, **kwargs):
    """Calls without trying again; the message of the error that must come.

    error: the exception that Google's client raises over gRPC. Over REST it goes by the HTTP status alone, which is not enough here.
    """
    with pytest.raises(google.api_core.exceptions.GoogleAPICallError) as caught:
        call(*args, retry=None, timeout=30, **kwargs)
    assert caught.value.code == error.code, caught.value
    assert caught.value.response.json()["error"]["status"] == error.grpc_status_code.name, caught.value
    return caught.value.message
