"""Real names with the vocative that a grammar gives, worked out by hand; “?” where somebody has to be asked.

Several tables have more names than they need: each kind of ending stands there more than once.
"""

ASK = "?"


def pairs(table: str) -> list[tuple[str, str]]:
    """(nominative, vocative) of a table whose rows read "Novák Nováku, Dvořák Dvořáku"; "" for one that is asked."""
    words = [pair.split() for pair in table.split(",")]
    return [(nominative, "" if vocative == ASK else vocative) for nominative, vocative in words]


CZECH_SURNAMES_OF_MEN = """
Novák Nováku, Dvořák Dvořáku, Horák Horáku, Polák Poláku, Barták Bartáku, Šimák Šimáku, Vlk Vlku, Pešek Pešku,
Hájek Hájku, Marek Marku, Kadlčík Kadlčíku, Kučík Kučíku, Hrubík Hrubíku, Kubík Kubíku, Kovařík Kovaříku,
Holík Holíku, Vašek Vašku, Blažek Blažku, Vaněk Vaňku, Daněk Daňku, Zeman Zemane, Staněk Staňku,
Janeček Janečku, Matoušek Matoušku, Kopeček Kopečku, Havlíček Havlíčku, Koudelek Koudelku, Havránek Havránku,
Beránek Beránku, Skřivánek Skřivánku, Čapek Čapku, Pospíšek Pospíšku, Macek Macku, Sedláček Sedláčku,
Jeřábek Jeřábku, Tománek Tománku, Vítek Vítku, Zdeněk Zdeňku, Luděk Luďku, Novotňák Novotňáku, Ptáček Ptáčku,
Slavík Slavíku, Janík Janíku, Mařík Maříku, Vlach Vlachu, Hroch Hrochu, Bláh Bláhu, Stach Stachu, Mach Machu,
Pech Pechu, Čech Čechu, Bartoch Bartochu, Bureš Bureši, Beneš Beneši, Bartoš Bartoši, Mareš Mareši,
Tomeš Tomeši, Matouš Matouši, Lukeš Lukeši, Kubeš Kubeši, Tomáš Tomáši, Urbanovič Urbanoviči, Kovač Kovači,
Kováč Kováči, Sekáč Sekáči, Tkáč Tkáči, Oráč Oráči, Bednář Bednáři, Kolář Koláři, Mlynář Mlynáři, Rybář Rybáři,
Tesař Tesaři, Kuchař Kuchaři, Pekař Pekaři, Sklenář Sklenáři, Cibulkář Cibulkáři, Lukáš Lukáši, Jonáš Jonáši,
Doležal Doležale, Vrátil Vrátile, Navrátil Navrátile, Pospíšil Pospíšile, Kratochvíl Kratochvíle,
Dostál Dostále, Zapletal Zapletale, Kropáč Kropáči, Musil Musile, Zatloukal Zatloukale, Vyskočil Vyskočile,
Sokol Sokole, Mikulášek Mikulášku, Klíma Klímo, Svoboda Svobodo, Procházka Procházko, Kučera Kučero,
Fiala Fialo, Růžička Růžičko, Hruška Hruško, Skála Skálo, Vávra Vávro, Bláha Bláho, Liška Liško, Vrba Vrbo,
Kříž Kříži, Šíma Šímo, Vrána Vráno, Ryba Rybo, Straka Strako, Kubica Kubico, Burda Burdo, Šťastný Šťastný,
Černý Černý, Novotný Novotný, Veselý Veselý, Pokorný Pokorný, Malý Malý, Hrubý Hrubý, Krejčí Krejčí, Kočí Kočí,
Jiří Jiří, Dolejší Dolejší, Horní Horní, Janů Janů, Petrů Petrů, Martinů Martinů, Jakubů Jakubů, Šimon Šimone,
Urban Urbane, Zelenka Zelenko, Šimůnek Šimůnku, Burian Buriane, Roman Romane, Jan Jane, Kaplan Kaplane,
Cigán Cigáne, Hanák Hanáku, Jelínek Jelínku, Konečný Konečný, Richter Richtere, Wagner Wagnere, Müller Müllere,
Fischer Fischere, Bauer Bauere, Schneider Schneidere, Kocour Kocoure, Petr Petře, Kubát Kubáte,
Chvátal Chvátale, Brabec ?, Němec ?, Adamec ?, Švec ?, Kadlec ?, Moravec ?, Chalupec ?, Tvrdec ?,
Vondráček Vondráčku, Filip Filipe, Jakub Jakube, Kolomazník Kolomazníku, Purkyně Purkyně, Štěpán Štěpáne,
Holub Holube, Kos ?, Čáp Čápe, Kačer Kačere, Zajíc Zajíci, Medvěd Medvěde, Jelen Jelene, Hrabě Hrabě,
Havel Havle, Pavel Pavle, Karel Karle, Nagy Nagyi, Botto Botto, Hugo Hugo, Rossi Rossi, Dubček Dubčku, Král ?,
Klaus ?, Marx ?, Schulz ?, Kozel ?, Kafka Kafko, Mácha Mácho, Vaculík Vaculíku, Rusek Rusku, Hrabal Hrabale,
Kundera Kundero, Seifert Seiferte, Drda Drdo, Baťa Baťo, Kolaja Kolajo, Maťa Maťo, Krása Kráso, Říha Řího,
Zíma Zímo, Jež Ježi, Muž Muži, Čáslav Čáslave, Gott Gotte, Oldřich Oldřichu, Vorel ?, Tichý Tichý, Kryl Kryle,
Nohavica Nohavico, Macháček Macháčku, Zátopek Zátopku, Jágr ?, Hašek Hašku, Nedvěd Nedvěde, Čajkovský Čajkovský,
Rak Raku, Honzík Honzíku, Žižka Žižko, Hus ?, Komenský Komenský, Palacký Palacký, Masaryk Masaryku,
Ondřej Ondřeji, Matěj Matěji, Šebej Šebeji, Koťátko Koťátko, Sládek Sládku, Lorenc Lorenci, Vokoun Vokoune,
Kvido Kvido, Novák-Černý Nováku-Černý, NOVÁK NOVÁKU
"""

