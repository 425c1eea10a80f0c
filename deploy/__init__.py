"""What an installation is made of beside the code, and the rehearsal that plays it without Docker.

- `nginx/` is the proxy's configuration; `place/` in it holds what differs from place to place.
- `secret_files` makes the secrets that docker-compose.yml hands to its services (`make secrets`).
- `compose` reads docker-compose.yml: what it must say of each service, and each service's command.
- `check` is `make deploy-check`: it starts the services by the commands of docker-compose.yml on this
  machine's loopback (`rehearsal`, `processes`, `programs`), plays the main job through the proxy
  (`visitors`), breaks parts meanwhile, and backs up and restores what came of it.

Nothing of the running system imports this package, and the image does not hold it.
"""
