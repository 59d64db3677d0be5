"""Checks of what people type and upload: pure functions that know no database.

Each returns facts about sound input or raises a refusal (`refusals`) with a stable code and a
sentence that says what is wrong and how to mend it.
"""