CZECH_GIVEN_OF_MEN = """
Jan Jane, Petr Petře, Pavel Pavle, Karel Karle, Josef Josefe, Tomáš Tomáši, Martin Martine, Jiří Jiří,
Jaroslav Jaroslave, Miroslav Miroslave, Zdeněk Zdeňku, Václav Václave, Michal Michale, František Františku,
Jakub Jakube, Milan Milane, Lukáš Lukáši, David Davide, Jindřich Jindřichu, Vladimír Vladimíre,
Ladislav Ladislave, Ondřej Ondřeji, Stanislav Stanislave, Roman Romane, Marek Marku, Radek Radku,
Daniel Danieli, Antonín Antoníne, Vojtěch Vojtěchu, Filip Filipe, Adam Adame, Matěj Matěji, Dominik Dominiku,
Aleš Aleši, Miloslav Miloslave, Jaromír Jaromíre, Libor Libore, Patrik Patriku, Jiřík Jiříku, Oldřich Oldřichu,
Rudolf Rudolfe, Luboš Luboši, Miloš Miloši, Robert Roberte, Štěpán Štěpáne, Vít Víte, Vítek Vítku, Šimon Šimone,
Kryštof Kryštofe, Bohumil Bohumile, Ivan Ivane, Radim Radime, Richard Richarde, Vlastimil Vlastimile,
Dušan Dušane, Luděk Luďku, Zbyněk Zbyňku, Hynek Hynku, Vratislav Vratislave, Viktor Viktore, Otakar Otakare,
Bedřich Bedřichu, Igor Igore, Erik Eriku, Leoš Leoši, Kamil Kamile, Emil Emile, René René, Hugo Hugo,
Bruno Bruno, Ivo Ivo, Oto Oto, Ota Oto, Honza Honzo, Jirka Jirko, Pepa Pepo, Jarda Jardo, Mikuláš Mikuláši,
Matouš Matouši, Bartoloměj Bartoloměji, Ondra Ondro, Samuel Samueli, Gabriel Gabrieli, Emanuel Emanueli,
Maxmilián Maxmiliáne, Eduard Eduarde, Albert Alberte, Alfréd Alfréde, Arnošt Arnošte, Bořivoj Bořivoji,
Čeněk Čeňku, Ctibor Ctibore, Dalibor Dalibore, Evžen Evžene, Ferdinand Ferdinande, Havel Havle, Ignác Ignáci,
Jáchym Jáchyme, Kvido Kvido, Leopold Leopolde, Metoděj Metoději, Nikolaj Nikolaji, Oskar Oskare,
Přemysl Přemysle, Rostislav Rostislave, Svatopluk Svatopluku, Tadeáš Tadeáši, Urban Urbane, Valentin Valentine,
Zikmund Zikmunde, Žigmund Žigmunde, Vendelín Vendelíne, Augustin Augustine, Oleg Olegu, Marcel ?, Lev ?,
Felix ?, Denis ?, Tobias ?, Julius ?, Alois ?, Max ?, Tobiáš Tobiáši, Eliáš Eliáši, Alex ?, Nikolas ?,
Sebastian Sebastiane, Jonáš Jonáši, Jan-Pavel Jane-Pavle, Bohuslav Bohuslave, Slavomír Slavomíre,
Radovan Radovane, Tibor Tibore, Alan Alane, Artur Arture, Jaroš Jaroši, Kašpar Kašpare, Vavřinec Vavřinče,
Kliment Klimente, Mořic Mořici
"""

