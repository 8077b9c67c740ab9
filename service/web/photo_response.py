"""A photo on its way to somebody who may see it: kept by nobody in between, and taken for nothing but a picture."""

from starlette.responses import Response


def photo_response(jpeg: bytes, incident_id: int, line: int) -> Response:
    """The picture itself."""
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f'inline; filename="haendelse-{incident_id}-linje-{line}.jpg"',
        "x-content-type-options": "nosniff",
    }
    return Response(jpeg, media_type="image/jpeg", headers=headers)
