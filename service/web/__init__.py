"""Pages: stamp the request, call one action, render."""
