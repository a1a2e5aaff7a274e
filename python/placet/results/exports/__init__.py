"""Results in the formats of others."""

from .excel import Sheet as Sheet
from .excel import excel as excel
from .great_tables import great_table as great_table
from .latex import latex as latex
from .libraries import library as library
from .markdown import markdown as markdown
