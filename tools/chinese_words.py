"""Ask ICU's dictionary which two characters of names are one word, as CLDR counts initials by its words.

It needs PyICU, which nothing else here does, so its answer is committed: a first character on each line, and those that
may follow it. Of the characters that names are written with, whether Chinese or put into Chinese, and no others.
"""

from collections.abc import Iterator
from pathlib import Path

import icu

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "crm" / "person_names" / "chinese_words.txt"

IN_GIVEN_NAMES = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文斌波辉健俊峰德威东升雅婷家豪安怡海"
    "燕红梅雪春玉兰凤珍荣庆永"
    "福贵祥龙虎飞翔宇轩梓涵浩然子晨思雨欣佳琪一诺天"
)
IN_TRADITIONAL_CHARACTERS = (
    "偉靜麗強軍艷傑濤華國輝東蘭鳳榮慶貴龍飛軒諾馬蓮倫羅邁納寧喬讓熱薩維溫烏亞揚葉約澤爾達費蓋漢凱庫萊勞盧魯雷瑪"
)
IN_NAMES_OF_OTHERS = (
    "阿艾安奥巴贝比博布查达大戴丹道德迪蒂杜多厄尔法费菲芬弗福盖戈格古哈汉赫亨霍基吉加卡凯康柯科"
    "克库拉莱朗劳勒雷里莉利连林"
    "琳卢鲁路伦罗洛马玛迈曼米蒙莫姆纳南内尼妮宁帕佩皮普齐奇恰乔切琼屈让热日萨塞桑沙莎山舍施史斯"
    "丝苏索塔泰汤特提图托瓦万维"
    "温沃乌西希夏谢辛休亚扬耶叶伊依因尤约泽扎詹朱兹佐"
)


def lines() -> Iterator[str]:
    characters = sorted({*IN_GIVEN_NAMES, *IN_TRADITIONAL_CHARACTERS, *IN_NAMES_OF_OTHERS})
    breaks = icu.BreakIterator.createWordInstance(icu.Locale("zh"))
    for first in characters:
        following = [second for second in characters if is_one_word(breaks, first + second)]
        if following:
            yield first + "".join(following)


def is_one_word(breaks: icu.BreakIterator, text: str) -> bool:
    breaks.setText(text)
    return list(breaks) == [len(text)]


if __name__ == "__main__":
    WORDS.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
