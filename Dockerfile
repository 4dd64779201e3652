# syntax=docker/dockerfile:1
# The image of all parts of the hub; docker-compose.yml says which runs what. See docs/operate.md.
ARG PYTHON=3.11.14-slim-bookworm

FROM python:${PYTHON} AS made
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /opt/hub
COPY requirements.lock .
# Every package has a wheel, so that neither image needs a compiler.
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv /opt/venv \
    && pip install --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock \
    && pip uninstall -q -y pip setuptools
COPY . .
# The settings ask for what a site has; to collect files, none of it matters.
RUN for po in locale/*/LC_MESSAGES/django.po; do \
      language=$(basename "$(dirname "$(dirname "$po")")"); \
      pybabel -q compile -i "$po" -o "${po%.po}.mo" -l "$language" || exit 1; \
    done \
    && env DJANGO_SETTINGS_MODULE=config.settings.production HUB_VAR=/tmp/var HUB_STATIC=/opt/hub/static \
      HUB_HOSTS=build.invalid HUB_BASE_URL=https://build.invalid \
      HUB_SECRET_KEY=only-for-the-build-only-for-the-build-only-for-the-build \
      python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q -j 0 /opt/venv /opt/hub

FROM python:${PYTHON}
RUN groupadd --gid 10001 hub \
    && useradd --uid 10001 --gid hub --no-create-home --shell /usr/sbin/nologin hub \
    && install -d -o hub -g hub -m 0750 /var/lib/hub
COPY --from=made /opt /opt
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    HUB_VAR=/var/lib/hub \
    HUB_STATIC=/opt/hub/static
WORKDIR /opt/hub
USER hub
VOLUME /var/lib/hub
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "config.alive", "web"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "--only", "web", "--host", "0.0.0.0"]
