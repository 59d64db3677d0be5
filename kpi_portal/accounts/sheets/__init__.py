"""The Excel workbook of units and people: its template, its reading, its faults. No database."""
