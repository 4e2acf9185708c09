"""Words of the ready-made mails, per language: (subject, body).

They avoid "you" and "I" forms that would need a gender or a formality, because the greeting above them may be
formal or informal. Czech goes on in small letters, since its greeting ends with a comma.
"""

from outreach.rules import BIRTHDAY, DIGEST, FOLLOW_UP, REMINDER, SURVEY, SYSTEM

JOURNEY_NAMES: dict[str, dict[str, str]] = {
    BIRTHDAY: {
        "en": "Birthday greeting",
        "ru": "Поздравление с днём рождения",
        "cs": "Přání k narozeninám",
        "da": "Fødselsdagshilsen",
        "lt": "Gimtadienio sveikinimas",
        "ar": "تهنئة بعيد الميلاد",
    },
    DIGEST: {
        "en": "Daily digest",
        "ru": "Сводка на день",
        "cs": "Denní přehled",
        "da": "Dagens overblik",
        "lt": "Dienos apžvalga",
        "ar": "ملخص اليوم",
    },
    FOLLOW_UP: {
        "en": "Prepared mail",
        "ru": "Подготовленное письмо",
        "cs": "Připravený e-mail",
        "da": "Forberedt mail",
        "lt": "Parengtas laiškas",
        "ar": "رسالة مُعدّة مسبقًا",
    },
    REMINDER: {
        "en": "Reminder",
        "ru": "Напоминание",
        "cs": "Připomínka",
        "da": "Påmindelse",
        "lt": "Priminimas",
        "ar": "تذكير",
    },
    SURVEY: {
        "en": "Survey after a conversation",
        "ru": "Опрос после разговора",
        "cs": "Dotazník po rozhovoru",
        "da": "Undersøgelse efter en samtale",
        "lt": "Apklausa po pokalbio",
        "ar": "استبيان بعد محادثة",
    },
    SYSTEM: {
        "en": "System mail",
        "ru": "Системное письмо",
        "cs": "Systémový e-mail",
        "da": "Systemmail",
        "lt": "Sistemos laiškas",
        "ar": "رسالة من النظام",
    },
}

