# One image for web, worker and beat; docker-compose.yml says which one a container is.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1
# the same packages as scripts/provisioning/debian.py installs (a test compares the two)
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-tlwg-laksaman-ttf fontconfig \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS build
COPY requirements requirements
COPY scripts scripts
COPY package.json package-lock.json .npmrc ./
COPY locale locale
RUN python3.11 scripts/setup.py runtime && rm -rf node_modules
COPY . .
# the collecting needs settings, not secrets: this key signs nothing and stays out of the image
RUN SECRET_KEY=only-for-collecting DATA_DIR=/tmp/data STATIC_ROOT=/app/collected \
    .venv/bin/python manage.py collectstatic --noinput -v0

FROM base
# what prints Word files, workbooks and slides for the desk, some 300 MB; any other value than 1
# leaves it out, and the desk offers the files themselves
ARG OFFICE=1
RUN if [ "$OFFICE" = 1 ]; then apt-get update \
 && apt-get install -y --no-install-recommends \
      libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui \
 && rm -rf /var/lib/apt/lists/*; fi
RUN useradd --system --uid 1000 --home-dir /app portal && install -d -o portal /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=kpi_portal.settings.production \
    DATA_DIR=/data \
    STATIC_ROOT=/app/collected
USER portal
VOLUME /data
EXPOSE 8000
CMD ["granian", "kpi_portal.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--workers-kill-timeout", "15", \
     "--no-access-log", "--log-level", "error"]
