"""Files of rates in the shapes in which banks publish them."""

import io
import zipfile

ECB = """Date,USD,JPY,BGN,CZK,RUB,EEK,
2024-12-27,1.0435,164.45,1.9558,25.171,N/A,N/A,
2024-12-24,1.0395,163.41,1.9558,25.179,N/A,N/A,
2022-03-01,1.1162,128.61,1.9558,25.095,117.201,N/A,
"""
ECB_OTHER_ORDER = """CZK,Date,USD
25.179,2024-12-24,1.0395
"""
ECB_XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
  xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <Cube>
    <Cube time="2024-12-27"><Cube currency="USD" rate="1.0435"/><Cube currency="CZK" rate="25.171"/></Cube>
    <Cube time="2024-12-24"><Cube currency="USD" rate="1.0395"/></Cube>
  </Cube>
</gesmes:Envelope>
"""
CNB_YEAR = """Datum|1 AUD|1 EUR|100 JPY|1000 IDR
23.12.2024|15,060|25,120|15,420|1,497
24.12.2024|15,092|25,180|15,411|1,500
Datum|1 AUD|1 EUR|100 JPY
27.12.2024|15,001|25,170|15,300
"""
CNB_DAY = """31.10.2026 #10
země|měna|množství|kód|kurz
Eurozóna|euro|1|EUR|25,000
Kazachstán|tenge|100|KZT|4,500
Ukrajina|hřivna|100|UAH|50,250
"""
CBR = """<?xml version="1.0" encoding="windows-1251"?>
<ValCurs Date="24.12.2024" name="Foreign Currency Market">
<Valute ID="R01239"><NumCode>978</NumCode><CharCode>EUR</CharCode><Nominal>1</Nominal><Name>Евро</Name>
<Value>105,5700</Value><VunitRate>105,57</VunitRate></Valute>
<Valute ID="R01335"><NumCode>398</NumCode><CharCode>KZT</CharCode><Nominal>100</Nominal><Name>Тенге</Name>
<Value>19,6000</Value><VunitRate>0,196</VunitRate></Valute>
</ValCurs>
"""


def zipped(*files: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return content.getvalue()
