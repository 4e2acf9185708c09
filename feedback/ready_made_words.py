"""Words of the ready-made surveys, per language. They ask politely and need nobody's gender."""

AFTER_CONVERSATION = {
    "title": {
        "en": "How was our conversation?",
        "ru": "Как прошёл наш разговор?",
        "cs": "Jaký byl náš rozhovor?",
        "da": "Hvordan var vores samtale?",
        "lt": "Kaip pavyko mūsų pokalbis?",
        "ar": "كيف كانت محادثتنا؟",
    },
    "intro": {
        "en": "One question, and room for a comment. It takes less than a minute.",
        "ru": "Один вопрос и место для комментария. Это займёт меньше минуты.",
        "cs": "Jedna otázka a místo pro komentář. Nezabere to ani minutu.",
        "da": "Ét spørgsmål og plads til en kommentar. Det tager under et minut.",
        "lt": "Vienas klausimas ir vietos komentarui. Tai užtruks trumpiau nei minutę.",
        "ar": "سؤال واحد ومساحة للتعليق. لن يستغرق ذلك أكثر من دقيقة.",
    },
    "thanks": {
        "en": "Thank you. Your answer helps us to do better.",
        "ru": "Спасибо! Ваш ответ помогает нам работать лучше.",
        "cs": "Děkujeme. Vaše odpověď nám pomáhá se zlepšovat.",
        "da": "Tak. Dit svar hjælper os med at blive bedre.",
        "lt": "Dėkojame. Jūsų atsakymas padeda mums tobulėti.",
        "ar": "شكرًا لكم. إجابتكم تساعدنا على التحسّن.",
    },
}

SATISFACTION = {
    "text": {
        "en": "How satisfied were you with our conversation?",
        "ru": "Насколько Вы удовлетворены нашим разговором?",
        "cs": "Jaká je Vaše spokojenost s naším rozhovorem?",
        "da": "Hvor tilfreds er du med vores samtale?",
        "lt": "Kiek esate patenkinti mūsų pokalbiu?",
        "ar": "ما مدى رضاكم عن محادثتنا؟",
    },
    "low_label": {
        "en": "Not at all satisfied",
        "ru": "Совсем не удовлетворены",
        "cs": "Velmi nízká",
        "da": "Meget utilfreds",
        "lt": "Visai nepatenkinti",
        "ar": "رضا منخفض جدًا",
    },
    "high_label": {
        "en": "Very satisfied",
        "ru": "Полностью удовлетворены",
        "cs": "Velmi vysoká",
        "da": "Meget tilfreds",
        "lt": "Labai patenkinti",
        "ar": "رضا مرتفع جدًا",
    },
}

ANYTHING_TO_ADD = {
    "text": {
        "en": "Is there anything you would like to add?",
        "ru": "Хотите что-нибудь добавить?",
        "cs": "Chcete nám ještě něco sdělit?",
        "da": "Er der noget, du vil tilføje?",
        "lt": "Ar norėtumėte ką nors pridurti?",
        "ar": "هل تودّون إضافة شيء؟",
    },
}

RELATIONSHIP = {
    "title": {
        "en": "Your view of us",
        "ru": "Ваше мнение о нас",
        "cs": "Váš názor na nás",
        "da": "Din mening om os",
        "lt": "Jūsų nuomonė apie mus",
        "ar": "رأيكم فينا",
    },
    "intro": {
        "en": "One question about working with us, and room for your reasons.",
        "ru": "Один вопрос о нашем сотрудничестве и место для пояснений.",
        "cs": "Jedna otázka o naší spolupráci a místo pro Vaše důvody.",
        "da": "Ét spørgsmål om samarbejdet med os og plads til dine grunde.",
        "lt": "Vienas klausimas apie mūsų bendradarbiavimą ir vietos Jūsų paaiškinimui.",
        "ar": "سؤال واحد عن تعاملكم معنا، ومساحة لذكر الأسباب.",
    },
    "thanks": AFTER_CONVERSATION["thanks"],
}

RECOMMENDATION = {
    "text": {
        "en": "How likely are you to recommend us to a friend or colleague?",
        "ru": "Насколько вероятно, что Вы порекомендуете нас друзьям или коллегам?",
        "cs": "Jak pravděpodobné je, že nás doporučíte svým přátelům nebo kolegům?",
        "da": "Hvor sandsynligt er det, at du vil anbefale os til en ven eller kollega?",
        "lt": "Kiek tikėtina, kad rekomenduosite mus draugams ar kolegoms?",
        "ar": "ما مدى احتمال أن توصوا بنا الأصدقاء أو الزملاء؟",
    },
    "low_label": {
        "en": "Not at all likely",
        "ru": "Точно не порекомендую",
        "cs": "Zcela nepravděpodobné",
        "da": "Slet ikke sandsynligt",
        "lt": "Visai netikėtina",
        "ar": "غير محتمل إطلاقًا",
    },
    "high_label": {
        "en": "Extremely likely",
        "ru": "Обязательно порекомендую",
        "cs": "Velmi pravděpodobné",
        "da": "Yderst sandsynligt",
        "lt": "Labai tikėtina",
        "ar": "محتمل جدًا",
    },
}

MAIN_REASON = {
    "text": {
        "en": "What is the main reason for your score?",
        "ru": "Какова главная причина Вашей оценки?",
        "cs": "Jaký je hlavní důvod Vašeho hodnocení?",
        "da": "Hvad er den vigtigste grund til din vurdering?",
        "lt": "Kokia pagrindinė Jūsų įvertinimo priežastis?",
        "ar": "ما السبب الرئيسي لتقييمكم؟",
    },
}
