"""Somebody's words as they were, out of a table that a spreadsheet may open."""

# What a spreadsheet takes for a formula when a cell begins with it.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def unguarded(cell: str) -> str:
    """Without the apostrophe that the table puts before such a text, and before a text that begins with that apostrophe itself."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(RISKY) else cell
