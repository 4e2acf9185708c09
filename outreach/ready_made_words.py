"""Words of the ready-made mails, per language: (subject, body).

They avoid "you" and "I" forms that would need a gender or a formality, because the greeting above them may be
formal or informal. Czech goes on in small letters, since its greeting ends with a comma.
"""

from outreach.rules import BIRTHDAY, DIGEST, FOLLOW_UP, PROMISE, RECAP, RECEIPT, REMINDER, SURVEY, SYSTEM

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
    RECEIPT: {
        "en": "Automatic receipt",
        "ru": "Автоматическое подтверждение",
        "cs": "Automatické potvrzení",
        "da": "Automatisk kvittering",
        "lt": "Automatinis patvirtinimas",
        "ar": "إشعار استلام تلقائي",
    },
    PROMISE: {
        "en": "Promise due soon",
        "ru": "Скоро срок обещания",
        "cs": "Blíží se termín slibu",
        "da": "Et løfte skal snart holdes",
        "lt": "Artėja pažado terminas",
        "ar": "اقتراب موعد وعد",
    },
    REMINDER: {
        "en": "Reminder",
        "ru": "Напоминание",
        "cs": "Připomínka",
        "da": "Påmindelse",
        "lt": "Priminimas",
        "ar": "تذكير",
    },
    RECAP: {
        "en": "Recap of a conversation",
        "ru": "Итоги разговора",
        "cs": "Shrnutí rozhovoru",
        "da": "Opsummering af en samtale",
        "lt": "Pokalbio santrauka",
        "ar": "ملخّص محادثة",
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
    RECAP: {
        "en": (
            "Did we understand everything correctly?",
            "{{ greeting }}\n\n"
            "Thank you for our conversation. This is what we took away from it:\n\n"
            "{{ points }}\n\n"
            "What we will do next:\n{{ next_steps }}\n\n"
            "Is that right? It takes a moment to confirm it, and there is room for corrections.\n\n"
            "Confirm or correct: {{ recap_url }}\n\n"
            "With kind regards",
        ),
        "ru": (
            "Всё ли мы поняли правильно?",
            "{{ greeting }}\n\n"
            "Спасибо за разговор. Вот как мы поняли сказанное:\n\n"
            "{{ points }}\n\n"
            "Что мы сделаем дальше:\n{{ next_steps }}\n\n"
            "Всё ли верно? Подтвердить можно за минуту, а если что-то не так, там же есть место для поправок.\n\n"
            "Подтвердить или поправить: {{ recap_url }}\n\n"
            "С уважением",
        ),
        "cs": (
            "Porozuměli jsme všemu správně?",
            "{{ greeting }}\n\n"
            "děkujeme za rozhovor. Odnesli jsme si z něj toto:\n\n"
            "{{ points }}\n\n"
            "Co teď uděláme:\n{{ next_steps }}\n\n"
            "Je to tak? Potvrzení zabere chvilku a je tam i místo pro opravy.\n\n"
            "Potvrdit nebo opravit: {{ recap_url }}\n\n"
            "S pozdravem",
        ),
        "da": (
            "Har vi forstået det hele rigtigt?",
            "{{ greeting }}\n\n"
            "Tak for samtalen. Sådan har vi forstået det, der blev sagt:\n\n"
            "{{ points }}\n\n"
            "Det gør vi nu:\n{{ next_steps }}\n\n"
            "Passer det? Det tager et øjeblik at bekræfte, og der er plads til rettelser.\n\n"
            "Bekræft eller ret: {{ recap_url }}\n\n"
            "Med venlig hilsen",
        ),
        "lt": (
            "Ar viską supratome teisingai?",
            "{{ greeting }}\n\n"
            "Dėkojame už pokalbį. Štai ką iš jo supratome:\n\n"
            "{{ points }}\n\n"
            "Ką darysime toliau:\n{{ next_steps }}\n\n"
            "Ar viskas teisinga? Patvirtinti užtruks akimirką, o jei kas nors ne taip, yra vietos pataisyti.\n\n"
            "Patvirtinti arba pataisyti: {{ recap_url }}\n\n"
            "Pagarbiai",
        ),
        "ar": (
            "هل فهمنا كل شيء على نحو صحيح؟",
            "{{ greeting }}\n\n"
            "شكرًا على محادثتنا. هذا ما فهمناه منها:\n\n"
            "{{ points }}\n\n"
            "ما سنقوم به بعد ذلك:\n{{ next_steps }}\n\n"
            "هل هذا صحيح؟ التأكيد لا يستغرق سوى لحظة، وهناك مساحة للتصحيح.\n\n"
            "التأكيد أو التصحيح: {{ recap_url }}\n\n"
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
    RECEIPT: {
        "en": (
            "Message received",
            "{{ greeting }}\n\n"
            "Thank you for the message, it has arrived. Our answer will follow by {{ answer_by }} at the latest.\n\n"
            "This mail was sent automatically.\n\n"
            "With kind regards",
        ),
        "ru": (
            "Сообщение получено",
            "{{ greeting }}\n\n"
            "Спасибо, сообщение получено. Мы ответим не позднее следующего срока: {{ answer_by }}.\n\n"
            "Это письмо отправлено автоматически.\n\n"
            "С уважением",
        ),
        "cs": (
            "Zpráva dorazila",
            "{{ greeting }}\n\n"
            "děkujeme, zpráva v pořádku dorazila. Odpovíme nejpozději v tomto termínu: {{ answer_by }}.\n\n"
            "Tento e-mail byl odeslán automaticky.\n\n"
            "S pozdravem",
        ),
        "da": (
            "Beskeden er modtaget",
            "{{ greeting }}\n\n"
            "Tak, beskeden er modtaget. Vores svar kommer senest {{ answer_by }}.\n\n"
            "Denne mail er sendt automatisk.\n\n"
            "Med venlig hilsen",
        ),
        "lt": (
            "Žinutė gauta",
            "{{ greeting }}\n\n"
            "Dėkojame, žinutė gauta. Atsakysime ne vėliau kaip iki šio termino: {{ answer_by }}.\n\n"
            "Šis laiškas išsiųstas automatiškai.\n\n"
            "Pagarbiai",
        ),
        "ar": (
            "وصلتنا رسالتكم",
            "{{ greeting }}\n\n"
            "شكرًا لكم، وصلتنا رسالتكم. سيصلكم ردّنا في موعد أقصاه {{ answer_by }}.\n\n"
            "أُرسلت هذه الرسالة تلقائيًا.\n\n"
            "مع خالص التحية",
        ),
    },
    PROMISE: {
        "en": (
            "Promised until {{ due }}: {{ title }}",
            "This was promised: {{ title }}\n\nDue: {{ due }}\n\nCustomer: {{ contact }}\n\n"
            "Should it not be possible in time, tell the customer before it is due: a new date agreed upon early "
            "breaks no promise.\n\n"
            "Open the customer's card: {{ card_url }}",
        ),
        "ru": (
            "Обещано до {{ due }}: {{ title }}",
            "Обещано: {{ title }}\n\nСрок: {{ due }}\n\nКлиент: {{ contact }}\n\n"
            "Если успеть не получается, о новом сроке лучше договориться с клиентом заранее: "
            "до наступления срока обещание ещё не нарушено.\n\n"
            "Открыть карточку клиента: {{ card_url }}",
        ),
        "cs": (
            "Slíbeno do {{ due }}: {{ title }}",
            "Slíbeno: {{ title }}\n\nTermín: {{ due }}\n\nZákazník: {{ contact }}\n\n"
            "Pokud to nepůjde stihnout, je lepší dohodnout se se zákazníkem včas: "
            "nový termín domluvený předem slib neporušuje.\n\n"
            "Otevřít kartu zákazníka: {{ card_url }}",
        ),
        "da": (
            "Lovet senest {{ due }}: {{ title }}",
            "Det er lovet: {{ title }}\n\nFrist: {{ due }}\n\nKunde: {{ contact }}\n\n"
            "Hvis det ikke kan nås, er det bedst at tale med kunden inden fristen: "
            "en ny frist, der er aftalt i god tid, bryder ikke løftet.\n\n"
            "Åbn kundens kort: {{ card_url }}",
        ),
        "lt": (
            "Pažadėta iki {{ due }}: {{ title }}",
            "Pažadėta: {{ title }}\n\nTerminas: {{ due }}\n\nKlientas: {{ contact }}\n\n"
            "Jei laiku nepavyks, geriau su klientu susitarti iš anksto: "
            "iki termino suderinta nauja data pažado nesulaužo.\n\n"
            "Atverti kliento kortelę: {{ card_url }}",
        ),
        "ar": (
            "موعود به حتى {{ due }}: {{ title }}",
            "الوعد: {{ title }}\n\nالموعد: {{ due }}\n\nالعميل: {{ contact }}\n\n"
            "إذا تعذّر الوفاء به في الموعد فالأفضل الاتفاق مع العميل مسبقًا: "
            "الاتفاق على موعد جديد قبل حلول الموعد لا يُعدّ إخلالًا بالوعد.\n\n"
            "فتح بطاقة العميل: {{ card_url }}",
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
