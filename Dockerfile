# The image of web, worker, scheduler and the commands: one code, one user without rights.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/cica
ENV PATH=/opt/cica/bin:$PATH
COPY requirements/run.txt /tmp/run.txt
RUN pip install --quiet --require-hashes --only-binary :all: -r /tmp/run.txt
WORKDIR /srv/cica
COPY . .
# Production's settings want every value; none of these outlives the command.
RUN DJANGO_SETTINGS_MODULE=cica.settings.production \
    SECRET_KEY=used-by-nothing-while-files-are-collected-into-the-image \
    BASE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
    DATABASE_URL=postgresql://build.invalid/cica BROKER_URL=redis://build.invalid/0 \
    CACHE_URL=redis://build.invalid/1 EMAIL_URL=smtp://build.invalid \
    sh -c 'python manage.py compile_translations && python manage.py collectstatic --no-input --verbosity 0' \
    && python -m compileall -q .

FROM python:3.13-slim
# The group reads the secrets, whose files are closed to everyone else (docs/deployment.md).
RUN groupadd --gid 10001 cica \
    && useradd --uid 10001 --gid cica --no-create-home --home-dir /var/lib/cica --shell /usr/sbin/nologin cica \
    && install --directory --owner=cica --group=cica --mode=0700 /var/lib/cica
COPY --from=build /opt/cica /opt/cica
COPY --from=build /srv/cica /srv/cica
ENV PATH=/opt/cica/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cica.settings.production CICA_DATA_DIR=/var/lib/cica \
    GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8000
WORKDIR /srv/cica
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=8s --start-period=60s --retries=3 CMD ["python", "-m", "cica.probe", "web"]
CMD ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads-idle-timeout", "600", "--log-level", "error", "cica.wsgi:application"]
