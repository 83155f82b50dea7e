from kb.clean.stated_body import reconcile

STORY = [
    "The ministers of both countries met in Geneva on Friday and spoke for hours about trade.",
    "They agreed to open the border in May, for the first time since the war ended in 2014.",
    "Officials on both sides called the talks useful and promised to meet before the summer.",
    "Opposition parties criticised the agreement and demanded a vote in parliament about it.",
    "The president of Switzerland, who had invited both delegations, thanked them for coming.",
]
FURNITURE = "Why you can trust us: our writers test everything."


def test_furniture_that_the_stated_body_lacks_is_dropped():
    extracted = [STORY[0], FURNITURE, *STORY[1:]]
    assert reconcile(extracted, "\n".join(STORY)) == STORY


def test_stated_body_replaces_an_extraction_that_missed_most():
    assert reconcile([FURNITURE], "\n\n".join(STORY)) == STORY
    assert reconcile([STORY[0]], "\n\n".join(STORY)) == STORY


def test_summary_or_cut_body_changes_nothing():
    assert reconcile(STORY, None) == STORY
    assert reconcile(STORY, STORY[0]) == STORY
    long = [*STORY, *(f"{paragraph} Again." for paragraph in STORY * 3)]
    assert reconcile(long, "\n".join([*STORY, "And a half sentence that"])) == long
