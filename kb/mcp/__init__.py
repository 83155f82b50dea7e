"""The store for assistants: a Model Context Protocol server with read-only tools."""

from kb.mcp.server import make_server

__all__ = ["make_server"]
