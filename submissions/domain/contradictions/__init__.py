"""ข้อขัดแย้ง: what in a report speaks against itself, looked at before a result is proposed.

`facts` is a report in plain data, `checks` find contradictions in it without a database, `reading`
makes the facts of a stored report, `acts` lets a reviewer let one stand with a reason.
"""
