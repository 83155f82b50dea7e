"""A web server on this machine that behaves, and misbehaves, as the tests ask."""

import contextlib
import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SENTENCES = [
    "The harbour of Kestria was closed on Monday after a ship ran aground at its mouth.",
    "Two tugs were sent from the naval base, the port authority said in a statement.",
    "Nobody was hurt, and the authority expects to open the harbour again on Wednesday.",
]


def page(title="Kestria closes its harbour"):
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


class Web:
    """Pages by path: bytes, text, or a function of the request handler; and what was asked."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                web.asked.append((self.path, dict(self.headers)))
                answer = web.pages.get(self.path, 404)
                with contextlib.suppress(OSError):
                    if callable(answer):
                        answer(self)
                    elif isinstance(answer, int):
                        self.reply(answer, b"")
                    else:
                        self.reply(200, answer)

            def reply(self, status, body, **headers):
                body = body.encode() if isinstance(body, str) else body
                headers = {name.replace("_", "-"): value for name, value in headers.items()}
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def paths(self):
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def redirect(location):
    return lambda handler: handler.reply(302, b"", Location=location)


def endless(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>on and on</p>" * 4096)


def drip(handler):
    """Send a byte now and then, far within any time limit for one byte."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(90):
        handler.wfile.write(b"X-%d: x\r\n" % number)
        handler.wfile.flush()
        time.sleep(0.05)
    time.sleep(30)


def bomb(handler):
    packed = gzip.compress(b"<html>" + b" " * 40_000_000)
    handler.reply(200, packed, Content_Encoding="gzip")
