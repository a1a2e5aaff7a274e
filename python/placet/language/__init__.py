"""Languages: what is shown is said in English, and spoken in the language of whoever looks at it."""

from .say import LANGUAGES as LANGUAGES
from .say import Said as Said
from .say import commas as commas
from .say import enumerated as enumerated
from .say import in_language as in_language
from .say import joined as joined
from .say import language as language
from .say import say as say
from .say import semicolons as semicolons
from .say import sentence as sentence
from .say import sentences as sentences
from .say import set_language as set_language
from .say import speak as speak
