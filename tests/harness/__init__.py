"""Starts, drives and breaks servers that speak the Vault HTTP API: the packaged jar, or a peer to compare with."""
