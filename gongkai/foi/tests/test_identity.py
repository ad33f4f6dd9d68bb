"""Documents that show who asks (条例 art. 29): which numbers hold, and what is said of those that do not."""

import pytest

from gongkai.casework.parties import identity
from gongkai.casework.parties.uploads import Upload
from gongkai.core.actions import Refused
from gongkai.core.crypto import digest
from gongkai.foi.tests.conftest import PDF, PERSON
from gongkai.organs.rules import credit_code_check

CREDIT = "91110000100000009" + credit_code_check("91110000100000009")
NUMBERS = [
    ("identity", "11010119900307002X", None),
    ("identity", "110101199003070021", "居民身份证号码的校验位"),
    ("identity", "110101199013070029", "出生日期不存在"),
    ("identity", "110101299003070023", "出生日期晚于今天"),
    ("identity", "11010119900307002", "18 位"),
    ("identity", "810000199003070015", "港澳台居民居住证的号码"),
    ("identity", "931156199001010014", "外国人永久居留身份证的号码"),
    ("residence", "810000199003070015", None),
    ("residence", "820000198512310029", None),
    ("residence", "830000200002290031", None),
    ("residence", "830000200002290032", "港澳台居民居住证号码的校验位"),
    ("residence", "830000200102290031", "出生日期不存在"),
    ("residence", "11010119900307002X", "居民身份证的号码"),
    ("hk_macao", "H12345678", None),
    ("hk_macao", "M1234567801", None),
    ("hk_macao", "A12345678", "字母 H 或者 M"),
    ("hk_macao", "H1234567", "8 位数字"),
    ("taiwan", "01234567", None),
    ("taiwan", "0123456789B", None),
    ("taiwan", "T01234567", "8 位数字"),
    ("permanent", "931156199001010014", None),
    ("permanent", "931156199001010015", "外国人永久居留身份证号码的校验位"),
    ("permanent", "USA110090010100", None),
    ("permanent", "US1100900101001", "3 个字母加 12 位数字"),
    ("permanent", "11010119900307002X", "居民身份证的号码"),
    ("passport", "E12345678", None),
    ("passport", "C01X00T47", None),
    ("passport", "ABCDEFG", "护照资料页"),
    ("passport", "E1234-678", "护照资料页"),
    ("credit", CREDIT, None),
    ("credit", CREDIT[:-1] + ("1" if CREDIT[-1] != "1" else "2"), "校验位"),
    ("credit", CREDIT[:9], "18 位统一社会信用代码"),
    ("abroad", "HRB12345（开曼）", None),
    ("abroad", "1", "2 到 60 个字"),
]


@pytest.mark.parametrize(("document", "number", "sentence"), NUMBERS)
def test_a_number_holds_or_the_sentence_says_what_is_wrong(document, number, sentence):
    said = identity.number_problem(document, number)
    assert said is None if sentence is None else sentence in said


def test_every_document_is_in_the_table():
    assert {document for document, _, _ in NUMBERS} == set(identity.DOCUMENTS)


@pytest.mark.parametrize("document", [d for d in identity.DOCUMENTS if d not in ("passport", "abroad", "taiwan")])
def test_any_one_digit_typed_wrong_is_found_where_there_is_a_check_digit(document):
    right = next(number for kind, number, sentence in NUMBERS if kind == document and sentence is None)
    if len(right) != 18:
        pytest.skip("no check digit")
    for place, sign in enumerate(right):
        for other in set("0123456789") - {sign}:
            assert identity.number_problem(document, right[:place] + other + right[place + 1 :]), place


@pytest.mark.parametrize(
    ("kind", "document", "sentence"),
    [
        ("person", "passport", None),
        ("enterprise", "abroad", None),
        ("person", "credit", "个人的证件为居民身份证"),
        ("person", "abroad", "个人的证件为"),
        ("research", "passport", "单位的证件为统一社会信用代码、境外登记号码"),
        ("person", "library card", "从列表中选择"),
    ],
)
def test_who_can_have_which_document(kind, document, sentence):
    said = identity.document_problem(kind, document)
    assert said is None if sentence is None else sentence in said


@pytest.mark.parametrize("typed", [" 110101 19900307 002x", "１１０１０１１９９００３０７００２Ｘ"])
def test_blanks_and_full_width_characters_do_not_matter(typed, ask):
    request = ask(identifier=typed).case.request
    assert request.party.identifier == PERSON["identifier"]
    assert request.party.applicant_key == digest(PERSON["identifier"]), "as it was before there were other documents"


def test_the_same_number_on_two_documents_is_not_the_same_applicant(ask):
    one = ask(document="taiwan", identifier="12345678").case.party
    other = ask(document="passport", identifier="12345678").case.party
    again = ask(document="passport", identifier="1234 5678").case.party
    assert one.applicant_key != other.applicant_key == again.applicant_key
    assert one.get_document_display() == "台湾居民来往大陆通行证"


def test_an_organisation_registered_abroad_encloses_its_proof(ask):
    facts = {"applicant_kind": "enterprise", "document": "abroad", "name": "某境外公司", "identifier": "HRB 12345"}
    with pytest.raises(Refused, match="登记证明") as refused:
        ask(**facts)
    assert refused.value.field == "files"
    assert ask(**facts, files=[Upload("登记证书.pdf", "application/pdf", PDF)]).case.party.document == "abroad"


def test_a_document_of_persons_is_refused_from_an_organisation(ask):
    with pytest.raises(Refused, match="单位的证件为") as refused:
        ask(applicant_kind="enterprise", document="passport", identifier="E12345678")
    assert refused.value.field == "document"


def test_a_credit_code_with_letters_in_the_region_is_refused():
    """GB 32100-2015: characters 3–8 are the region of the registry."""
    first17 = "911101A1MA01ABCD1"
    assert "行政区划" in identity.number_problem("credit", first17 + credit_code_check(first17))
