"""The endpoint of a managed identity, as App Service has it: it gives everyone the same token.

https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def giving_tokens(token: str) -> Iterator[str]:
    """The address of the endpoint, for as long as the ``with`` lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = {"access_token": token, "expires_on": str(int(time.time()) + 3600), "token_type": "Bearer"}
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/token"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