CZECH_GIVEN_OF_WOMEN = """
Marie Marie, Jana Jano, Eva Evo, Anna Anno, Hana Hano, Věra Věro, Lenka Lenko, Kateřina Kateřino, Lucie Lucie,
Alena Aleno, Petra Petro, Jaroslava Jaroslavo, Veronika Veroniko, Martina Martino, Jitka Jitko, Tereza Terezo,
Ludmila Ludmilo, Helena Heleno, Michaela Michaelo, Zdeňka Zdeňko, Ivana Ivano, Monika Moniko, Eliška Eliško,
Zuzana Zuzano, Markéta Markéto, Jarmila Jarmilo, Barbora Barboro, Jiřina Jiřino, Marcela Marcelo, Dana Dano,
Dagmar Dagmar, Kristýna Kristýno, Vlasta Vlasto, Božena Boženo, Irena Ireno, Miroslava Miroslavo, Libuše Libuše,
Šárka Šárko, Renata Renato, Gabriela Gabrielo, Nikola Nikolo, Iveta Iveto, Simona Simono, Pavla Pavlo,
Denisa Deniso, Natálie Natálie, Andrea Andreo, Klára Kláro, Ester Ester, Miriam Miriam, Ingrid Ingrid,
Karin Karin, Nikol Nikol, Rút Rút, Carmen Carmen, Alice Alice, Beatrice Beatrice, Zoe Zoe, Sofie Sofie,
Julie Julie, Emilie Emilie, Soňa Soňo, Táňa Táňo, Naďa Naďo, Dáša Dášo, Máša Mášo, Olga Olgo, Blanka Blanko,
Drahomíra Drahomíro, Růžena Růženo, Štěpánka Štěpánko, Žaneta Žaneto, Adéla Adélo, Amálie Amálie,
Bohdana Bohdano, Cecílie Cecílie, Elena Eleno, Magdaléna Magdaléno, Radka Radko, Silvie Silvie, Vendula Vendulo,
Žofie Žofie, Viola Violo, Lea Leo, Mia Mio, Anna-Marie Anno-Marie, EVA EVO, Ruth Ruth, Doris Doris, Agnes Agnes,
Elisabeth Elisabeth, Aneta Aneto, Stela Stelo, Laura Lauro
"""

