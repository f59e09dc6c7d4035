"""The wire: what goes over HTTP as JSON, snake_case, nothing unknown accepted."""
