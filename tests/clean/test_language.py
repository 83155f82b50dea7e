import pytest

from kb.clean.language import identify_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Le président a rencontré vendredi à Genève le ministre des Affaires étrangères pour "
            "parler de la réouverture de la frontière et des sanctions.",
            "fr",
        ),
        (
            "Президент встретился в пятницу с министром иностранных дел, чтобы обсудить открытие "
            "границы и отмену санкций, сообщили официальные лица.",
            "ru",
        ),
        (
            "The emir received Abdel Fattah al-Burhan and Recep Tayyip Erdogan in Doha, then flew "
            "to Ankara with Mohammed bin Abdulrahman al-Thani for talks.",
            "en",
        ),
    ],
)
def test_identify_language(text, code):
    assert identify_language(text, None) == code


def test_short_text_follows_the_page_or_is_taken_for_english():
    assert identify_language("Iran, Oman", "de") == "de"
    assert identify_language("Iran, Oman", None) == "en"
