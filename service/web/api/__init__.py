"""The API under `/api/v1`: JSON in and out, keys with scopes, problems in the reader's language."""
