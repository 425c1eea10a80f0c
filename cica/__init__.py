"""The project: it wires the apps together and holds no rule of its own.

Settings, URLs, the API root, the task queue, the embedded database and the health page
live here. No app imports this package.
"""