CZECH_SURNAMES_OF_WOMEN = """
Nováková Nováková, Svobodová Svobodová, Novotná Novotná, Dvořáková Dvořáková, Černá Černá,
Procházková Procházková, Kučerová Kučerová, Veselá Veselá, Krejčí Krejčí, Němcová Němcová, Švecová Švecová,
Janů Janů, Králová Králová, Smith Smith, Němec Němec, Nagyová Nagyová, Novák Novák,
Němcová-Krejčí Němcová-Krejčí, Tichá Tichá, Kočí Kočí
"""

LITHUANIAN_OF_MEN = """
Jonas Jonai, Petras Petrai, Antanas Antanai, Juozas Juozai, Kazys Kazy, Vytautas Vytautai, Algirdas Algirdai,
Gediminas Gediminai, Mindaugas Mindaugai, Kęstutis Kęstuti, Darius Dariau, Marius Mariau, Paulius Pauliau,
Tomas Tomai, Andrius Andriau, Arūnas Arūnai, Saulius Sauliau, Rimantas Rimantai, Romas Romai, Ramūnas Ramūnai,
Giedrius Giedriau, Dainius Dainiau, Linas Linai, Lukas Lukai, Mantas Mantai, Nerijus Nerijau, Rokas Rokai,
Dominykas Dominykai, Domas Domai, Edgaras Edgarai, Evaldas Evaldai, Gintaras Gintarai, Gintautas Gintautai,
Henrikas Henrikai, Ignas Ignai, Jokūbas Jokūbai, Julius Juliau, Justas Justai, Justinas Justinai,
Karolis Karoli, Kristijonas Kristijonai, Laurynas Laurynai, Leonas Leonai, Liudas Liudai, Martynas Martynai,
Matas Matai, Mykolas Mykolai, Modestas Modestai, Nojus Nojau, Ovidijus Ovidijau, Povilas Povilai,
Raimondas Raimondai, Remigijus Remigijau, Ričardas Ričardai, Robertas Robertai, Rolandas Rolandai, Rytis Ryti,
Sigitas Sigitai, Simonas Simonai, Stasys Stasy, Šarūnas Šarūnai, Tadas Tadai, Titas Titai, Ugnius Ugniau,
Vaidas Vaidai, Valdas Valdai, Vidas Vidai, Viktoras Viktorai, Vilius Viliau, Vincas Vincai,
Virgilijus Virgilijau, Vladas Vladai, Žilvinas Žilvinai, Žygimantas Žygimantai, Petrus Petrau, Elijas Elijau,
Tobijas Tobijau, Zacharijas Zacharijau, Elias Ely, Jeremijas Jeremijau, Matis Mati, Vytis Vyti, Aidas Aidai,
Kostas Kostai, Jurgis Jurgi, Petrauskas Petrauskai, Kazlauskas Kazlauskai, Jankauskas Jankauskai,
Stankevičius Stankevičiau, Žukauskas Žukauskai, Butkus Butkau, Paulauskas Paulauskai, Urbonas Urbonai,
Balčiūnas Balčiūnai, Navickas Navickai, Vasiliauskas Vasiliauskai, Ramanauskas Ramanauskai,
Kavaliauskas Kavaliauskai, Savickas Savickai, Rimkus Rimkau, Šimkus Šimkau, Adomaitis Adomaiti,
Sakalauskas Sakalauskai, Baranauskas Baranauskai, Mockus Mockau, Malinauskas Malinauskai, Žilinskas Žilinskai,
Jakštas Jakštai, Kairys Kairy, Sabonis Saboni, Adamkus Adamkau, Landsbergis Landsbergi, Brazauskas Brazauskai,
Nausėda Nausėda, Kudirka Kudirka, Basanavičius Basanavičiau, Smetona Smetona, Vagnorius Vagnoriau,
Skvernelis Skverneli, Valančius Valančiau, Maironis Maironi, Donelaitis Donelaiti, Čiurlionis Čiurlioni,
Kalanta Kalanta, Grybas Grybai, Vėjas Vėjau, Siuvėjas Siuvėjau, Gerbutavičius Gerbutavičiau, Vaitkus Vaitkau,
Gudaitis Gudaiti, Jonaitis Jonaiti, Bartkus Bartkau, Norkus Norkau, Pocius Pociau, Stonys Stony,
Žemaitis Žemaiti, Kubilius Kubiliau, Bagdonas Bagdonai, Lukoševičius Lukoševičiau, Jasaitis Jasaiti,
Bernotas Bernotai, Daukša Daukša, Dirsė Dirse, Galdikas Galdikai, Kojelis Kojeli, Mažeika Mažeika, Poška Poška,
Gedvila Gedvila, Šeputis Šeputi, Sirvydas Sirvydai, Jonas-Petras Jonai-Petrai, JONAS JONAI
"""

