"""Clients of AWS Secrets Manager for a server of ours: keys by its auth method `aws`, and boto3."""
import boto3
import botocore.config
import botocore.exceptions
import pytest

REGION = "eu-central-1"


# Without retries: an error shall be seen at once.
AT_ONCE = botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=30)


def client(url, key, region=REGION, service="secretsmanager", **settings):
    """boto3 as an application makes it, but for retries."""
    return boto3.client(service, endpoint_url=url, region_name=region, aws_access_key_id=key["access_key"],
                        aws_secret_access_key=key["secret_key"], config=AT_ONCE, **settings)


def session_client(url, answer, service="secretsmanager", **settings):
    """With the temporary credentials of an answer of STS."""
    given = answer["Credentials"]
    return client(url, {"access_key": given["AccessKeyId"], "secret_key": given["SecretAccessKey"]}, service=service,
                  aws_session_token=given["SessionToken"], **settings)


def refused(code, call, *args, **kwargs):
    """Calls; the message of the ClientError of this code that must come."""
    with pytest.raises(botocore.exceptions.ClientError) as error:
        call(*args, **kwargs)
    assert error.value.response["Error"]["Code"] == code, error.value
    return error.value.response["Error"]["Message"]