WORDS: dict[str, dict[str, tuple[str, str]]] = {
    BIRTHDAY: {
        "en": (
            "Happy birthday!",
            "{{ greeting }}\n\n"
            "Happy birthday! We wish you good health, much joy and a year full of good news.\n\n"
            "With warm wishes",
        ),
        "ru": (
            "С днём рождения!",
            "{{ greeting }}\n\n"
            "Поздравляем с днём рождения! Желаем крепкого здоровья, радости и добрых вестей в новом году жизни.\n\n"
            "С наилучшими пожеланиями",
        ),
        "cs": (
            "Všechno nejlepší k narozeninám!",
            "{{ greeting }}\n\n"
            "všechno nejlepší k narozeninám! Přejeme pevné zdraví, hodně radosti a rok plný dobrých zpráv.\n\n"
            "Se srdečným pozdravem",
        ),
        "da": (
            "Tillykke med fødselsdagen!",
            "{{ greeting }}\n\n"
            "Hjertelig tillykke med fødselsdagen! Vi ønsker et godt helbred, masser af glæde og et år fuldt af "
            "gode nyheder.\n\n"
            "Med venlig hilsen",
        ),
        "lt": (
            "Su gimtadieniu!",
            "{{ greeting }}\n\n"
            "Nuoširdžiai sveikiname su gimtadieniu! Linkime stiprios sveikatos, daug džiaugsmo ir metų, kupinų "
            "gerų naujienų.\n\n"
            "Su geriausiais linkėjimais",
        ),
        "ar": (
            "عيد ميلاد سعيد!",
            "{{ greeting }}\n\n"
            "كل عام وأنتم بخير بمناسبة عيد ميلادكم! نتمنى لكم دوام الصحة وكثيرًا من الفرح وعامًا حافلًا بالأخبار "
            "السارة.\n\n"
            "مع أطيب التحيات",
        ),
    },
    SURVEY: {
        "en": (
            "How was our conversation?",
            "{{ greeting }}\n\n"
            "Thank you for talking with us. May we ask one short question about it? The answer takes half a "
            "minute and helps us to do better.\n\n"
            "Answer the question: {{ survey_url }}\n\n"
            "With kind regards",
        ),
        "ru": (
            "Как прошёл наш разговор?",
            "{{ greeting }}\n\n"
            "Спасибо за разговор с нами. Можно задать о нём один короткий вопрос? Ответ займёт полминуты и поможет "
            "нам работать лучше.\n\n"
            "Ответить на вопрос: {{ survey_url }}\n\n"
            "С уважением",
        ),
        "cs": (
            "Jaký byl náš rozhovor?",
            "{{ greeting }}\n\n"
            "děkujeme za rozhovor. Smíme se k němu zeptat na jednu krátkou otázku? Odpověď zabere půl minuty "
            "a pomůže nám zlepšit se.\n\n"
            "Odpovědět na otázku: {{ survey_url }}\n\n"
            "S pozdravem",
        ),
        "da": (
            "Hvordan var vores samtale?",
            "{{ greeting }}\n\n"
            "Tak for samtalen. Må vi stille ét kort spørgsmål om den? Det tager et halvt minut at svare og hjælper "
            "os med at blive bedre.\n\n"
            "Svar på spørgsmålet: {{ survey_url }}\n\n"
            "Med venlig hilsen",
        ),
        "lt": (
            "Kaip vyko mūsų pokalbis?",
            "{{ greeting }}\n\n"
            "Dėkojame už pokalbį. Ar galime užduoti apie jį vieną trumpą klausimą? Atsakymas užtruks pusę minutės "
            "ir padės mums tobulėti.\n\n"
            "Atsakyti į klausimą: {{ survey_url }}\n\n"
            "Pagarbiai",
        ),
        "ar": (
            "كيف كانت محادثتنا؟",
            "{{ greeting }}\n\n"
            "شكرًا لكم على حديثكم معنا. هل تسمحون بسؤال واحد قصير عنه؟ لن تستغرق الإجابة أكثر من نصف دقيقة، "
            "وستساعدنا على أن نصبح أفضل.\n\n"
            "الإجابة عن السؤال: {{ survey_url }}\n\n"
            "مع خالص التحية",
        ),
    },
    REMINDER: {
        "en": (
            "Reminder: {{ title }}",
            "Now it is time for: {{ title }}\n\nCustomer: {{ contact }}\n\nOpen the customer's card: {{ card_url }}",
        ),
        "ru": (
            "Напоминание: {{ title }}",
            "Пора сделать: {{ title }}\n\nКлиент: {{ contact }}\n\nОткрыть карточку клиента: {{ card_url }}",
        ),
        "cs": (
            "Připomínka: {{ title }}",
            "Nyní je čas na: {{ title }}\n\nZákazník: {{ contact }}\n\nOtevřít kartu zákazníka: {{ card_url }}",
        ),
        "da": (
            "Påmindelse: {{ title }}",
            "Nu er det tid til: {{ title }}\n\nKunde: {{ contact }}\n\nÅbn kundens kort: {{ card_url }}",
        ),
        "lt": (
            "Priminimas: {{ title }}",
            "Dabar metas: {{ title }}\n\nKlientas: {{ contact }}\n\nAtverti kliento kortelę: {{ card_url }}",
        ),
        "ar": (
            "تذكير: {{ title }}",
            "حان الآن وقت: {{ title }}\n\nالعميل: {{ contact }}\n\nفتح بطاقة العميل: {{ card_url }}",
        ),
    },
    DIGEST: {
        "en": (
            "My day: {{ day }}",
            "{{ day }}\n\n{{ rows }}\n\nOpen My day: {{ card_url }}\n\nWhen this mail comes: {{ settings_url }}",
        ),
        "ru": (
            "Мой день: {{ day }}",
            "{{ day }}\n\n{{ rows }}\n\nОткрыть «Мой день»: {{ card_url }}\n\n"
            "Когда приходит это письмо: {{ settings_url }}",
        ),
        "cs": (
            "Můj den: {{ day }}",
            "{{ day }}\n\n{{ rows }}\n\nOtevřít Můj den: {{ card_url }}\n\nKdy tento e-mail chodí: {{ settings_url }}",
        ),
        "da": (
            "Min dag: {{ day }}",
            "{{ day }}\n\n{{ rows }}\n\nÅbn Min dag: {{ card_url }}\n\nHvornår denne mail kommer: {{ settings_url }}",
        ),
        "lt": (
            "Mano diena: {{ day }}",
            "{{ day }}\n\n{{ rows }}\n\nAtverti „Mano dieną“: {{ card_url }}\n\n"
            "Kada ateina šis laiškas: {{ settings_url }}",
        ),
        "ar": (
            "يومي: {{ day }}",
            "{{ day }}\n\n{{ rows }}\n\nفتح صفحة يومي: {{ card_url }}\n\nموعد وصول هذه الرسالة: {{ settings_url }}",
        ),
    },
}
