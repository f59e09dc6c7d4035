"""The HTTP and WebSocket door: parse, find the principal, call one flow, answer."""
