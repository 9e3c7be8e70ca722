"""python-socketio around an application instead of inside of it."""

import socketio
from sockets import app as main
from sockets import server

app = socketio.ASGIApp(server, main)
