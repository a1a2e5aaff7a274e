"""The iceberg of complaints: who complained, and who is assumed to be silent."""

from __future__ import annotations

import numpy as np

from ...results.draw import draws
from ...results.scores.iceberg import IcebergResult
from .. import canvas
from ..canvas import Axes
from ..series import left_out


@draws(IcebergResult)
def plot_iceberg(result: IcebergResult, ax: Axes | None = None) -> Axes:
    """Bars of the dissatisfied customers: those who complained solid, those who are assumed to be silent hatched."""
    table = result.table.head(canvas.MOST_ROWS)
    complaints, silent, total = table["complaints"], table["silent"], table["estimate"]
    y = np.arange(len(table))
    ax = canvas.axes(ax, len(table), 8.4)
    heard = ax.barh(y, complaints, height=0.62, color=canvas.NEGATIVE)
    unheard = ax.barh(y, silent, left=complaints, height=0.62, color="#BFDDF0", edgecolor="white", hatch="///")
    for row, (dissatisfied, known) in enumerate(table.rows(["estimate", "share"])):
        text = f"{dissatisfied:,.0f}" + ("" if np.isnan(known) else f"   {100 * known:.1f}% of customers")
        canvas.beside(ax, dissatisfied, row, text)
    ax.set_xlim(0, (1.15 if np.isnan(table["share"]).all() else 1.45) * float(total.max()) or 1)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    canvas.legend(ax, "", [heard, unheard], ["Complained", "Silent (assumed)"])
    labels = [
        f"{result.label(name)}: {count:,.0f} × {ratio:g}"
        for name, count, ratio in table.rows(["item", "complaints", "ratio"])
    ]
    title = "Dissatisfied customers behind the complaints" + left_out(len(result.table), canvas.MOST_ROWS, "rows")
    return canvas.finish(ax, title, "Customers; the ratio is an assumption", labels)
