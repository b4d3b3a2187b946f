"""Invented names by the thousand, for the large trust."""

from collections.abc import Iterator

FIRST = (
    "Ada Aisha Alan Amara Amir Anita Anwen Ben Bronwen Callum Carys Chidi Clara Conor Daniel Deepa Edith Efua Elena "
    "Eoin Esther Farah Fergus Fiona George Gita Gwen Hamza Harriet Helen Ibrahim Imogen Iris Jamal Jean Joan Karim "
    "Kate Leila Lewis Lucy Marek Martha Maya Meera Miriam Nadia Neil Nia Olu Owen Paula Priya Rachel Ravi Rhys Rosa "
    "Samir Sarah Tariq Tessa Tomos Una Vera Wanda Yemi Zara"
).split()
LAST = (
    "Abara Adeyemi Ainsworth Akhtar Alder Appleyard Ashdown Bajwa Barraclough Begum Birch Bramley Calder Chowdhury "
    "Clegg Coyle Dacre Danso Denholm Doshi Ellwood Entwistle Farouk Fenwick Garside Ghosh Greenhalgh Haddad Hargreave "
    "Hartley Hussain Iqbal Jolliffe Kapoor Kershaw Kinsella Lathom Lomax Mahmood Mensah Metcalfe Moffat Nair Netherton "
    "Nkosi Oddie Okoro Ormerod Parfitt Patel Pickles Quigley Rahman Ravenscroft Rigby Sandhu Scholes Sharma Sowerby "
    "Tattersall Thackray Udall Varley Wadsworth Whitworth Wolstenholme Yardley Zaman"
).split()
BIRDS = "Avocet Bunting Curlew Dunnock Fieldfare Goldcrest Heron Linnet Merlin Nuthatch Osprey Redwing".split()
PLACES = "Beck Bridge Croft Dale Field Ford Green Hill Lane Meadow Moor Wood".split()
SCHOOLS = ("Primary", "Academy", "School", "Infants", "Juniors", "High")


def person(number: int) -> str:
    """A name for each number; after some four and a half thousand they come round again."""
    first = FIRST[number % len(FIRST)]
    return f"{first} {LAST[number * 7 // len(FIRST) % len(LAST)]}"


def academies(first: tuple[str, ...] = ()) -> Iterator[str]:
    """Those named first, then others, no two alike."""
    yield from first
    for school in SCHOOLS:
        for place in PLACES:
            yield from (f"{bird} {place} {school}" for bird in BIRDS)
