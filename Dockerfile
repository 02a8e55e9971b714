# One image for every part of the scaled deployment: web, worker, beat and the one-time preparation (see compose.yaml).
FROM python:3.13-slim

RUN useradd --system --uid 10001 --create-home relief \
    && mkdir /data \
    && chown relief /data
WORKDIR /app

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY manage.py pyproject.toml LICENSE ./
COPY config ./config
COPY notifications ./notifications
COPY accounts ./accounts
COPY incidents ./incidents
COPY escalations ./escalations
COPY templates ./templates
COPY locale* ./locale

USER relief
ENV DATA_DIR=/data PORT=8000 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000

# `docker run` without a command: everything in one container, on SQLite.
ENV LISTEN_ADDRESS=0.0.0.0
CMD ["python", "manage.py", "up", "--prepare"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "config/probe.py"]
