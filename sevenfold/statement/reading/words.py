"""What a statement's words give away: the tables of patterns that the reading goes by.

What is a clause, a value, a commitment or none of these is decided in kinds.py; these tables are
where its rules meet English.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# What an export leaves in the text and nobody wrote.
ARTEFACTS = re.compile(r"\[bookmark:[^\]\n]*\]|<!--.*?-->|</?a(?:\s[^<>\n]*)?>|\u00ad|\ufeff", re.S)

LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# Lines that stand outside the text itself.
PAGE_NUMBER = _any(
    r"^[\W_]*page\s+\d{1,3}(\s*(of|/)\s*\d{1,3})?[\W_]*$",
    r"^[-–—\s]*\d{1,3}[-–—\s]*$",
    r"^\d{1,3}\s*(of|/)\s*\d{1,3}$",
    r"^\d{1,3}\s*\|\s*p\s?a\s?g\s?e$",
)
NUMBERED_PAGE = _any(
    r"\bpage\s+\d{1,3}\b", r"\b\d{1,3}\s*\|\s*p\s?a\s?g\s?e\b", r"[|\t–-]\s*\d{1,3}$"
)
CONTENTS = re.compile(r"^[#*\s]*(table of )?contents( page)?[:*\s]*$", re.IGNORECASE)
CONTENTS_LINE = re.compile(r"(\.\s?){4,}\s*\d{1,3}$|…{2,}\s*\d{1,3}$|^\S+\s+\[[^\]]*\]\(#[^)]*\)$")
ENDS_IN_PAGE = re.compile(r"\s\d{1,3}$")
OF_A_DOCUMENT = _any(r"\b(statement|policy|charter|trust|version|draft|confidential)\b", r"www\.")

MONTH = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)

# A line that is never a clause and ends whatever part came before it.
ASIDE = _any(
    r"_{4,}|\.{6,}",
    r"^(approved|adopted|ratified|agreed|endorsed|signed|reviewed)\b.*?\b(by|on|at|:)",
    r"^(signed|signature|print name|name|date|position|version|status|(policy |document )?owner"
    r"|author|approv(ed|al)|adopt(ed|ion)|(next |last |date of |date for )*review(ed)?( date)?"
    r"|last updated|effective|document (title|ref\w*|number)|issue|minute( ref\w*)?)\b"
    r"[^.:]{0,30}?(:|\t|\s{2,})",
    r"^(skip to|home\b.*[>»]|back to (the )?top|share (this|on)|follow us|©|copyright|cookies?\b"
    r"|print this|download (this|the|as)|last updated|menu$|search$|quick links$|read more)",
    r"all rights reserved|charitable company|registered (office|in england)|company (no|number)\b",
)
ADOPTED_LINE = re.compile(
    r"^(this|the) (statement|policy|document|charter)\b.{0,30}\b(approved|adopted|agreed|ratified)"
    r"\b.*\b\d{4}\W*$",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(
    r"^(\[\^?\d{1,3}\]|[¹²³⁰⁴-⁹]+)|^(see |source|available at|ibid|cf\.|https?:)", re.I
)
DEAR = re.compile(r"^dear\s+\S+(\s+\S+){0,7}$", re.IGNORECASE)
YOURS = _any(
    r"^yours\b", r"^(kind(est)?|warm(est)?|best|with)\b.*\b(regards|wishes|thanks)\b", r"^sincerely"
)

# A heading under which nothing is a clause.
ASIDE_HEADING = _any(
    r"^(document|version) (control|history|information)|^revision|^change (log|history)|^amendments?$",
    r"^(approval|adoption|signatures?|signed|signatories|sign[- ]off|distribution)\b(?!.*\?)",
    r"^(related|associated|linked|supporting) (documents?|policies|reading)|^further reading",
    r"^(references|footnotes|endnotes|notes|sources|bibliography|contacts?( us)?)$",
    r"^(foreword|preface|welcome|introduction|(a )?(message|letter|word)) (by|from)\b|^foreword$",
    r"^(quick links|share this page|cookies|in this section|related (links|pages))",
)

# What a heading or a lead-in says its list is. The first that fits counts.
PURPOSE, VALUES, PRINCIPLES, COMMITMENTS = "purpose", "value", "principle", "commitment"
OF_THE_DOCUMENT = _any(
    r"^(this|the) (statement|policy|document|charter|code)\b",
    r"\bof (this|the|our) (statement|policy|document|charter)\b",
)
OF_A_TITLE = _any(r"\b(statement|charter|policy|code|framework)\b")
PARTS = {
    VALUES: _any(r"\bvalues\b", r"\bwhat we (value|stand for)\b"),
    PRINCIPLES: _any(
        r"\bprinciples\b", r"^how (do|will|can|shall) we\b", r"^how we\b", r"^the way we\b"
    ),
    COMMITMENTS: _any(
        r"\b(commitments?|promises?|pledges?|undertakings?)\b",
        r"^(what )?we (will|promise|pledge|commit|undertake)\b(?!.*\?)",
    ),
    PURPOSE: _any(
        r"\b(purpose|vision|mission)\b", r"\bwhy (are )?we (are here|exist|here)", r"^our aim$"
    ),
}
SOLE_PURPOSE = _any(r"\bpurpose\b", r"\bwhy (are )?we (are here|exist|here)", r"\bwe exist\b")
PURPOSE_SENTENCE = re.compile(
    r"(?:^|[.!?]\s+)(we have |our |the trust[’']s )?((one|single|core|shared|moral|overall|central)\s+)*"
    r"(purpose|mission|vision)( statement)?\s*(is\b|:)\s*\S",
    re.IGNORECASE,
)
LEADS = {
    PRINCIPLES: _any(
        r"\bin (all|everything)\b.*\bwe do\b",
        r"\b(do|achieve|ensure|deliver|make) (this|it|that)\b.*\b(by|through)\b",
        r"\bprinciples\b",
        r"^how\b",
    ),
    VALUES: _any(r"\bvalues\b", r"\bwe value\b"),
    PURPOSE: _any(r"\b(purpose|mission|vision)\b", r"\bwe exist\b"),
    COMMITMENTS: _any(
        r"\bwe[’'](ll|re)\b(\s+[\w’']+){0,5}\W*$",
        r"\b(we|i)\b.*\b(will|are|promise|pledge|commit|undertake|aim|shall|must|strive|seek|agree"
        r"|expect|intend)\b,?(\s+[\w’',]+){0,6}\W*$",
        r"\b(will|shall|must|promise|pledge|commit|undertake|agree)s?( to)?\W*$",
    ),
}
BARE_LEAD = re.compile(
    r"^(and |that |in (all|everything) (that )?we do,? )?we (will|are|promise|pledge|commit|undertake"
    r"|aim)( (all|also|never|not|always))*( to| that)?( be)?\W*$",
    re.IGNORECASE,
)
OWN_PROMISE = re.compile(r"^we([’']ll| (will|are|promise|pledge|commit|undertake|shall)\b)", re.I)
LIKE_A_RULE = _any(r"\b(must|shall|is required to|are required to|every year)\b")

# Short as it is, this is a sentence and not a title.
SENTENCE = _any(
    r"^(we|every|each|all|no|nobody|they|it|if|when)\b", r"\b(will|must|shall|is|are|has|have)\b"
)
NEEDS_MORE = _any(r"\b(of|the|and|or|to|a|an|in|for|with|by|our|their|that|which)$", r",$")
ENDS_IN_VERB = _any(r"\b(is|are|be|by|to|that|include|following|value)\W*$")
ENDS_SENTENCE = re.compile(r"[.;,!][\"'”’)]*$")
OPENS_SENTENCE = _any(r"^(we|it|they)\b")

# Names before a number: what they say of themselves, and those that are headings alone.
NAMED_KINDS = {
    "principle": PRINCIPLES,
    "value": VALUES,
    "commitment": COMMITMENTS,
    "promise": COMMITMENTS,
    "pledge": COMMITMENTS,
}
NAMED_HEADINGS = ("part", "chapter", "schedule", "appendix", "annex")

# A heading that is no name of a value, whatever part it stands in.
NO_VALUE = _any(
    r"\b(governance|operations|financ\w+|context|background|introduction|scope|monitoring|review)\b",
    r"^(how|what|who|when|why|where|whom)\b",
)

# The columns of a table, by their header.
COLUMNS = {
    "aside": _any(r"^(version|date|author|document|body|approved|signed|minute|policy)\b"),
    PRINCIPLES: _any(r"\bprinciples?\b"),
    VALUES: _any(r"\bvalues?\b"),
    COMMITMENTS: _any(r"\b(commitments?|promises?|pledges?)\b", r"\bwe (will|are|promise)\b"),
    "clause": _any(r"\b(rules?|clauses?|expectations?|requirements?|dut(y|ies)|standards?)\b"),
}
AREA_COLUMN = _any(r"^(area|theme|strand|domain|aspect|to whom|for whom|who)\b")
