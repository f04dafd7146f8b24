"""The workbook: what is read, written sheet by sheet, in portions."""
