"""Read by gunicorn wherever it is started here: what it logs holds no secret."""

logger_class = "config.access_log.MaskedLogger"
