# One image for web, worker and scheduler; docker-compose.yml says who runs what.
# What of this file was tried, and what could not be: docs/deploying.md.
FROM python:3.13-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv
# Wheels only, so no compiler is needed; vokativ is pure Python and publishes no wheel.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: --no-binary vokativ -r requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/collected \
    HOST=0.0.0.0 \
    PORT=8000
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin rapport && install -d -o rapport -m 700 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
RUN python -m tools.compile_messages
# The key and the address are for this step only; nothing of them is kept. Files of pages are anybody's to read.
RUN DATA_DIR=/tmp/build SECRET_KEY=only-for-collecting-the-files-of-this-image-and-for-nothing-else PUBLIC_URL=https://build.invalid python manage.py collectstatic --noinput && chmod -R a+rX collected
USER rapport
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=4)"]
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py"]
