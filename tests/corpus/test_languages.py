import pytest

from corpus.languages import detect_chinese, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bank opened on Monday.", "en"),
        ("銀行周一開業，市民歡迎。", "zh-Hant"),
        ("银行周一开业，市民欢迎。", "zh-Hans"),
        ("Quay Labs 與 Bay Bank 周一宣布在三間分行測試語音櫃員", "zh-Hant"),
        ("The bank, 海灣銀行 in Chinese, opened its first three branches on Monday.", "en"),
        ("ბანკი გაიხსნა", "und"),
        ("123 !?", "und"),
        ("", "und"),
    ],
)
def test_language_is_that_of_the_prose(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("金管局上星期公布咗咩？", "zh-Hant"),
        ("金管局上星期公布了什么？", "zh-Hans"),
        ("轉數快係咩", "zh-Hant"),
        ("转数快是什么", "zh-Hans"),
        ("你好", "zh-Hant"),
    ],
)
def test_the_script_of_chinese_is_told_by_what_only_one_has(text, language):
    assert detect_chinese(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("東京の銀行が送金を開始\n東京の銀行は、新しい送金の仕組みを始めると発表しました。", "ja"),
        ("海湾銀行は金利を引き上げた。", "ja"),
        ("「行こう」「はい」", "ja"),
        ("カタカナ", "ja"),
        ("実証実験開始、銀行発表", "ja"),
        ("은행이 새로운 송금 서비스를 시작했다고 발표했다.", "ko"),
        ("은행 송금 서비스 開始", "ko"),
        ("日の丸拉麵店開業，市民歡迎。", "zh-Hant"),
        ("「の」字店名大熱", "zh-Hant"),
        ("優の堂推出新產品，市民排隊。", "zh-Hant"),
        ("日の出味餐厅开业了，市民欢迎。", "zh-Hans"),
        ("他最愛的漫畫是《ねこのひるね》及《いぬのさんぽ》。", "zh-Hant"),
        ("歌手（하늘）來港演出，市民歡迎。", "zh-Hant"),
        ("警方説明案情，銀行査賬。", "zh-Hant"),
        ("The bank named its tool ありがとう, which means thanks in Japanese.", "en"),
    ],
)
def test_japanese_and_korean_are_told_from_chinese_with_a_foreign_name(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "La banque annonce que les clients de la ville ne pourront plus payer avec leur carte dans "
        "les magasins pour le moment.",
        "Die Bank hat mitgeteilt, dass die Kunden der Stadt ihre Karte nicht mit dem Telefon und "
        "auch nicht in den Läden für das neue System nutzen.",
        "Bank itu berkata pelanggan yang menggunakan kad untuk membayar di kedai akan dikenakan "
        "caj dan tidak boleh memohon dengan aplikasi pada tahun ini.",
        "Ngân hàng cho biết các khách hàng không được dùng thẻ trong những cửa hàng này và phải "
        "trả một khoản phí của họ.",
    ],
)
def test_a_text_clearly_in_another_language_with_latin_letters_is_not_english(text):
    assert detect_language(text) == "und"


@pytest.mark.parametrize(
    "text",
    [
        "Banco de la Costa opens in Hong Kong",
        "LA BANQUE DE LA BAIE OPENS",
        "Maria de la Cruz, Jan van der Berg, Dan Ng, Di Ang",
        "Sa Sa and Na Di profits up",
        "He said “la vie est belle avec les amis dans la ville”, and that was all that they heard "
        "of the song which the bank had bought.",
        "de la de la de la de la",
    ],
)
def test_english_with_foreign_names_stays_english(text):
    assert detect_language(text) == "en"
