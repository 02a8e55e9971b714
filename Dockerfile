# One image for every part of the scaled deployment: web, worker, beat and their preparation (see compose.yaml).
FROM python:3.13-slim

RUN useradd --system --uid 10001 --create-home relief && mkdir /data && chown relief /data
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .

USER relief
ENV DATA_DIR=/data LISTEN_ADDRESS=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "config/probe.py"]

# Without another command: everything in this one container, on SQLite.
CMD ["python", "manage.py", "up", "--prepare"]
