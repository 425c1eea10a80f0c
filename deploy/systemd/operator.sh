# Commands of the operator of an installation without Docker, as root: `. /srv/cica/deploy/systemd/operator.sh`.

# cica_python ARGUMENTS: Python as the services run it.
cica_python() {
    systemd-run --pipe --wait --quiet --collect --uid=cica --gid=cica --working-directory=/srv/cica \
        --property=EnvironmentFile=/etc/cica/environment --property=StateDirectory=cica /srv/cica/.venv/bin/python "$@"
}

# cica COMMAND: a command of manage.py as the application.
cica() { cica_python manage.py "$@"; }

# cica_owner COMMAND: one as the owner of the tables (migrate, restore), whose secret only root can read.
cica_owner() {
    systemd-run --unit=cica-owner --pipe --wait --quiet --collect --uid=cica --gid=cica --working-directory=/srv/cica \
        --property=EnvironmentFile=/etc/cica/environment --property=StateDirectory=cica \
        --property=LoadCredential=owner:/etc/cica/secrets/owner_database_url \
        --setenv=OWNER_DATABASE_URL_FILE=/run/credentials/cica-owner.service/owner \
        /srv/cica/.venv/bin/python manage.py "$@"
}