LITHUANIAN_OF_WOMEN = """
Ona Ona, Rūta Rūta, Eglė Egle, Daiva Daiva, Rasa Rasa, Jūratė Jūrate, Birutė Birute, Aldona Aldona, Irena Irena,
Marytė Maryte, Gintarė Gintare, Giedrė Giedre, Ieva Ieva, Agnė Agne, Aistė Aiste, Akvilė Akvile, Asta Asta,
Audronė Audrone, Aušra Aušra, Austėja Austėja, Danutė Danute, Dalia Dalia, Diana Diana, Edita Edita,
Emilija Emilija, Gabija Gabija, Gabrielė Gabriele, Goda Goda, Indrė Indre, Inga Inga, Ingrida Ingrida,
Jolanta Jolanta, Julija Julija, Justina Justina, Karolina Karolina, Kristina Kristina, Laima Laima, Laura Laura,
Lina Lina, Loreta Loreta, Marija Marija, Miglė Migle, Milda Milda, Monika Monika, Neringa Neringa,
Nijolė Nijole, Odeta Odeta, Ramunė Ramune, Regina Regina, Renata Renata, Rita Rita, Roma Roma, Sandra Sandra,
Saulė Saule, Sigita Sigita, Simona Simona, Skaistė Skaiste, Smiltė Smilte, Sofija Sofija, Ugnė Ugne, Urtė Urte,
Vaida Vaida, Vaiva Vaiva, Vida Vida, Viktorija Viktorija, Vilma Vilma, Vilija Vilija, Virginija Virginija,
Violeta Violeta, Živilė Živile, Žydrė Žydre, Elžbieta Elžbieta, Petrauskienė Petrauskiene,
Kazlauskienė Kazlauskiene, Jankauskienė Jankauskiene, Stankevičienė Stankevičiene, Butkienė Butkiene,
Urbonienė Urboniene, Balčiūnienė Balčiūniene, Vasiliauskienė Vasiliauskiene, Petrauskaitė Petrauskaite,
Kazlauskaitė Kazlauskaite, Jankauskaitė Jankauskaite, Stankevičiūtė Stankevičiūte, Balčiūnaitė Balčiūnaite,
Butkutė Butkute, Rimkutė Rimkute, Šimkutė Šimkute, Mockutė Mockute, Gudaitytė Gudaityte, Adomaitytė Adomaityte,
Kairytė Kairyte, Stonytė Stonyte, Žemaitytė Žemaityte, Pociūtė Pociūte, Kubiliūtė Kubiliūte, Norkutė Norkute,
Bagdonaitė Bagdonaite, Grybauskaitė Grybauskaite, Nėris Nėri, Simonaitytė Simonaityte, Prunskienė Prunskiene,
Kazlauskaitė-Petrauskienė Kazlauskaite-Petrauskiene, Vitkauskė Vitkauske, Petkė Petke, EGLĖ EGLE
"""
