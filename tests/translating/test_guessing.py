import pytest

from translating.guessing import language_of

SENTENCES = {
    "en": "She asked for the offer and will call us in a week.",
    "ru": "Она спросила, можно ли получить договор уже на этой неделе.",
    "cs": "Ptala se, jestli by bylo možné dodat lampy už v lednu.",
    "da": "Hun spurgte, om vi kan levere lamperne til dem i januar.",
    "lt": "Ji klausė, ar galime pristatyti lempas jau sausio mėnesį, bet dar nėra tikra.",
    "de": "Sie hat gefragt, ob wir die Lampen schon im Januar liefern.",
    "pl": "Zapytała, czy lampy są już na miejscu, ale nie jest to pewne.",
    "fr": "Elle a demandé si nous pouvons livrer les lampes en janvier.",
    "es": "Preguntó si podemos entregar las lámparas en enero, pero no está segura.",
    "it": "Ha chiesto se possiamo consegnare le lampade a gennaio, ma non è sicura.",
    "uk": "Вона запитала, чи можна отримати договір вже на цьому тижні, але це не точно.",
}


NEIGHBOURS = {
    "nl": "Kan je ons vertellen of we het aanbod krijgen? Het is dringend.",
    "bg": "Клиентът попита дали може да получи договора, но не е сигурно.",
    "sv": "Kan vi få lamporna till januari? Det är bråttom och vi har inte råd att vänta.",
    "pt": "Ela perguntou se podemos entregar as lâmpadas em janeiro, mas não está certo.",
    "be": "Яна спытала, ці можна атрымаць дагавор ўжо на гэтым тыдні, але гэта не дакладна.",
}


@pytest.mark.parametrize(("language", "text"), NEIGHBOURS.items())
def test_a_neighbour_is_not_taken_for_a_language_of_the_house(language, text):
    assert language_of(text) == language


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_a_sentence_tells_its_language(language, text):
    assert language_of(text, "xx") == language


@pytest.mark.parametrize(
    ("text", "believed", "language"),
    [
        ("OK", "en", "en"),
        ("Friendly, though I had to call twice.", "pl", "en"),
        ("The new price came as a surprise.", "lt", "en"),
        ("OK", "", ""),
        ("Да", "en", ""),
        ("Да", "ru", "ru"),
        ("4 500", "da", "da"),
        ("", "", ""),
        ("مرحبا", "cs", ""),
    ],
)
def test_a_few_words_are_believed_to_be_in_the_language_of_their_writer_unless_the_script_is_another(
    text, believed, language
):
    assert language_of(text, believed) == language
