"""Uploaded files, hostile by assumption: known by their content, examined before anything is kept.

Pure functions that know no database. Each returns facts about a sound file or raises `FileRefused`
with a stable code and a sentence that says what is wrong and how to mend it.
"""
