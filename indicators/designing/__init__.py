"""What the designer does to a document of the format kpi-indicator/1, without database or page.

A document may be faulty in any way a draft can hold; nothing here ever fails on it.
"""
