"""Office formats: sheets written as XLSX, CSV and JSON, and trackers read back.

Pure: bytes in, bytes out. It must not know where rows come from, who asks for them, or what becomes of them.
"""
