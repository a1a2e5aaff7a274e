"""Tables in LaTeX."""

from __future__ import annotations

from collections.abc import Sequence

from .. import format as fmt
from ..grid import Grid

#: Signs that LaTeX obeys, and signs of ours that it has under other names.
SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
        "²": r"\textsuperscript{2}", "χ": r"$\chi$", "×": r"$\times$", "±": r"$\pm$", "∞": r"$\infty$",
        "\u2003": r"\quad ",
    }
)  # fmt: skip


def latex(grid: Grid, title: str, notes: Sequence[str]) -> str:
    r"""A table environment by the rules of booktabs; `\usepackage{booktabs}` is all it needs."""
    body = "\n".join(map(_line, grid.cells))
    kinds = "".join("l" if left else "r" for left in grid.left)
    parts = [
        r"\begin{table}",
        r"\centering",
        *([rf"\caption{{{_escaped(title)}}}"] if title else []),
        rf"\begin{{tabular}}{{{kinds}}}",
        r"\toprule",
        _line(grid.headings),
        r"\midrule",
        body,
        r"\bottomrule",
        r"\end{tabular}",
        *(rf"\par\smallskip\footnotesize {_escaped(note)}" for note in notes),
        r"\end{table}",
    ]
    return "\n".join(parts)


def _line(cells: Sequence[str]) -> str:
    return " & ".join(map(_escaped, cells)) + r" \\"


def _escaped(text: str) -> str:
    return fmt.shown(text).translate(SIGNS)
