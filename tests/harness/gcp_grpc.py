"""Google's client of GCP Secret Manager over gRPC, with tokens of a server of ours or with key files that it issued."""
import grpc
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports.grpc import SecretManagerServiceGrpcTransport


class _Bearer(grpc.UnaryUnaryClientInterceptor):
    def __init__(self, token):
        self.token = token

    def intercept_unary_unary(self, continuation, details, request):
        class WithToken(grpc.ClientCallDetails):
            method, timeout, credentials = details.method, details.timeout, details.credentials
            wait_for_ready, compression = details.wait_for_ready, details.compression
            metadata = [*(details.metadata or []), ("authorization", f"Bearer {self.token}")]

        return continuation(WithToken(), request)


def channel(address, authorities=None):
    """In plain text, or with TLS if it is given whom to trust (PEM)."""
    if authorities is None:
        return grpc.insecure_channel(address)
    return grpc.secure_channel(address, grpc.ssl_channel_credentials(authorities.encode()))


def client(address, token, authorities=None):
    """With a token of ours."""
    made = grpc.intercept_channel(channel(address, authorities), _Bearer(token))
    return SecretManagerServiceClient(transport=SecretManagerServiceGrpcTransport(channel=made))


def account_client(address, credentials, authorities):
    """With credentials of Google's library, which go over TLS alone; it signs its tokens itself, as its clients do."""
    transport = SecretManagerServiceGrpcTransport(
        host=address, credentials=credentials, ssl_channel_credentials=grpc.ssl_channel_credentials(authorities.encode()),
        always_use_jwt_access=True)
    return SecretManagerServiceClient(transport=transport)
