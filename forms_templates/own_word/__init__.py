"""The agency's own Word files of forms and memos: their marked places, read, checked and filled.

Pure: bytes and plain values in, bytes out. A file is hostile until `reading.read` found nothing
against it, and even then its marks are evaluated in a sandbox that knows nothing but the places.
"""
